import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { type InnerServer, listen } from '../servers.ts';
import { createObjectStore } from './server.ts';

const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };

describe('the object store of development', () => {
  const folder = mkdtempSync(join(tmpdir(), 'objects-'));
  let server: InnerServer;
  let client: S3Client;

  const clientWith = (secretAccessKey: string) =>
    new S3Client({
      endpoint: `http://127.0.0.1:${server.port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { ...credentials, secretAccessKey },
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 1,
    });

  before(async () => {
    server = await listen(createObjectStore(folder, credentials));
    client = clientWith(credentials.secretAccessKey);
    await client.send(new CreateBucketCommand({ Bucket: 'files' }));
  });

  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const put = (Key: string, Body: string | Uint8Array) =>
    client.send(new PutObjectCommand({ Bucket: 'files', Key, Body, ContentType: 'text/plain' }));
  const get = async (Key: string) => {
    const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket: 'files', Key }));
    return { text: await Body?.transformToString(), ContentType };
  };
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => 'no failure',
      (error: Error) => error.name,
    );

  it('keeps an object across a restart, whatever its key looks like', async () => {
    await put("tenants/1/a b+ü'(*)/../x&y.txt", 'hello');
    await server.stop();
    server = await listen(createObjectStore(folder, credentials));
    client = clientWith(credentials.secretAccessKey);
    expect(await get("tenants/1/a b+ü'(*)/../x&y.txt")).to.deep.equal({ text: 'hello', ContentType: 'text/plain' });
  });

  it('takes a file of 20 MB', async () => {
    await put('large', new Uint8Array(20_000_000));
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'files', Key: 'large' }));
    expect((await Body?.transformToByteArray())?.length).to.equal(20_000_000);
  });

  it('lists by prefix, page by page', async () => {
    for (const name of ['list/1', 'list/2', 'list/3', 'other']) await put(name, name);
    const first = await client.send(new ListObjectsV2Command({ Bucket: 'files', Prefix: 'list/', MaxKeys: 2 }));
    const second = await client.send(
      new ListObjectsV2Command({ Bucket: 'files', Prefix: 'list/', ContinuationToken: first.NextContinuationToken }),
    );
    expect([...(first.Contents ?? []), ...(second.Contents ?? [])].map(({ Key }) => Key)).to.deep.equal([
      'list/1',
      'list/2',
      'list/3',
    ]);
  });

  it('removes one object and many', async () => {
    for (const name of ['gone/1', 'gone/<2>', 'gone/3']) await put(name, name);
    await client.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'gone/1' }));
    const Objects = [{ Key: 'gone/<2>' }, { Key: 'gone/3' }];
    await client.send(new DeleteObjectsCommand({ Bucket: 'files', Delete: { Objects } }));
    for (const name of ['gone/1', 'gone/<2>', 'gone/3']) expect(await failureOf(get(name))).to.equal('NoSuchKey');
  });

  it('says which bucket is not there', async () => {
    expect(await failureOf(client.send(new HeadBucketCommand({ Bucket: 'absent' })))).to.equal('NotFound');
  });

  it('refuses another key, and requests without a signature', async () => {
    const forged = clientWith('another').send(new PutObjectCommand({ Bucket: 'files', Key: 'forged', Body: 'x' }));
    expect(await failureOf(forged)).to.equal('SignatureDoesNotMatch');
    const address = `http://127.0.0.1:${server.port}/files/forged`;
    expect((await fetch(address, { method: 'PUT', body: 'x' })).status).to.equal(403);
    expect((await fetch(address)).status).to.equal(403);
  });

  it('serves a presigned link as long as it is valid and unchanged', async () => {
    await put('linked', 'content');
    const link = presigned(server.port, '/files/linked', 60, new Date());
    expect(await (await fetch(link)).text()).to.equal('content');
    expect((await fetch(link.replace('/linked', '/large'))).status).to.equal(403);
    expect((await fetch(link.replace('Expires=60', 'Expires=6000'))).status).to.equal(403);
    expect((await fetch(presigned(server.port, '/files/linked', 60, new Date(Date.now() - 61_000)))).status).to.equal(
      403,
    );
  });
});

/** A link as the SDK presigns it, made by hand from the specification. */
function presigned(port: number, path: string, seconds: number, time: Date): string {
  const date = time.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${date.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(seconds),
    'X-Amz-SignedHeaders': 'host',
  });
  const canonical = ['GET', path, query, `host:127.0.0.1:${port}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  query.set('X-Amz-Signature', hmac(key, ['AWS4-HMAC-SHA256', date, scope, hash].join('\n')).toString('hex'));
  return `http://127.0.0.1:${port}${path}?${query}`;
}
