/** Passwords by argon2id (RFC 9106), with the parameters that OWASP gives for it. */
import { type Algorithm, hash, verify } from '@node-rs/argon2';

/** The library's own number for argon2id; its enum exists for the compiler only. */
const argon2id = 2 as Algorithm;

/** 19 MiB of memory, two passes. */
const parameters = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), parameters);
}

let nobody: Promise<string> | undefined;

/**
 * Whether a password fits. Takes as long for an account that does not exist or has none, so that time tells nothing.
 * @param passwordHash the PHC string of the account, or null
 */
export async function passwordFits(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password');
  const fits = await verify(passwordHash ?? (await nobody), password.normalize('NFKC'));
  return fits && passwordHash !== null;
}
