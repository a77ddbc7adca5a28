/** Rate limits of the API, counted in Redis under the tenant. When Redis does not answer, they refuse with 503. */
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { RedisStore } from 'rate-limit-redis';
import { tooMany, unavailable } from '../core/errors.ts';
import { platformKey, tenantKey } from '../core/redis.ts';
import type { RequestContext } from '../core/route.ts';
import type { Services } from '../core/services.ts';

const minute = 60_000;

/** What the middleware left about the request. */
export const contextOf = (response: Response): RequestContext => response.locals.context;

/** A key of the request's own tenant, or of the console. */
function keyOf(context: RequestContext, ...parts: readonly string[]): string {
  return context.tenant ? tenantKey(context.tenant.id, 'limit', ...parts) : platformKey('limit', ...parts);
}

function limiter(
  services: Services,
  options: {
    name: string;
    windowMs: number;
    limit: number;
    key: (context: RequestContext, request: Request) => readonly string[];
    skip?: (request: Request) => boolean;
  },
): RequestHandler {
  const store = new RedisStore({
    prefix: '',
    sendCommand: (command: string, ...rest: string[]) => services.redis.call(command, ...rest) as Promise<number>,
  });
  const handler = rateLimit({
    windowMs: options.windowMs,
    limit: options.limit,
    store,
    skip: options.skip ?? (() => false),
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: (request, response) => {
      const context = contextOf(response);
      return keyOf(context, options.name, ...options.key(context, request));
    },
    handler: (request, _response, next) => {
      const until = (request as Request & { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime?.getTime();
      next(tooMany(Math.max(1, Math.ceil(((until ?? Date.now() + options.windowMs) - Date.now()) / 1_000))));
    },
    // Keys are ours and hold whole addresses; the library's checks are for its own keys.
    validate: false,
  });
  return (request, response, next) => {
    void handler(request, response, (error?: unknown) => {
      const own = typeof error === 'object' && error !== null && 'retryAfter' in error;
      next(error === undefined || own ? error : unavailable(undefined, error));
    });
  };
}

/** The e-mail address that a sign-in names, as the sign-in itself will read it. */
function accountNamedBy(request: Request): string | undefined {
  const address: unknown = request.body?.email;
  return typeof address === 'string' ? address.trim().toLowerCase().slice(0, 254) : undefined;
}

const addressOf = (context: RequestContext) => ipKeyGenerator(context.address);

export type Limits = { readonly ordinary: readonly RequestHandler[]; readonly 'sign-in': readonly RequestHandler[] };

export function createLimits(services: Services): Limits {
  const { LIMIT_ACCOUNT_PER_MINUTE, LIMIT_TENANT_PER_MINUTE, LIMIT_SIGN_IN_PER_QUARTER_HOUR } = services.config;
  const ordinary = [
    limiter(services, {
      name: 'account',
      windowMs: minute,
      limit: LIMIT_ACCOUNT_PER_MINUTE,
      key: (context) => [context.actor?.accountId ?? context.operator?.id ?? addressOf(context)],
    }),
    limiter(services, { name: 'tenant', windowMs: minute, limit: LIMIT_TENANT_PER_MINUTE, key: () => ['all'] }),
  ];
  const signIn = [
    limiter(services, {
      name: 'sign-in-address',
      windowMs: 15 * minute,
      limit: LIMIT_SIGN_IN_PER_QUARTER_HOUR * 10,
      key: (context) => [addressOf(context)],
    }),
    limiter(services, {
      name: 'sign-in-account',
      windowMs: 15 * minute,
      limit: LIMIT_SIGN_IN_PER_QUARTER_HOUR,
      // Where no account is named, the limit by network address stands alone.
      skip: (request) => accountNamedBy(request) === undefined,
      key: (_context, request) => [accountNamedBy(request) ?? ''],
    }),
  ];
  return { ordinary, 'sign-in': [...ordinary, ...signIn] };
}
