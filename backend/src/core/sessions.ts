/**
 * Sessions in Redis. The browser holds a random secret; Redis knows it only by its SHA-256, which is also the session's
 * public name: it can be listed and revoked, and opens nothing.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { unavailable } from './errors.ts';
import { failClosed, type PlatformKey, type TenantKey } from './redis.ts';

/** Seconds without a request after which a session ends, and after which it ends in any case. */
const idleSeconds = 12 * 3_600;
const longestSeconds = 7 * 24 * 3_600;
/** Milliseconds between two notes of when a session was last seen. */
const seenInterval = 60_000;

const record = z.object({
  ownerId: z.string(),
  createdAt: z.number(),
  /** When it ends in any case. */
  endsAt: z.number(),
  lastSeenAt: z.number(),
  userAgent: z.string(),
  address: z.string(),
  data: z.unknown(),
});

export type StoredSession<Data> = Omit<z.infer<typeof record>, 'data'> & { readonly id: string; readonly data: Data };

/** The sessions of one tenant, or of the console. */
export type SessionStore<Data> = {
  /** @returns the secret for the browser, and the session's public name */
  start(session: {
    ownerId: string;
    data: Data;
    userAgent: string;
    address: string;
    /** When it must end at the latest, if somebody else decides that too. */
    endsAt?: Date | null;
  }): Promise<{ secret: string; id: string }>;
  find(secret: string): Promise<StoredSession<Data> | undefined>;
  list(ownerId: string): Promise<StoredSession<Data>[]>;
  /** Ends a session of this owner; a name that is not theirs changes nothing. @returns whether there was one */
  end(ownerId: string, id: string): Promise<boolean>;
  endAll(ownerId: string): Promise<void>;
};

type Key = TenantKey | PlatformKey;

export function sessionName(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/**
 * @param keyOf makes the keys of this store; all of them share a hash tag
 * @throws ProblemError 503 from every method when Redis does not answer: sessions fail closed
 */
export function openSessionStore<Data>(
  redis: Redis,
  keyOf: (kind: 'session' | 'sessions-of', name: string) => Key,
  schema: z.ZodType<Data>,
): SessionStore<Data> {
  const read = (id: string, text: string | null | undefined): StoredSession<Data> | undefined => {
    if (!text) return undefined;
    const { data, ...rest } = record.parse(JSON.parse(text));
    return { ...rest, id, data: schema.parse(data) };
  };

  /** Seconds that Redis keeps a session which is seen now; a session that is over is kept for one. */
  const keptFor = (session: { endsAt: number }, now: number) =>
    Math.max(1, Math.min(idleSeconds, Math.floor((session.endsAt - now) / 1_000)));

  const touch = (session: StoredSession<Data>, now: number) => {
    const { id, ...stored } = session;
    const text = JSON.stringify({ ...stored, lastSeenAt: now });
    // XX: a session that was ended meanwhile does not come back.
    return redis.set(keyOf('session', id), text, 'EX', keptFor(session, now), 'XX');
  };

  const list = async (ownerId: string) => {
    const ids = await failClosed(redis.smembers(keyOf('sessions-of', ownerId)));
    if (ids.length === 0) return [];
    const texts = await failClosed(redis.mget(ids.map((id) => keyOf('session', id))));
    const ended = ids.filter((_, index) => texts[index] === null);
    if (ended.length > 0) await failClosed(redis.srem(keyOf('sessions-of', ownerId), ...ended));
    return ids.flatMap((id, index) => read(id, texts[index]) ?? []);
  };

  const end = async (ownerId: string, id: string) => {
    const session = read(id, await failClosed(redis.get(keyOf('session', id))));
    if (session?.ownerId !== ownerId) return false;
    await failClosed(redis.del(keyOf('session', id)));
    await failClosed(redis.srem(keyOf('sessions-of', ownerId), id));
    return true;
  };

  return {
    start: async ({ ownerId, data, userAgent, address, endsAt: wantedEnd }) => {
      const secret = randomBytes(32).toString('base64url');
      const id = sessionName(secret);
      const now = Date.now();
      const endsAt = Math.min(now + longestSeconds * 1_000, wantedEnd?.getTime() ?? Number.POSITIVE_INFINITY);
      const stored = {
        ownerId,
        createdAt: now,
        endsAt,
        lastSeenAt: now,
        userAgent: userAgent.slice(0, 300),
        address,
        data,
      };
      // Listed first: a session that can't be listed could not be revoked.
      const answers = await failClosed(
        redis
          .multi()
          .sadd(keyOf('sessions-of', ownerId), id)
          .expire(keyOf('sessions-of', ownerId), longestSeconds)
          .set(keyOf('session', id), JSON.stringify(stored), 'EX', keptFor(stored, now))
          .exec(),
      );
      const failed = answers?.find(([error]) => error !== null)?.[0];
      if (!answers || failed) throw unavailable('Sign-in is not available right now. Try again in a moment.', failed);
      return { secret, id };
    },
    find: async (secret) => {
      if (!/^[A-Za-z0-9_-]{43}$/.test(secret)) return undefined;
      const id = sessionName(secret);
      const session = read(id, await failClosed(redis.get(keyOf('session', id))));
      if (!session) return undefined;
      const now = Date.now();
      if (now >= session.endsAt) return undefined;
      if (now - session.lastSeenAt > seenInterval) await failClosed(touch(session, now));
      return session;
    },
    list,
    end,
    endAll: async (ownerId) => {
      for (const session of await list(ownerId)) await end(ownerId, session.id);
    },
  };
}
