import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type ChangedHint, changedHint } from '@frontdesk/contract';
import { expect } from 'chai';
import { io, type Socket } from 'socket.io-client';
import { sessionsOf } from '../../src/features/identity/public.ts';
import { startRealtime } from '../../src/processes/realtime.ts';
import type { Running } from '../../src/processes/run.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import type { Client } from '../support/client.ts';
import { addMember, makeWorkspace, type Workspace } from '../support/workspace.ts';

describe('the socket of an open page', () => {
  let backend: TestBackend;
  let realtime: Running;
  let port: number;
  let ours: Workspace;
  let theirs: Workspace;
  const sockets: Socket[] = [];

  before(async () => {
    port = await freePort();
    backend = await startBackend({ settings: { REALTIME_PORT: String(port) } });
    realtime = await startRealtime(backend.services);
    [ours, theirs] = await Promise.all([makeWorkspace(backend), makeWorkspace(backend)]);
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  after(async () => {
    await realtime.stop();
    await backend.stop();
  });

  function connect(client: Client, changes: Readonly<Record<string, string | undefined>> = {}): Socket {
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { host: client.host, origin: client.origin, cookie, ...changes };
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
    const socket = io(`http://127.0.0.1:${port}`, {
      extraHeaders: given,
      reconnection: false,
      transports: ['websocket'],
      forceNew: true,
    });
    sockets.push(socket);
    return socket;
  }

  const outcome = (socket: Socket) =>
    new Promise<string>((resolve) => {
      socket.on('connect', () => resolve('connected'));
      socket.on('connect_error', () => resolve('refused'));
    });

  const nextHint = (socket: Socket) => new Promise<ChangedHint>((resolve) => socket.once('changed', resolve));

  it('opens with the workspace’s session and from its own page', async () => {
    expect(await outcome(connect(ours.admin.client))).to.equal('connected');
  });

  it('does not open without a session, with another tenant’s, or from another origin', async () => {
    const { client } = ours.admin;
    const refused = [
      connect(client, { cookie: undefined }),
      connect(client, { host: theirs.admin.client.host, origin: theirs.admin.client.origin }),
      connect(client, { origin: undefined }),
      connect(client, { origin: theirs.admin.client.origin }),
      connect(client, { origin: `${client.origin}.evil.example` }),
      connect(client, { host: 'admin.localhost:8080', origin: 'http://admin.localhost:8080' }),
    ];
    expect(await Promise.all(refused.map(outcome))).to.deep.equal(refused.map(() => 'refused'));
  });

  it('hears what changed in its own tenant, after the commit, and nothing of another’s', async () => {
    const [our, their] = [connect(ours.admin.client), connect(theirs.admin.client)];
    await Promise.all([outcome(our), outcome(their)]);
    const heardByThem: unknown[] = [];
    their.onAny((...frame) => heardByThem.push(frame));
    const hint = nextHint(our);
    const { personId } = await addMember(backend, ours, 'user');
    expect(changedHint.parse(await hint)).to.include({ topic: 'people' });
    // Theirs is alive and would have heard it: its own change comes through, and is the first that does.
    const own = nextHint(their);
    await addMember(backend, theirs, 'user');
    await own;
    expect(JSON.stringify(heardByThem)).to.not.include(personId);
    expect(heardByThem).to.have.length(1);
  });

  it('hears nothing of a transaction that was rolled back', async () => {
    const socket = connect(ours.admin.client);
    await outcome(socket);
    const heard: unknown[] = [];
    socket.onAny((...frame) => heard.push(frame));
    await backend.services.database
      .transaction(ours.id, async (tx) => {
        tx.hint({ topic: 'imports' });
        throw new Error('changed my mind');
      })
      .catch(() => undefined);
    const hint = nextHint(socket);
    await addMember(backend, ours, 'user');
    await hint;
    expect(JSON.stringify(heard)).to.not.include('imports');
  });

  it('can’t be opened again once its session was revoked', async () => {
    const member = await addMember(backend, ours, 'user');
    expect(await outcome(connect(member.client))).to.equal('connected');
    await sessionsOf(backend.services, ours.id).endAll(member.accountId);
    expect(await outcome(connect(member.client))).to.equal('refused');
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
