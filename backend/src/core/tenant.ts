/** Whose request this is: the tenant, by its host, and the account, by its session. */
import type { Permission, Role } from '@frontdesk/contract';
import type { Config } from './config.ts';
import type { TenantId } from './identifiers.ts';

export type Tenant = {
  readonly id: TenantId;
  readonly slug: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
};

/** Who acts in a tenant. */
export type Actor = {
  readonly accountId: string;
  readonly personId: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  /** The public name of the session, or of the token's family; never a secret. */
  readonly sessionId: string;
  readonly signedInBy: 'password' | 'single-sign-on' | 'token';
};

/** Who acts in the console. */
export type Operator = { readonly id: string; readonly email: string; readonly name: string };

/** The label under which the console lives, beside the tenants. */
export const consoleLabel = 'admin';

/** The origin of a label under the base domain, exactly as a browser sends it: `https://acme.example.com`. */
export function originOf(config: Pick<Config, 'PUBLIC_URL'>, label: string): string {
  const base = new URL(config.PUBLIC_URL);
  return new URL(`${base.protocol}//${label}.${base.host}`).origin;
}

/**
 * The label that a Host header names: one label before the base domain, in small letters.
 * @returns undefined for the base domain itself, for deeper hosts and for foreign ones
 */
export function labelOf(config: Pick<Config, 'PUBLIC_URL'>, host: string | undefined): string | undefined {
  const base = new URL(config.PUBLIC_URL).hostname;
  const match = /^([a-z0-9-]{1,63})\.([a-z0-9.-]+?)(?::\d{1,5})?$/.exec((host ?? '').toLowerCase());
  return match?.[2] === base ? match[1] : undefined;
}
