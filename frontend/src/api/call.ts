/** One typed call to the API. Same origin only: the session cookie is host-only. */
import { address } from './address.ts';
import { type AnswerOf, type EndpointName, endpoints, type RequestOf } from './endpoints.ts';
import { noAnswer, problemFrom } from './problem.ts';

type Options = { signal?: AbortSignal; idempotencyKey?: string };

/** Calls an endpoint; throws an `ApiProblem` for every answer that is not a success. */
export async function call<Name extends EndpointName>(
  name: Name,
  request: RequestOf<Name>,
  { signal, idempotencyKey }: Options = {},
): Promise<AnswerOf<Name>> {
  const [method, path] = endpoints[name];
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['Idempotency-Key'] = idempotencyKey ?? crypto.randomUUID();
  if (request.body !== undefined) headers['Content-Type'] = 'application/json';
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);

  const response = await send(address(path, request.params ?? {}, request.query), { method, headers, body, signal });
  const text = await response.text();
  if (!response.ok) {
    const { headers: answer } = response;
    throw problemFrom(response.status, text, answer.get('Retry-After'), answer.get('X-Request-Id'));
  }
  return (text === '' ? undefined : JSON.parse(text)) as AnswerOf<Name>;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw noAnswer();
  }
}
