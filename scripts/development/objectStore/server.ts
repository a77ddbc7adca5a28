/**
 * An S3 endpoint on disk for development: the operations that the platform uses, path-style addresses, every request
 * signed. Why this one: docs/decisions/0005-development-object-store.md
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ObjectFiles, type ObjectHead, openObjectFiles } from './files.ts';
import { type Credentials, checkSignature, Refusal, type Target, targetOf } from './signature.ts';

const largestObject = 100_000_000;

type Call = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: Target;
  readonly bucket: string;
  readonly key: string;
  readonly files: ObjectFiles;
};

/** A server that answers S3 requests from the files in `folder`; the caller lets it listen. */
export function createObjectStore(folder: string, credentials: Credentials): Server {
  const files = openObjectFiles(folder);
  return createServer((request, response) => {
    answer(request, response, files, credentials).catch((error: unknown) => refuse(response, error));
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: ObjectFiles,
  credentials: Credentials,
) {
  const url = targetOf(request);
  checkSignature(request, url, credentials);
  const [, bucket = '', ...rest] = url.path.split('/').map(decodeURIComponent);
  const key = rest.join('/');
  if (!/^[a-z0-9][a-z0-9.-]{2,62}$/.test(bucket)) throw new Refusal('InvalidBucketName', 400, 'No such bucket name.');
  const call = { request, response, url, bucket, key, files };
  if (key === '' && request.method === 'PUT') return makeBucket(call);
  if (!files.hasBucket(bucket)) throw new Refusal('NoSuchBucket', 404, 'There is no such bucket.');
  if (key === '') return bucketOperation(call);
  return objectOperation(call);
}

function makeBucket({ response, files, bucket }: Call): void {
  files.makeBucket(bucket);
  response.writeHead(200, { Location: `/${bucket}` }).end();
}

async function bucketOperation(call: Call): Promise<void> {
  const { request, response, url } = call;
  if (request.method === 'HEAD') return void response.writeHead(200).end();
  if (request.method === 'GET' && url.searchParams.get('list-type') === '2') return list(call);
  if (request.method === 'POST' && url.searchParams.has('delete')) return removeMany(call);
  throw new Refusal('NotImplemented', 501, 'This store does not do that.');
}

async function objectOperation(call: Call): Promise<void> {
  const { request, response, files, bucket, key } = call;
  switch (request.method) {
    case 'PUT': {
      const head = await files.put(
        bucket,
        key,
        request.headers['content-type'] ?? 'binary/octet-stream',
        await bodyOf(request),
      );
      response.writeHead(200, { ETag: head.etag }).end();
      return;
    }
    case 'GET':
    case 'HEAD':
      return send(call);
    case 'DELETE':
      await files.remove(bucket, key);
      response.writeHead(204).end();
      return;
    default:
      throw new Refusal('MethodNotAllowed', 405, 'This method is not allowed here.');
  }
}

async function send({ request, response, url, files, bucket, key }: Call): Promise<void> {
  const head = await files.head(bucket, key);
  if (!head) throw new Refusal('NoSuchKey', 404, 'There is no such object.');
  const override = (name: string) => url.searchParams.get(`response-${name}`);
  const disposition = override('content-disposition');
  response.setHeader('Content-Type', override('content-type') ?? head.contentType);
  if (disposition) response.setHeader('Content-Disposition', disposition);
  response.setHeader('ETag', head.etag);
  response.setHeader('Last-Modified', new Date(head.lastModified).toUTCString());
  response.setHeader('Content-Length', head.size);
  response.end(request.method === 'HEAD' ? undefined : await files.content(bucket, key));
}

function list({ response, url, files, bucket }: Call): void {
  const prefix = url.searchParams.get('prefix') ?? '';
  const after = url.searchParams.get('continuation-token') ?? url.searchParams.get('start-after') ?? '';
  const most = Math.min(Number(url.searchParams.get('max-keys') ?? 1000) || 1000, 1000);
  const found = files.list(bucket, prefix).filter(({ key }) => key > after);
  const page = found.slice(0, most);
  const more = found.length > page.length;
  sendXml(response, 200, 'ListBucketResult', [
    element('Name', bucket),
    element('Prefix', prefix),
    element('MaxKeys', String(most)),
    element('KeyCount', String(page.length)),
    element('IsTruncated', String(more)),
    more ? element('NextContinuationToken', page.at(-1)?.key ?? '') : '',
    ...page.map(contentsElement),
  ]);
}

function contentsElement({ key, lastModified, etag, size }: ObjectHead): string {
  const fields =
    element('Key', key) + element('LastModified', lastModified) + element('ETag', etag) + element('Size', String(size));
  return `<Contents>${fields}<StorageClass>STANDARD</StorageClass></Contents>`;
}

async function removeMany({ request, response, files, bucket }: Call): Promise<void> {
  const keys = [...(await bodyOf(request)).toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) =>
    unescapeXml(key),
  );
  for (const key of keys) await files.remove(bucket, key);
  sendXml(
    response,
    200,
    'DeleteResult',
    keys.map((key) => `<Deleted>${element('Key', key)}</Deleted>`),
  );
}

/** The body, checked against the hash that was signed. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestObject) throw new Refusal('EntityTooLarge', 400, 'The object is too large for this store.');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const hash = request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  if (hash === 'UNSIGNED-PAYLOAD') return body;
  // What S3rver does instead: it stores the chunk headers as if they were content.
  if (String(hash).startsWith('STREAMING-')) {
    throw new Refusal('NotImplemented', 501, 'Send the body in one piece, not as a stream of signed chunks.');
  }
  if (createHash('sha256').update(body).digest('hex') !== hash) {
    throw new Refusal('XAmzContentSHA256Mismatch', 400, 'The body is not the one that was signed.');
  }
  return body;
}

function refuse(response: ServerResponse, error: unknown): void {
  const refusal = error instanceof Refusal ? error : new Refusal('InternalError', 500, String(error));
  if (response.headersSent) return void response.destroy();
  sendXml(response, refusal.status, 'Error', [element('Code', refusal.code), element('Message', refusal.message)]);
}

function sendXml(response: ServerResponse, status: number, root: string, children: string[]): void {
  const namespace = root === 'Error' ? '' : ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace}>${children.join('')}</${root}>`);
}

function element(name: string, text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  return `<${name}>${escaped}</${name}>`;
}

function unescapeXml(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
}
