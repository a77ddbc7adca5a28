/** What other features may use of tenants. */
export { announceTenantChange, openTenantResolver, type TenantResolver } from './resolve.ts';
export { changeTenantStatus, createTenant, findProvisionedTenant, getTenant, listTenants } from './tenants.ts';
