/** Who sends a request to a tenant: a program by its bearer token, a browser by its session cookie. */
import type { Request } from 'express';
import type { Services } from '../../core/services.ts';
import type { Actor, Tenant } from '../../core/tenant.ts';
import { actorOfSession } from './sessions.ts';
import { actorOfToken } from './tokens.ts';

/**
 * A bearer token that is not good is nobody, whatever cookies come with it.
 * @throws ProblemError 503 when sessions can't be looked up
 */
export async function authenticate(
  services: Services,
  tenant: Tenant,
  request: Pick<Request, 'headers'>,
): Promise<Actor | undefined> {
  const bearer = /^Bearer ([\w.-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return actorOfToken(services.config, tenant, bearer);
  return actorOfSession(services, tenant, request);
}
