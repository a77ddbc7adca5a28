/**
 * Tokens of programs: an access token of a quarter of an hour, which no store has to be asked about, and a refresh token
 * that turns over. Whoever uses a refresh token twice, the thief or the robbed, ends all tokens of its family.
 */
import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { permissionsOf, role, type tokenPair } from '@frontdesk/contract';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Config } from '../../core/config.ts';
import { type ProblemError, unauthenticated } from '../../core/errors.ts';
import { newId } from '../../core/identifiers.ts';
import { sql } from '../../core/sql.ts';
import { type Actor, originOf, type Tenant } from '../../core/tenant.ts';
import type { TenantTx } from '../../core/tenantTx.ts';
import { recordAudit } from '../audit/public.ts';

/** Seconds that an access token is good for; days that a refresh token is. */
const accessSeconds = 15 * 60;
const refreshDays = 30;

type TokenPair = z.output<typeof tokenPair>;
type Owner = { id: string; personId: string; role: Actor['role'] };

/** A key of its own for each tenant, so that a token of one can't even be verified with another's. */
function signingKey(config: Pick<Config, 'TOKEN_SECRET'>, tenant: Tenant): Buffer {
  return Buffer.from(hkdfSync('sha256', config.TOKEN_SECRET, tenant.id, 'access token', 32));
}

const claims = z.object({ sub: z.uuid(), person: z.uuid(), role, family: z.uuid() });

function accessToken(config: Config, tenant: Tenant, owner: Owner, familyId: string): string {
  return jwt.sign({ person: owner.personId, role: owner.role, family: familyId }, signingKey(config, tenant), {
    algorithm: 'HS256',
    subject: owner.id,
    audience: originOf(config, tenant.slug),
    issuer: config.PUBLIC_URL,
    expiresIn: accessSeconds,
  });
}

/** Who sends a bearer token; undefined when it is not good here (RFC 8725 §3: one algorithm, one issuer, one audience). */
export function actorOfToken(config: Config, tenant: Tenant, token: string): Actor | undefined {
  try {
    const verified = jwt.verify(token, signingKey(config, tenant), {
      algorithms: ['HS256'],
      audience: originOf(config, tenant.slug),
      issuer: config.PUBLIC_URL,
    });
    const { sub, person, role, family } = claims.parse(verified);
    return {
      accountId: sub,
      personId: person,
      role,
      permissions: permissionsOf[role],
      sessionId: family,
      signedInBy: 'token',
    };
  } catch {
    return undefined;
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest();

/** Gives an account the first pair of a new family. */
export async function startTokens(tx: TenantTx, config: Config, tenant: Tenant, owner: Owner): Promise<TokenPair> {
  return nextPair(tx, config, tenant, owner, newId());
}

async function nextPair(
  tx: TenantTx,
  config: Config,
  tenant: Tenant,
  owner: Owner,
  familyId: string,
): Promise<TokenPair> {
  const refreshToken = randomBytes(32).toString('base64url');
  await tx.query(sql`
    INSERT INTO refresh_tokens (id, account_id, family_id, token_hash, expires_at)
    VALUES (${newId()}, ${owner.id}, ${familyId}, ${hashOf(refreshToken)}, now() + make_interval(days => ${refreshDays}))`);
  return { accessToken: accessToken(config, tenant, owner, familyId), expiresIn: accessSeconds, refreshToken };
}

const refused = () => unauthenticated('This refresh token is not good any more. Sign in again.');

type RefreshRow = {
  family_id: string;
  account_id: string;
  person_id: string;
  role: Actor['role'];
  used: boolean;
  good: boolean;
};

/**
 * Uses a refresh token up. A second use is a theft, by one side or the other: the family ends.
 * @returns the next pair, or the refusal to answer with once the transaction has committed
 */
export async function turnTokensOver(
  tx: TenantTx,
  config: Config,
  tenant: Tenant,
  token: string,
): Promise<TokenPair | ProblemError> {
  const [row] = await tx.query<RefreshRow>(sql`
    SELECT r.family_id, r.account_id, a.person_id, a.role, r.used_at IS NOT NULL AS used,
      r.expires_at > now() AND a.status = 'active' AND p.status = 'active' AS good
    FROM refresh_tokens r JOIN accounts a ON a.id = r.account_id JOIN people p ON p.id = a.person_id
    WHERE r.token_hash = ${hashOf(token)}
    FOR UPDATE OF r`);
  if (!row?.good) return refused();
  const owner = { id: row.account_id, personId: row.person_id, role: row.role };
  if (row.used) {
    await endFamily(tx, row.family_id);
    await recordAudit(tx, {
      action: 'tokens.reused',
      actorAccountId: owner.id,
      subject: { type: 'account', id: owner.id },
    });
    return refused();
  }
  await tx.query(sql`UPDATE refresh_tokens SET used_at = now() WHERE token_hash = ${hashOf(token)}`);
  return nextPair(tx, config, tenant, owner, row.family_id);
}

/** Ends the family of a refresh token; an unknown one changes nothing. */
export async function revokeTokens(tx: TenantTx, token: string): Promise<void> {
  const [row] = await tx.query<{ family_id: string }>(sql`
    SELECT family_id FROM refresh_tokens WHERE token_hash = ${hashOf(token)}`);
  if (row) await endFamily(tx, row.family_id);
}

async function endFamily(tx: TenantTx, familyId: string): Promise<void> {
  await tx.query(sql`DELETE FROM refresh_tokens WHERE family_id = ${familyId}`);
}
