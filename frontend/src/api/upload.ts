/** Sends a file as the body of a request and tells how far it is; `fetch` cannot tell. */
import { address } from './address.ts';
import { type AnswerOf, type EndpointName, endpoints, type RequestOf } from './endpoints.ts';
import { noAnswer, problemFrom } from './problem.ts';

type Options = { type: string; idempotencyKey: string; onProgress: (fraction: number) => void; signal: AbortSignal };

export function upload<Name extends EndpointName>(
  name: Name,
  request: Pick<RequestOf<Name>, 'query'>,
  file: Blob,
  { type, idempotencyKey, onProgress, signal }: Options,
): Promise<AnswerOf<Name>> {
  const [method, path] = endpoints[name];
  const { promise, resolve, reject } = Promise.withResolvers<AnswerOf<Name>>();
  const exchange = new XMLHttpRequest();
  exchange.open(method, address(path, {}, request.query));
  exchange.setRequestHeader('Accept', 'application/json');
  exchange.setRequestHeader('Content-Type', type);
  exchange.setRequestHeader('Idempotency-Key', idempotencyKey);
  exchange.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0);
  exchange.onerror = () => reject(noAnswer());
  exchange.onabort = () => reject(signal.reason);
  exchange.onload = () => {
    const { status, responseText } = exchange;
    if (status >= 200 && status < 300) resolve(JSON.parse(responseText) as AnswerOf<Name>);
    else
      reject(
        problemFrom(
          status,
          responseText,
          exchange.getResponseHeader('Retry-After'),
          exchange.getResponseHeader('X-Request-Id'),
        ),
      );
  };
  signal.addEventListener('abort', () => exchange.abort(), { once: true });
  exchange.send(file);
  return promise;
}
