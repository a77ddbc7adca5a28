/** The jobs of identity. */
export { sendInvitation } from './invitations.ts';
