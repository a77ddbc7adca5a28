/** Hosts and origins that are nearly a workspace's own. */
import { expect } from 'chai';
import { io } from 'socket.io-client';
import { freePort } from '../../../scripts/development/ports.ts';
import { newId } from '../../src/core/identifiers.ts';
import { saveOperator } from '../../src/features/console/public.ts';
import { startRealtime } from '../../src/processes/realtime.ts';
import type { Running } from '../../src/processes/run.ts';
import { startBackend, type TestBackend } from '../support/backend.ts';
import { type Client, clientOf } from '../support/client.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

describe('between siblings', () => {
  let backend: TestBackend;
  let realtime: Running;
  let realtimePort: number;
  let workspace: Workspace;

  before(async () => {
    realtimePort = await freePort();
    backend = await startBackend({ settings: { REALTIME_PORT: String(realtimePort) } });
    realtime = await startRealtime(backend.services);
    workspace = await makeWorkspace(backend);
  });
  after(async () => {
    await realtime.stop();
    await backend.stop();
  });

  for (const rest of [
    '.evil.localhost',
    '.evil.example',
    '.localhost.evil.example',
    '.xlocalhost',
    '',
    '.',
    '..localhost',
  ]) {
    it(`a host of a real workspace’s label and then ${JSON.stringify(rest)} is no workspace`, async () => {
      const { client, slug } = { ...workspace, client: workspace.admin.client };
      for (const port of ['', ':8080']) {
        const answer = await client.send('GET', '/api/workspace', { headers: { host: `${slug}${rest}${port}` } });
        expect(answer.status, port).to.equal(404);
      }
    });
  }

  /** Whether a socket with this client's session and host opens. */
  function socketOpens(client: Client, origin: string): Promise<boolean> {
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const socket = io(`http://127.0.0.1:${realtimePort}`, {
      extraHeaders: { host: client.host, origin, cookie },
      reconnection: false,
      transports: ['websocket'],
      forceNew: true,
    });
    return new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true));
      socket.on('connect_error', () => resolve(false));
    }).finally(() => socket.disconnect());
  }

  it('a suspended workspace has no sockets, though its sessions are still there', async () => {
    const { client } = workspace.admin;
    expect(await socketOpens(client, client.origin)).to.equal(true);
    const credentials = { email: `op-${newId()}@frontdesk.example`, password: 'a long enough password' };
    await backend.services.platform.transaction((tx) => saveOperator(tx, { ...credentials, name: 'Op' }));
    const operator = clientOf(backend, 'admin');
    await operator.send('POST', '/api/console/session', { body: credentials });
    const path = `/api/console/tenants/${workspace.id}/suspension`;
    expect((await operator.send('POST', path, { body: { reason: 'test' } })).status).to.equal(200);
    expect(await socketOpens(client, client.origin)).to.equal(false);
    await operator.send('DELETE', path);
    expect(await socketOpens(client, client.origin)).to.equal(true);
  });
});
