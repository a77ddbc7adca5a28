/**
 * Two tenants full of canaries, used through every route, an import, mail and sockets of the real processes. Then each
 * place outside the database is searched: for the other's canary, and for secrets that should be nowhere.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { io, type Socket } from 'socket.io-client';
import { startBackendProcess } from '../../../scripts/development/backend.ts';
import type { Child } from '../../../scripts/development/childProcesses.ts';
import { freePort } from '../../../scripts/development/ports.ts';
import { saveOperator } from '../../src/features/console/public.ts';
import { migrate } from '../../src/processes/migrate.ts';
import { routes } from '../../src/processes/routes.ts';
import { newSigningKey } from '../saml/certificate.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { type Answer, type Client, clientOf, type Sent } from '../support/client.ts';
import { createEmptyDatabase, databaseUrl, type EmptyDatabase } from '../support/databases.ts';
import { testSetting } from '../support/environment.ts';
import { lettersTo, letterTo } from '../support/mailbox.ts';
import { makeResident } from './soak/residents.ts';
import type { Resident } from './soak/traffic.ts';

type Tenant = {
  readonly resident: Resident;
  readonly client: Client;
  readonly answers: string[];
  readonly frames: string[];
  /** What no place may hold, not even under this tenant. */
  readonly secrets: string[];
};

describe('the canaries of two tenants', function () {
  this.timeout(60_000);
  let directory: string;
  let database: EmptyDatabase;
  let backend: TestBackend;
  let store: S3Client;
  let bucket: string;
  let tenants: [Tenant, Tenant];
  const children: Child[] = [];
  const metricsPorts: number[] = [];
  const sockets: Socket[] = [];
  const visited = new Set<string>();

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'frontdesk-canaries-'));
    database = await createEmptyDatabase();
    await migrate(databaseUrl('owner', database.name), 'up', () => {});
    const redis = new URL(testSetting('REDIS_URL'));
    redis.pathname = '/7';
    bucket = `canaries-${randomBytes(6).toString('hex')}`;
    const [webPort, realtimePort] = [await freePort(), await freePort()];
    const settings = {
      DATABASE_URL: databaseUrl('app', database.name),
      DATABASE_PLATFORM_URL: databaseUrl('platform', database.name),
      REDIS_URL: redis.href,
      S3_BUCKET: bucket,
      WEB_PORT: String(webPort),
      REALTIME_PORT: String(realtimePort),
      LOG_LEVEL: 'debug',
    };
    backend = await startBackend({ settings: { ...settings, LOG_LEVEL: 'silent' } });
    await backend.services.redis.flushdb();
    const { S3_ENDPOINT: endpoint, S3_REGION: region, ...config } = backend.services.config;
    const credentials = { accessKeyId: config.S3_ACCESS_KEY_ID, secretAccessKey: config.S3_SECRET_ACCESS_KEY };
    store = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
    const given = Object.entries({ ...process.env, ...settings }).filter(([, value]) => value !== undefined);
    const start = async (name: 'web' | 'realtime' | 'worker') => {
      const metricsPort = await freePort();
      children.push(await startBackendProcess(name, metricsPort, directory, Object.fromEntries(given)));
      metricsPorts.push(metricsPort);
    };
    await start('web');
    await start('realtime');
    tenants = [await open(webPort), await open(webPort)];
    for (const tenant of tenants) listen(tenant, realtimePort);
    // Without a worker the files stay where they are, to be looked at.
    for (const tenant of tenants) await upload(tenant);
    await expectObjectsInPlace();
    await start('worker');
    for (const [nth, tenant] of tenants.entries()) await use(tenant, tenants[1 - nth] as Tenant);
    await useConsole(webPort);
  });
  after(async () => {
    for (const socket of sockets) socket.disconnect();
    for (const child of children) await child.stop();
    store?.destroy();
    await backend?.stop();
    await database?.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function open(port: number): Promise<Tenant> {
    const resident = await makeResident(backend.services);
    const [name = '', secret = ''] = resident.cookie.split('=', 2);
    const client = clientOf({ ...backend, port }, resident.slug, new Map([[name, secret]]));
    return { resident, client, answers: [], frames: [], secrets: [secret] };
  }

  function listen({ client, frames }: Tenant, port: number): void {
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const socket = io(`http://127.0.0.1:${port}`, {
      extraHeaders: { host: client.host, origin: client.origin, cookie },
      transports: ['websocket'],
      forceNew: true,
    });
    socket.onAny((...frame) => frames.push(JSON.stringify(frame)));
    sockets.push(socket);
  }

  /** Calls a route by its pattern, and keeps what came back. */
  async function call(tenant: Tenant, name: string, params: Record<string, string> = {}, sent: Sent = {}) {
    visited.add(name);
    const [method = '', pattern = ''] = name.split(' ', 2);
    const path = pattern.replace(/:(\w+)/g, (_, param: string) => params[param] ?? '');
    const query = params.query === undefined ? '' : `?${params.query}`;
    const answer = await tenant.client.send(method, path + query, sent);
    tenant.answers.push(answer.text + JSON.stringify(answer.headers));
    return answer;
  }

  const csv = ({ canary }: Resident) =>
    `email,given_name,family_name,title,department\nnew.${canary}@soak.example,New,${canary},${canary},${canary}\n`;

  function upload(tenant: Tenant): Promise<Answer> {
    return call(
      tenant,
      'POST /api/people/imports',
      { query: `fileName=${tenant.resident.canary}.csv` },
      { body: csv(tenant.resident), headers: { 'content-type': 'text/csv' } },
    );
  }

  async function until(tenant: Tenant, importId: string, status: string): Promise<void> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
      const { json } = await call(tenant, 'GET /api/people/imports/:importId', { importId });
      if (json.status === status) return;
    }
    throw new Error(`the import did not become ${status}`);
  }

  /** Everything that a tenant's people can do, and some things that they can't. */
  async function use(tenant: Tenant, other: Tenant): Promise<void> {
    const { resident } = tenant;
    const { canary } = resident;
    for (const name of ['workspace', 'session', 'sessions', 'departments', 'people', 'people/imports'])
      await call(tenant, `GET /api/${name}`);
    await call(tenant, 'GET /api/people', { query: `search=${canary}` });
    await call(tenant, 'GET /api/people', { query: `search=${other.resident.canary}` });
    for (const personId of [...resident.personIds, ...other.resident.personIds])
      await call(tenant, 'GET /api/people/:personId', { personId });
    await importPeople(tenant);
    await signIn(tenant);
    await singleSignOn(tenant);
    await call(tenant, 'DELETE /api/sessions/:sessionId', { sessionId: 'x'.repeat(43) });
    await call(tenant, 'DELETE /api/session');
  }

  async function importPeople(tenant: Tenant): Promise<void> {
    const [{ id: importId }] = (await call(tenant, 'GET /api/people/imports')).json.items;
    await until(tenant, importId, 'ready');
    await call(tenant, 'GET /api/people/imports/:importId/rows', { importId });
    await call(tenant, 'POST /api/people/imports/:importId/execution', { importId });
    await until(tenant, importId, 'done');
    await call(tenant, 'POST /api/people/imports/:importId/stop', { importId });
  }

  async function signIn(tenant: Tenant): Promise<void> {
    const email = `${tenant.resident.canary}@soak.example`;
    const password = `secret of ${tenant.resident.canary}`;
    const token = /#([A-Za-z0-9_-]{43})/.exec((await letterTo(email)).text)?.[1] ?? '';
    tenant.secrets.push(password, token);
    await call(tenant, 'POST /api/invitations/lookup', {}, { body: { token } });
    await call(tenant, 'POST /api/invitations/acceptance', {}, { body: { token, password } });
    await call(tenant, 'POST /api/session', {}, { body: { email, password: 'wrong' } });
    const { status } = await call(tenant, 'POST /api/session', {}, { body: { email, password } });
    expect(status).to.equal(200);
    tenant.secrets.push(...tenant.client.cookies.values());
    const pair = await call(tenant, 'POST /api/tokens', {}, { body: { email, password } });
    const next = await call(tenant, 'POST /api/tokens/refresh', {}, { body: { refreshToken: pair.json.refreshToken } });
    const { refreshToken } = next.json;
    tenant.secrets.push(pair.json.accessToken, pair.json.refreshToken, refreshToken);
    await call(tenant, 'POST /api/tokens/revocation', {}, { body: { refreshToken } });
  }

  async function singleSignOn(tenant: Tenant): Promise<void> {
    const { canary } = tenant.resident;
    const certificate = newSigningKey(canary).certificate.replace(/-----.*-----/g, '');
    const metadata = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://${canary}.example"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://${canary}.example/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
    const body = { metadata, enabled: true, createAccounts: true };
    const saved = await call(tenant, 'PUT /api/single-sign-on', {}, { body });
    expect(saved.status, saved.text).to.equal(200);
    await call(tenant, 'GET /api/single-sign-on');
    await call(tenant, 'GET /api/auth/saml/metadata');
    const begun = await call(tenant, 'GET /api/auth/saml/login', { query: `returnTo=/people?search=${canary}` });
    const relayState = new URL(String(begun.headers.location)).searchParams.get('RelayState') ?? '';
    tenant.secrets.push(tenant.client.cookies.get('__Host-frontdesk_saml') ?? 'no nonce');
    await call(
      tenant,
      'POST /api/auth/saml/acs',
      {},
      {
        body: new URLSearchParams({ SAMLResponse: btoa(canary), RelayState: relayState }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
    );
  }

  async function useConsole(port: number): Promise<void> {
    const credentials = { email: 'olive@frontdesk.example', password: 'a long enough password' };
    await backend.services.platform.transaction((tx) => saveOperator(tx, { ...credentials, name: 'Olive' }));
    const client = clientOf({ ...backend, port }, 'admin');
    expect((await client.send('POST', '/api/console/session', { body: credentials })).status).to.equal(200);
    for (const { resident } of tenants) {
      const answer = await client.send('GET', `/api/console/tenants/${resident.id}`);
      expect(answer.status).to.equal(200);
      // Of a tenant the console shows its name, and nothing else that it holds.
      expect(answer.text.match(new RegExp(resident.canary, 'g'))).to.have.length(1);
    }
  }

  const others = ({ resident }: Tenant) => tenants.filter((tenant) => tenant.resident !== resident);
  const expectNothingForeign = (tenant: Tenant, texts: readonly string[]) => {
    for (const { resident, secrets } of others(tenant))
      for (const text of texts) for (const word of [resident.canary, ...secrets]) expect(text).to.not.include(word);
  };

  async function objects(): Promise<{ key: string; text: string }[]> {
    const { Contents = [] } = await store.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Promise.all(
      Contents.map(async ({ Key: key = '' }) => {
        const { Body } = await store.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return { key, text: (await Body?.transformToString()) ?? '' };
      }),
    );
  }

  async function expectObjectsInPlace(): Promise<void> {
    const found = await objects();
    expect(found).to.have.length(tenants.length);
    for (const tenant of tenants) {
      const own = found.filter(({ text }) => text.includes(tenant.resident.canary));
      expect(own.map(({ key }) => key.split('/', 2).join('/'))).to.deep.equal([`tenants/${tenant.resident.id}`]);
      expect(own[0]?.key).to.not.include(tenant.resident.canary);
    }
  }

  it('went through every route of a workspace', () => {
    const names = routes
      .filter(({ surface }) => surface === 'workspace')
      .map(({ method, path }) => `${method} ${path}`);
    expect([...visited].toSorted()).to.deep.equal(names.toSorted());
  });

  it('are in no answer to the other tenant, and in many to their own', () => {
    for (const tenant of tenants) {
      // Who searches for the other's canary does not get it back.
      expectNothingForeign(tenant, tenant.answers);
      const own = tenant.answers.filter((answer) => answer.includes(tenant.resident.canary));
      expect(own).to.have.length.above(10);
    }
  });

  it('are in Redis under their own tenant’s keys alone, and secrets nowhere', async () => {
    const entries = await everything(backend.services.redis);
    expect(entries.length).to.be.above(10);
    let seen = 0;
    for (const { key, text } of entries) {
      for (const { resident, secrets } of tenants) {
        if (text.includes(resident.canary)) {
          seen += 1;
          expect(key.startsWith(`{t:${resident.id}}:`), key).to.equal(true);
        }
        for (const secret of secrets) expect(text, key).to.not.include(secret);
      }
    }
    expect(seen, 'canaries in Redis').to.be.above(2);
  });

  it('are in no job: a job names its tenant, and identifiers', async () => {
    const { redis } = backend.services;
    const jobs = (await redis.keys('{frontdesk}:jobs:*')).filter((key) => /:[0-9a-f-]{36}$/.test(key));
    expect(jobs).to.have.length.above(3);
    for (const key of jobs) {
      const { data = '{}' } = await redis.hgetall(key);
      const { tenantId } = JSON.parse(data) as { tenantId?: string };
      expect(tenants.map(({ resident }) => resident.id as string)).to.include(tenantId);
      expect(data).to.not.match(/canary[0-9a-f]{12}/);
    }
  });

  it('are in no object once the import is done', async () => {
    expect(await objects()).to.deep.equal([]);
  });

  it('are in no frame of a socket, and each tenant’s sockets heard something', () => {
    for (const { frames } of tenants) {
      expect(frames).to.have.length.above(1);
      for (const frame of frames) expect(frame).to.not.match(/canary[0-9a-f]{12}/);
    }
  });

  it('are in no letter to the other tenant', async () => {
    for (const tenant of tenants) {
      const letters = await lettersTo(`${tenant.resident.canary}@soak.example`);
      expect(letters).to.have.length.above(0);
      for (const { resident } of others(tenant)) expect(JSON.stringify(letters)).to.not.include(resident.canary);
    }
  });

  it('are in no line of a log, not even in their own tenant’s, and neither are secrets', () => {
    for (const { logFile, name } of children) {
      const lines = readFileSync(logFile, 'utf8').split('\n');
      expect(lines.length, name).to.be.above(name === 'realtime' ? 0 : 5);
      for (const line of lines) {
        expect(line).to.not.match(/canary[0-9a-f]{12}/);
        for (const { secrets } of tenants) for (const secret of secrets) expect(line).to.not.include(secret);
      }
    }
  });

  it('are in no metric, and neither are tenants', async () => {
    for (const port of metricsPorts) {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(text).to.include('frontdesk_');
      for (const { resident } of tenants)
        for (const word of [resident.canary, resident.id, resident.slug]) expect(text).to.not.include(word);
    }
  });
});

/** Every key of a Redis database with its value, as one text. */
async function everything(redis: Redis): Promise<{ key: string; text: string }[]> {
  const readers: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    set: (key) => redis.smembers(key),
    list: (key) => redis.lrange(key, 0, -1),
    zset: (key) => redis.zrange(key, '0', '-1'),
    stream: (key) => redis.xrange(key, '-', '+'),
  };
  const keys = await redis.keys('*');
  return Promise.all(
    keys.map(async (key) => {
      const type = await redis.type(key);
      if (type === 'none') return { key, text: '' };
      const read = readers[type];
      if (!read) throw new Error(`Tell canaries.test.ts how to read a ${type}.`);
      return { key, text: `${key} ${JSON.stringify(await read(key))}` };
    }),
  );
}
