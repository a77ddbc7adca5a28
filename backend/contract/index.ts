/** The contract between backend and frontend: one file a noun. */
export * from './common.ts';
export * from './directory.ts';
export * from './endpoint.ts';
export * from './identity.ts';
export * from './permissions.ts';
export * from './problem.ts';
export * from './realtime.ts';
export * from './tenants.ts';
