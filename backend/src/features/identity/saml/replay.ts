/**
 * Sign-in requests under way, and assertions that have been used. Both lie in Redis under their tenant, so that a
 * response is good for one session, in the tenant and the browser that asked for it.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { unavailable } from '../../../core/errors.ts';
import type { TenantId } from '../../../core/identifiers.ts';
import { failClosed, tenantKey } from '../../../core/redis.ts';
import { SamlRefusal } from './refusal.ts';
import { localPath } from './returnPath.ts';

/** How long a person may take at the identity provider. */
export const requestLifetimeSeconds = 600;

const replacedSession = z.object({ accountId: z.string(), id: z.string() }).nullable();
/** By its public name; it opens nothing. */
export type ReplacedSession = NonNullable<z.infer<typeof replacedSession>>;

/** A secret for the browser that begins a sign-in; its cookie must come back with the response. */
export function newBrowserNonce(): string {
  return randomBytes(32).toString('base64url');
}

/** Stores a request at the start of a sign-in, with where its person wants to go afterwards. */
export async function rememberRequest(
  redis: Redis,
  request: {
    tenantId: TenantId;
    requestId: string;
    browserNonce: string;
    returnPath: unknown;
    /** The session that the browser has now. Its cookie does not come with the answer, which is posted from elsewhere. */
    session?: ReplacedSession | undefined;
  },
): Promise<void> {
  const key = tenantKey(request.tenantId, 'saml-request', request.requestId);
  const record = {
    nonce: digest(request.browserNonce),
    path: localPath(request.returnPath),
    session: JSON.stringify(request.session ?? null),
  };
  // Both in one transaction: a record without an end would stay for ever.
  const answers = await failClosed(redis.multi().hset(key, record).expire(key, requestLifetimeSeconds).exec());
  if (answers === null || answers.some(([error]) => error !== null))
    throw unavailable('Sign-in is not available right now. Try again in a moment.', answers);
}

/**
 * A first, cheap look whether this browser asked for an answer to this request at all. It uses nothing up: `consumeOnce`
 * decides. Throws a `SamlRefusal` if not.
 */
export async function requestMustBeUnderWay(
  redis: Redis,
  request: { tenantId: TenantId; requestId: string; browserNonce: string },
): Promise<void> {
  const nonce = await failClosed(redis.hget(tenantKey(request.tenantId, 'saml-request', request.requestId), 'nonce'));
  if (nonce === null) throw new SamlRefusal('request-unknown', refusals['request-unknown']);
  if (nonce !== digest(request.browserNonce)) throw new SamlRefusal('other-browser', refusals['other-browser']);
}

/**
 * One step on the server, so that of any number of posts at the same moment one wins. Another browser's post leaves
 * the request alone: else a stranger could break the sign-in of who began it.
 */
const consume = `
local record = redis.call('HMGET', KEYS[1], 'nonce', 'path', 'session')
if not record[1] then return {'request-unknown'} end
if record[1] ~= ARGV[1] then return {'other-browser'} end
redis.call('DEL', KEYS[1])
if not redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[2]) then return {'replayed'} end
return {'consumed', record[2], record[3]}
`;

const refusals = {
  'request-unknown': 'No such sign-in is under way here: it has been used, has expired, or began elsewhere.',
  'other-browser': 'The sign-in was begun in another browser.',
  replayed: 'The assertion has been used before.',
} as const;

/** Uses up a request and its assertion, and gives the path to go on to and the session to end. Throws a `SamlRefusal` for all but the first. */
export async function consumeOnce(
  redis: Redis,
  use: {
    tenantId: TenantId;
    requestId: string;
    issuer: string;
    assertionId: string;
    browserNonce: string;
    usableUntil: Date;
    now: Date;
  },
): Promise<{ returnPath: string; session: ReplacedSession | null }> {
  const request = tenantKey(use.tenantId, 'saml-request', use.requestId);
  const used = tenantKey(use.tenantId, 'saml-used', digest(JSON.stringify([use.issuer, use.assertionId])));
  // A minute more than needed, for the difference between the clocks of two web processes.
  const remembered = Math.max(0, use.usableUntil.getTime() - use.now.getTime()) + 60_000;
  const answer = await failClosed(redis.eval(consume, 2, request, used, digest(use.browserNonce), remembered));
  const [outcome, path, session]: unknown[] = Array.isArray(answer) ? answer : [];
  if (outcome === 'consumed')
    return { returnPath: localPath(path), session: replacedSession.parse(JSON.parse(String(session))) };
  if (outcome === 'request-unknown' || outcome === 'other-browser' || outcome === 'replayed')
    throw new SamlRefusal(outcome, refusals[outcome]);
  throw new Error('Redis gave an unknown answer.');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
