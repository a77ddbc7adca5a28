/** The API's description (OpenAPI 3.1.1), made from the routes and their contracts. */
import { type Endpoint, problem } from '@frontdesk/contract';
import { z } from 'zod';
import type { Route } from '../core/route.ts';

type Json = Record<string, unknown>;

/** Describes what programs may use: the routes that have a contract. */
export function openApiOf(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    if (!route.endpoint) continue;
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, route.endpoint) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Frontdesk',
      version: '1',
      description:
        'Each organization’s API is on its own host; the console’s is on `admin`. Errors are problem details (RFC 9457).',
    },
    servers: [{ url: 'https://{workspace}.example.com', variables: { workspace: { default: 'acme' } } }],
    security: [{ session: [] }, { token: [] }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-frontdesk_session' },
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  };
}

function operationOf(route: Route, endpoint: Endpoint): Json {
  const status = String(endpoint.status ?? 200);
  const answer = status === '204' ? {} : { content: jsonContent(schemaOf(endpoint.response, 'output')) };
  const parameters = [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')];
  return {
    summary: endpoint.summary,
    tags: [route.surface],
    ...(route.access === 'public' ? { security: [] } : {}),
    ...(['public', 'signed-in', 'operator'].includes(route.access) ? {} : { 'x-permission': route.access }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(endpoint.body
      ? { requestBody: { required: true, content: jsonContent(schemaOf(endpoint.body, 'input')) } }
      : {}),
    responses: {
      [status]: { description: 'Done.', ...answer },
      default: {
        description: 'It was refused or failed; `detail` says what to do.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

const jsonContent = (schema: Json) => ({ 'application/json': { schema } });

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}
