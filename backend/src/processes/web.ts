/** The API. Who the request is for, who sends it, and then the route: in the order in which it is written here. */
import { randomUUID } from 'node:crypto';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import { badRequest, forbidden, notFound, ProblemError, payloadTooLarge } from '../core/errors.ts';
import { requestDuration, requestsUnderWay } from '../core/metrics.ts';
import { withRequestId } from '../core/requestId.ts';
import { checkAccess, type RequestContext, type Route } from '../core/route.ts';
import type { Services } from '../core/services.ts';
import { consoleLabel, labelOf, originOf } from '../core/tenant.ts';
import { authenticateOperator } from '../features/console/public.ts';
import { authenticate } from '../features/identity/public.ts';
import type { TenantResolver } from '../features/tenants/public.ts';
import { contextOf, createLimits, type Limits } from './limits.ts';

export function createWebApp(services: Services, resolveTenant: TenantResolver, routes: readonly Route[]): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set(
    'trust proxy',
    services.config.TRUSTED_PROXIES.split(',').map((name) => name.trim()),
  );
  app.use(observe(services));
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
    }),
  );
  app.use(identify(services, resolveTenant));
  const limits = createLimits(services);
  for (const route of routes) mount(app, route, limits);
  app.use((_request, _response, next) => next(notFound()));
  app.use(answerError(services));
  return app;
}

/** Gives every request an id, a line in the log and a place in the metrics. */
function observe(services: Services): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const requestId = given !== undefined && /^[A-Za-z0-9-]{8,64}$/.test(given) ? given : randomUUID();
    response.locals.requestId = requestId;
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('Cache-Control', 'no-store');
    const stop = requestDuration.startTimer({ method: request.method });
    requestsUnderWay.inc();
    response.on('close', () => {
      requestsUnderWay.dec();
      // The pattern, never the path: paths hold identifiers. What matched no route counts as one.
      const route: string = response.locals.route ?? 'none';
      const status = response.writableFinished ? response.statusCode : 499;
      const seconds = stop({ route, status });
      const context: RequestContext | undefined = response.locals.context;
      services.log.info(
        {
          requestId,
          method: request.method,
          route,
          status,
          seconds,
          tenantId: context?.tenant?.id,
          accountId: context?.actor?.accountId,
        },
        'request',
      );
    });
    withRequestId(requestId, next);
  };
}

/** Finds the tenant by the Host header alone, and the account by the session of that tenant. */
function identify(services: Services, resolveTenant: TenantResolver): RequestHandler {
  return async (request, response, next) => {
    const label = labelOf(services.config, request.headers.host);
    if (label === undefined) throw noSuchWorkspace();
    const common = {
      services,
      requestId: response.locals.requestId as string,
      origin: originOf(services.config, label),
      address: request.ip ?? '',
    };
    if (label === consoleLabel) {
      const operator = await authenticateOperator(services, request);
      response.locals.context = { ...common, ...(operator ? { operator } : {}) } satisfies RequestContext;
    } else {
      const tenant = await resolveTenant(label);
      if (!tenant) throw noSuchWorkspace();
      const actor = tenant.status === 'active' ? await authenticate(services, tenant, request) : undefined;
      response.locals.context = { ...common, tenant, ...(actor ? { actor } : {}) } satisfies RequestContext;
    }
    next();
  };
}

const noSuchWorkspace = () =>
  new ProblemError(
    404,
    'no-such-workspace',
    'No such workspace',
    'There is no workspace at this address. Check its spelling.',
  );

const workspaceSuspended = () =>
  new ProblemError(
    403,
    'workspace-suspended',
    'This workspace is suspended',
    'Ask an administrator of your organization.',
  );

/** The one path that a suspended workspace answers, so that its page can say so. */
const openWhenSuspended = '/api/workspace';

function mount(app: Express, route: Route, limits: Limits): void {
  const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
  const guard: RequestHandler = (request, response, next) => {
    const context = contextOf(response);
    // On the other kind of host this path is nothing.
    if ((context.tenant !== undefined) !== (route.surface === 'workspace')) return next('route');
    response.locals.route = route.path;
    if (context.tenant?.status === 'suspended' && route.path !== openWhenSuspended) throw workspaceSuspended();
    if (!route.anyOrigin && !comesFromOwnPage(context, request)) {
      throw forbidden('This request did not come from the workspace’s own page. Open the workspace and try again.');
    }
    checkAccess(route, context);
    next();
  };
  const parsers = route.bodyParsers.length > 0 ? route.bodyParsers : [express.json({ limit: '1mb' })];
  app[method](route.path, guard, ...parsers, ...limits[route.limit], (request: Request, response: Response) =>
    route.handle(contextOf(response), request, response),
  );
}

/**
 * Whether a write was made by this workspace's page. Siblings are the same site, so only the exact origin tells them
 * apart. A bearer token is no cookie: no page can make a browser send it.
 */
function comesFromOwnPage(context: RequestContext, request: Request): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  return context.actor?.signedInBy === 'token' || request.get('origin') === context.origin;
}

/** Errors as problem details. What is not meant for a client is logged, and the client gets the request's id. */
function answerError(services: Services): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const requestId: string = response.locals.requestId;
    const problem = problemOf(error);
    if (problem.status >= 500)
      services.log.error({ err: error, cause: (error as Error).cause, requestId }, 'request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (problem.retryAfter !== undefined) response.setHeader('Retry-After', String(problem.retryAfter));
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.toProblem(requestId)));
  };
}

function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  // What Express's body parsers and router throw carries a type and a status of its own (http-errors).
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') return payloadTooLarge('This is larger than the server takes.');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return badRequest('The request is not well-formed. Check its body and address.');
  return new ProblemError(
    500,
    'internal',
    'Something went wrong',
    'It has been noted. Try again; if it stays, give your administrator the request’s id.',
  );
}
