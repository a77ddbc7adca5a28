/** Every guard that is taken away. */
import { connectionMutants } from './connections.ts';
import { databaseMutants } from './database.ts';
import { doorMutants } from './doors.ts';
import { edgeMutants } from './edge.ts';
import { identityMutants } from './identity.ts';
import { keyMutants } from './keys.ts';
import type { Mutant } from './mutant.ts';
import { samlMutants } from './saml.ts';

export const everyMutant: readonly Mutant[] = [
  ...databaseMutants,
  ...connectionMutants,
  ...edgeMutants,
  ...doorMutants,
  ...keyMutants,
  ...identityMutants,
  ...samlMutants,
];
