/** What processes may use of the console. */
export { authenticateOperator, saveOperator } from './operators.ts';
export { provisionTenant } from './provision.ts';
