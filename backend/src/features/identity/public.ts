/** What other features and the processes may use of identity. */
export { createAccount } from './accounts.ts';
export { authenticate } from './authenticate.ts';
export { saveIdentityProvider } from './identityProviders.ts';
export { inviteAccount } from './invitations.ts';
export { hashPassword, passwordFits } from './passwords.ts';
export { sessionsOf } from './sessions.ts';
