/**
 * AWS Signature Version 4, checked as a real store checks it: a request with a wrong key, a changed address or an
 * expired link is refused in development too.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** Why a request is refused: S3's code and a sentence. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The address of a request, exactly as it was sent: `URL` would shorten `/a/../b`, which is a key like any other. */
export type Target = { readonly path: string; readonly searchParams: URLSearchParams };

export function targetOf(request: IncomingMessage): Target {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  return { path, searchParams: new URLSearchParams(query) };
}

type Signature = {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly time: string;
  readonly payloadHash: string;
};

const allowedSkewMs = 15 * 60_000;
const longestLinkSeconds = 7 * 24 * 3600;

/** @throws Refusal unless the request is signed with the credentials and in time */
export function checkSignature(
  request: IncomingMessage,
  url: Target,
  credentials: Credentials,
  now = Date.now(),
): void {
  const given = url.searchParams.has('X-Amz-Signature') ? fromQuery(url, now) : fromHeaders(request, now);
  const [accessKeyId, ...scope] = given.credential.split('/');
  if (accessKeyId !== credentials.accessKeyId || scope.length !== 4) {
    throw new Refusal('InvalidAccessKeyId', 403, 'The access key is not known here.');
  }
  if (!given.signedHeaders.includes('host')) throw new Refusal('AccessDenied', 403, 'The host must be signed.');
  const canonical = [
    request.method,
    canonicalPath(url),
    canonicalQuery(url),
    ...given.signedHeaders.map((name) => `${name}:${headerValue(request, name)}`),
    '',
    given.signedHeaders.join(';'),
    given.payloadHash,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', given.time, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`);
  const expected = hmac(key, text);
  const signature = Buffer.from(given.signature, 'hex');
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new Refusal('SignatureDoesNotMatch', 403, 'The signature does not match the request.');
  }
}

function fromQuery(url: Target, now: number): Signature {
  const value = (name: string) => url.searchParams.get(`X-Amz-${name}`) ?? '';
  const seconds = Number(value('Expires'));
  const begin = timeOf(value('Date'));
  if (!(seconds > 0 && seconds <= longestLinkSeconds)) {
    throw new Refusal('AuthorizationQueryParametersError', 400, 'X-Amz-Expires must be between a second and a week.');
  }
  if (now > begin + seconds * 1000) throw new Refusal('AccessDenied', 403, 'Request has expired.');
  if (begin > now + allowedSkewMs) throw new Refusal('AccessDenied', 403, 'Request is not yet valid.');
  return {
    credential: value('Credential'),
    signedHeaders: value('SignedHeaders').split(';'),
    signature: value('Signature'),
    time: value('Date'),
    payloadHash: value('Content-Sha256') || 'UNSIGNED-PAYLOAD',
  };
}

function fromHeaders(request: IncomingMessage, now: number): Signature {
  const authorization = request.headers.authorization ?? '';
  const found = /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
    authorization,
  );
  if (!found) throw new Refusal('AccessDenied', 403, 'The request is not signed.');
  const [, credential = '', signedHeaders = '', signature = ''] = found;
  const time = headerValue(request, 'x-amz-date');
  if (Math.abs(now - timeOf(time)) > allowedSkewMs) {
    throw new Refusal('RequestTimeTooSkewed', 403, 'The time of the request and the time here are too far apart.');
  }
  const payloadHash = headerValue(request, 'x-amz-content-sha256');
  return { credential, signedHeaders: signedHeaders.split(';'), signature, time, payloadHash };
}

/** `20260131T235959Z` as milliseconds. */
function timeOf(text: string): number {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const time = Date.parse(iso);
  if (Number.isNaN(time)) throw new Refusal('AccessDenied', 403, 'The request has no valid time.');
  return time;
}

function canonicalPath(url: Target): string {
  return url.path
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/');
}

function canonicalQuery(url: Target): string {
  return [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function headerValue(request: IncomingMessage, name: string): string {
  return [request.headers[name] ?? ''].flat().join(',').trim().replace(/ +/g, ' ');
}

/** RFC 3986: also the marks that encodeURIComponent leaves alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
