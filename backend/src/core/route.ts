/**
 * The common door of every HTTP endpoint. A route is a contract, an access rule and a handler; the door parses the
 * input, checks the access, opens the tenant's transaction, runs the handler and parses the output.
 */
import type { Endpoint, Permission } from '@frontdesk/contract';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { forbidden, unauthenticated, validation } from './errors.ts';
import { fingerprintOf, idempotencyKey, once } from './idempotency.ts';
import type { Services } from './services.ts';
import type { Actor, Operator, Tenant } from './tenant.ts';
import type { TenantReader, TenantTx } from './tenantTx.ts';

/** What the middleware before the routes found out about a request. */
export type RequestContext = {
  readonly services: Services;
  readonly requestId: string;
  /** The origin that the browser is on. */
  readonly origin: string;
  /** The address of the client, as the trusted proxies tell it. */
  readonly address: string;
  readonly tenant?: Tenant;
  readonly actor?: Actor;
  readonly operator?: Operator;
};

/** Who may use a route: anyone, anyone signed in, or who has a permission. `operator` is for the console alone. */
export type Access = 'public' | 'signed-in' | 'operator' | Permission;

export type Route = {
  readonly surface: 'workspace' | 'console';
  readonly method: Endpoint['method'];
  readonly path: string;
  readonly access: Access;
  /** Takes writes from anywhere: a SAML response, a program without a browser. Every other write of a browser demands its own origin. */
  readonly anyOrigin: boolean;
  readonly limit: 'ordinary' | 'sign-in';
  /** Parsers of the body, where it is not JSON. */
  readonly bodyParsers: readonly RequestHandler[];
  /** The contract; pages that only redirect have none. */
  readonly endpoint?: Endpoint;
  readonly handle: (context: RequestContext, request: Request, response: Response) => Promise<void>;
};

type Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
};
type InTenant = { services: Services; tenant: Tenant; origin: string; address: string };
type RouteOptions = { limit?: Route['limit']; anyOrigin?: boolean; bodyParsers?: readonly RequestHandler[] };
type SignedInAccess = Exclude<Access, 'public' | 'operator'>;
/** Who acts: someone, unless anyone may. */
type ActorOf<A extends Access> = A extends 'public' ? Actor | undefined : Actor;
type OperatorOf<A extends Access> = A extends 'public' ? Operator | undefined : Operator;

/** A read: each statement is one round trip in a read-only transaction of its own. */
export function readRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  access: SignedInAccess,
  handler: (context: InTenant & { actor: Actor; read: TenantReader } & Input<P, Q, B>) => Promise<z.input<R>>,
): Route {
  return workspaceRoute(endpoint, access, {}, async (context, request, response) => {
    const input = parseInput(endpoint, request);
    const read = context.services.database.read(context.tenant.id);
    send(endpoint, response, await handler({ ...context, ...input, actor: signedIn(context), read }));
  });
}

/** A write: one transaction, and with an Idempotency-Key it is done once. */
export function writeRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  access: SignedInAccess,
  handler: (context: InTenant & { actor: Actor; tx: TenantTx } & Input<P, Q, B>) => Promise<z.input<R>>,
): Route {
  return workspaceRoute(endpoint, access, {}, async (context, request, response) => {
    const input = parseInput(endpoint, request);
    const actor = signedIn(context);
    const key = idempotencyKey(request.get('idempotency-key'));
    const result = await context.services.database.transaction(context.tenant.id, (tx) => {
      const write = () => handler({ ...context, ...input, actor, tx });
      if (key === undefined) return write();
      const fingerprint = fingerprintOf(request.method, request.path, input);
      return once(tx, { accountId: actor.accountId, key, fingerprint, status: endpoint.status ?? 200 }, write);
    });
    send(endpoint, response, result);
  });
}

/** A route that opens its own transactions, because it also does what must stay outside of them. */
export function openRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
  A extends Exclude<Access, 'operator'>,
>(
  endpoint: Endpoint<P, Q, B, R>,
  access: A,
  options: RouteOptions,
  handler: (
    context: InTenant & { actor: ActorOf<A> } & Input<P, Q, B>,
    request: Request,
    response: Response,
  ) => Promise<z.input<R>>,
): Route {
  return workspaceRoute(endpoint, access, options, async (context, request, response) => {
    const input = parseInput(endpoint, request);
    // `checkAccess` has made sure that there is an actor where the access demands one.
    const actor = context.actor as ActorOf<A>;
    send(endpoint, response, await handler({ ...context, ...input, actor }, request, response));
  });
}

/** A page of a workspace that answers with a redirect or a document instead of JSON. */
export function pageRoute(
  page: Pick<Route, 'method' | 'path' | 'access' | 'anyOrigin' | 'limit' | 'bodyParsers'>,
  handler: (context: InTenant & { actor: Actor | undefined }, request: Request, response: Response) => Promise<void>,
): Route {
  return {
    ...page,
    surface: 'workspace',
    handle: (context, request, response) =>
      handler({ ...context, tenant: tenantOf(context), actor: context.actor }, request, response),
  };
}

/** A route of the operator's console: one transaction of the platform role. */
export function consoleRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
  A extends 'public' | 'operator',
>(
  endpoint: Endpoint<P, Q, B, R>,
  access: A,
  options: { limit?: Route['limit'] },
  handler: (
    context: {
      services: Services;
      operator: OperatorOf<A>;
      address: string;
      transaction: Services['platform']['transaction'];
    } & Input<P, Q, B>,
    request: Request,
    response: Response,
  ) => Promise<z.input<R>>,
): Route {
  return {
    ...routeOf(endpoint, access, options),
    surface: 'console',
    handle: async (context, request, response) => {
      const input = parseInput(endpoint, request);
      const { services, address } = context;
      const operator = context.operator as OperatorOf<A>;
      const { transaction } = services.platform;
      send(
        endpoint,
        response,
        await handler({ services, address, operator, transaction, ...input }, request, response),
      );
    },
  };
}

function workspaceRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  access: Access,
  options: RouteOptions,
  handle: (context: RequestContext & { tenant: Tenant }, request: Request, response: Response) => Promise<void>,
): Route {
  return {
    ...routeOf(endpoint, access, options),
    surface: 'workspace',
    handle: (context, request, response) => handle({ ...context, tenant: tenantOf(context) }, request, response),
  };
}

function routeOf(endpoint: Endpoint, access: Access, options: RouteOptions) {
  const { method, path } = endpoint;
  return {
    method,
    path,
    access,
    anyOrigin: options.anyOrigin ?? false,
    limit: options.limit ?? ('ordinary' as const),
    bodyParsers: options.bodyParsers ?? [],
    endpoint,
  };
}

/**
 * Whether a request may use a route; asked before anything of its body is read.
 * @throws ProblemError 401 or 403
 */
export function checkAccess({ access }: Pick<Route, 'access'>, context: RequestContext): void {
  if (access === 'public') return;
  if (access === 'operator') {
    if (!context.operator) throw unauthenticated();
    return;
  }
  const actor = signedIn(context);
  if (access !== 'signed-in' && !actor.permissions.some((permission) => permission === access)) throw forbidden();
}

function signedIn(context: RequestContext): Actor {
  if (!context.actor) throw unauthenticated();
  return context.actor;
}

function tenantOf(context: RequestContext): Tenant {
  // The middleware answers a workspace's paths only on a workspace's host.
  if (!context.tenant) throw new Error('a route of a workspace was reached without a tenant');
  return context.tenant;
}

/** @throws ProblemError 422 that names every wrong field */
function parseInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, z.ZodType>,
  request: Request,
): Input<P, Q, B> {
  const parts = { params: request.params, query: request.query, body: request.body };
  const input: Record<string, unknown> = {};
  const errors: { field: string; message: string }[] = [];
  for (const [name, value] of Object.entries(parts)) {
    const schema = endpoint[name as keyof typeof parts];
    if (!schema) continue;
    const parsed = schema.safeParse(value ?? {});
    if (parsed.success) input[name] = parsed.data;
    else for (const issue of parsed.error.issues) errors.push(...fieldErrors(issue));
  }
  if (errors.length > 0) throw validation(errors);
  return input as Input<P, Q, B>;
}

function fieldErrors(issue: z.core.$ZodIssue): { field: string; message: string }[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: 'This field is not known here.' }));
  }
  return [{ field: path.join('.'), message: issue.message }];
}

/** Answers with what the contract declares; a field that it does not declare never leaves. */
function send(endpoint: Endpoint, response: Response, result: unknown): void {
  const status = endpoint.status ?? 200;
  if (status === 204) response.status(204).end();
  else response.status(status).json(endpoint.response.parse(result));
}
