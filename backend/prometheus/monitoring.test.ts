import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import { type BackendProcess, startBackendProcess } from '../../scripts/development/backend.ts';
import { type Child, startChild, waitUntil } from '../../scripts/development/childProcesses.ts';
import { openOrderlyStop } from '../../scripts/development/orderlyStop.ts';
import { freePort } from '../../scripts/development/ports.ts';
import { startRedis } from '../../scripts/development/redis.ts';
import { requireProgram, type SystemProgram } from '../../scripts/system-packages.ts';
import { loadConfig } from '../src/core/config.ts';
import { newId } from '../src/core/identifiers.ts';
import { type JobQueue, openQueue } from '../src/core/jobs.ts';
import { connectQueueRedis } from '../src/core/redis.ts';
import { openServices, type Services } from '../src/core/services.ts';
import { migrate } from '../src/processes/migrate.ts';
import type { TestBackend } from '../test/support/backend.ts';
import { clientOf } from '../test/support/client.ts';
import { createEmptyDatabase, databaseUrl } from '../test/support/databases.ts';
import { makeWorkspace, type Workspace } from '../test/support/workspace.ts';
import { metricsOf } from './promQl.ts';

type Panel = { type: string; title: string; targets?: { expr: string }[] };
type Dashboard = { panels: Panel[]; annotations: { list: { name: string; expr: string }[] } };
type Rule = { type: string; name: string; query: string; health: string; lastError?: string };
type Series = { metric: Record<string, string>; values: [number, string][] };

const dashboard = JSON.parse(readFileSync('backend/grafana/dashboards/frontdesk.json', 'utf8')) as Dashboard;

/** Every query of the dashboard, as Grafana asks it: with the window and the choice that its variables stand for. */
const dashboardQueries = [
  ...dashboard.panels.flatMap(({ title, targets }) => (targets ?? []).map(({ expr }) => ({ title, expr }))),
  ...dashboard.annotations.list.map(({ name, expr }) => ({ title: `annotation ${name}`, expr })),
].map(({ title, expr }) => ({
  title,
  expr: expr.replaceAll('$__rate_interval', '5s').replaceAll('$process', 'web|worker|realtime'),
}));

/** Queries that rightly find nothing in a test of some seconds, each with its reason. */
const emptyByDesign: Readonly<Record<string, string>> = {
  'annotation Starts': 'No process of this test starts a second time.',
};

/** The whole backend on a database and a Redis of its own, watched by the real Prometheus and Alertmanager. */
describe('Prometheus', () => {
  const stop = openOrderlyStop();
  let directory: string;
  let settings: Record<string, string>;
  let services: Services;
  let redis: Child;
  let workspace: Workspace;
  let ports: Record<BackendProcess | 'api' | 'sockets' | 'prometheus' | 'alertmanager', number>;
  let startedAt: number;

  before(async function () {
    this.timeout(120_000);
    startedAt = Date.now() / 1_000;
    directory = mkdtempSync(join(tmpdir(), 'frontdesk-monitoring-'));
    stop.add(async () => rmSync(directory, { recursive: true, force: true }));
    ports = {
      web: await freePort(),
      worker: await freePort(),
      realtime: await freePort(),
      api: await freePort(),
      sockets: await freePort(),
      prometheus: await freePort(),
      alertmanager: await freePort(),
    };
    await openStores();
    await Promise.all([startBackendProcesses(), startWatchers()]);
    services = await openServices(loadConfig(settings), 'test');
    stop.add(() => services.close());
    workspace = await makeWorkspace(backend());
    await makeTraffic();
  });
  after(async function () {
    this.timeout(120_000);
    await stop.run();
  });

  const backend = (): TestBackend => ({ services, port: ports.api, stop: async () => {} });

  async function openStores(): Promise<void> {
    const database = await createEmptyDatabase();
    stop.add(() => database.drop());
    await migrate(databaseUrl('owner', database.name), 'up', () => {});
    const { child, url } = await startRedis(directory, 'secret');
    redis = child;
    stop.add(() => redis.stop());
    const given = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    settings = {
      ...Object.fromEntries(given),
      DATABASE_URL: databaseUrl('app', database.name),
      DATABASE_PLATFORM_URL: databaseUrl('platform', database.name),
      REDIS_URL: url,
      WEB_PORT: String(ports.api),
      REALTIME_PORT: String(ports.sockets),
      LIMIT_SIGN_IN_PER_QUARTER_HOUR: '3',
    };
  }

  async function startBackendProcesses(): Promise<void> {
    const names = ['web', 'worker', 'realtime'] as const;
    const children = await Promise.all(
      names.map((name) => startBackendProcess(name, ports[name], directory, settings)),
    );
    stop.add(async () => void (await Promise.all(children.map((child) => child.stop()))));
  }

  /** Starts Prometheus and Alertmanager on the repository's own files; only names, ports and the pace are the test's. */
  async function startWatchers(): Promise<void> {
    let found = 0;
    const configuration = readFileSync('backend/prometheus/prometheus.yml', 'utf8')
      .replaceAll(/dns_sd_configs:\n\s+- names: \[(\w+)\]\n\s+type: A\n\s+port: 9464\n.*\n/g, (_all, name: string) => {
        found += 1;
        return `static_configs: [{ targets: ['127.0.0.1:${ports[name as BackendProcess]}'] }]\n`;
      })
      .replaceAll('alertmanager:9093', `127.0.0.1:${ports.alertmanager}`)
      .replaceAll('localhost:9090', `127.0.0.1:${ports.prometheus}`)
      .replaceAll(/(_interval|_timeout): \d+s/g, '$1: 1s')
      .replace('- alerts.yml', `- ${resolve('backend/prometheus/alerts.yml')}`);
    expect(found, 'services found by name').to.equal(3);
    writeFileSync(join(directory, 'prometheus.yml'), configuration);
    const listen = (name: 'prometheus' | 'alertmanager') => `--web.listen-address=127.0.0.1:${ports[name]}`;
    await Promise.all([
      startWatcher('prometheus', ports.prometheus, [
        `--config.file=${join(directory, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(directory, 'prometheus')}`,
        listen('prometheus'),
      ]),
      startWatcher('prometheus-alertmanager', ports.alertmanager, [
        `--config.file=${resolve('backend/prometheus/alertmanager.yml')}`,
        `--storage.path=${join(directory, 'alertmanager')}`,
        '--cluster.listen-address=',
        listen('alertmanager'),
      ]),
    ]);
  }

  async function startWatcher(program: SystemProgram, port: number, args: string[]): Promise<void> {
    const child = await startChild({ name: program, command: requireProgram(program), args, dataDirectory: directory });
    stop.add(() => child.stop());
    await waitUntil(child, async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
      return answer?.ok === true;
    });
  }

  /** A little of everything: an open page, good, refused and failed requests, jobs that end well and badly. */
  async function makeTraffic(): Promise<void> {
    const { admin, slug } = workspace;
    const cookie = [...admin.client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const socket = io(`http://127.0.0.1:${ports.sockets}`, {
      extraHeaders: { host: admin.client.host, origin: admin.client.origin, cookie },
      transports: ['websocket'],
    });
    stop.add(async () => void socket.disconnect());
    const connection = connectQueueRedis(services.config, services.log, 'test-queue');
    await connection.connect();
    const queue = openQueue(connection);
    // It is expected to lose Redis.
    queue.on('error', () => undefined);
    for (let round = 0; round < 4; round++) {
      await admin.client.send('GET', '/api/people');
      await clientOf(backend(), slug).send('POST', '/api/session', {
        body: { email: admin.email, password: 'wrong' },
      });
      const body = 'email,given name,family name\none@example.com,One,Person\n';
      const headers = { 'content-type': 'text/csv; charset=utf-8' };
      await admin.client.send('POST', '/api/people/imports?fileName=staff.csv', { body, headers });
      // No worker can make sense of this payload.
      const envelope = { tenantId: workspace.id, payload: {}, requestId: null };
      await queue.add('people-import.run', envelope, { jobId: newId(), attempts: 1 });
      while (await jobsUnderWay(queue)) await sleep(50);
      if (round === 1) await loseRedis();
      await sleep(1_000);
    }
    await queue.close();
    connection.disconnect();
  }

  async function jobsUnderWay(queue: JobQueue): Promise<boolean> {
    const { waiting = 0, active = 0 } = await queue.getJobCounts('waiting', 'active');
    return waiting + active > 0;
  }

  /** What the worker tells, once it tells this. */
  async function workerMetrics(expected: RegExp): Promise<string> {
    for (const deadline = Date.now() + 15_000; Date.now() < deadline; await sleep(100)) {
      const metrics = await (await fetch(`http://127.0.0.1:${ports.worker}/metrics`)).text();
      if (expected.test(metrics)) return metrics;
    }
    throw new Error(`The worker has not told ${expected} within fifteen seconds.`);
  }

  /** Redis ends, requests fail, and it comes back on its port. */
  async function loseRedis(): Promise<void> {
    await redis.stop();
    const { client } = workspace.admin;
    expect((await client.send('GET', '/api/session')).status).to.equal(503);
    const metrics = await workerMetrics(/^frontdesk_redis_connection_attempts_total\{outcome="failed"\} [1-9]/m);
    expect(metrics, 'the worker’s own numbers').to.match(/^frontdesk_process_start_time_seconds /m);
    expect(metrics, 'lengths that nobody can know').not.to.match(/^frontdesk_queue_jobs\{/m);
    const folder = join(directory, 'redis');
    redis = await startChild({
      name: 'redis',
      command: requireProgram('redis-server'),
      args: [join(folder, 'redis.conf')],
      workingDirectory: folder,
      dataDirectory: directory,
    });
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(50)) {
      if ((await client.send('GET', '/api/session')).status === 200) return;
    }
    throw new Error('Redis has not come back within ten seconds.');
  }

  async function ask<Data>(path: string, query: Record<string, string> = {}): Promise<Data> {
    const address = `http://127.0.0.1:${ports.prometheus}/api/v1/${path}?${new URLSearchParams(query)}`;
    const answer = (await (await fetch(address)).json()) as { status: string; error?: string; data: Data };
    if (answer.status !== 'success') throw new Error(`${query.query ?? path}: ${answer.error}`);
    return answer.data;
  }

  const allRules = async () =>
    (await ask<{ groups: { rules: Rule[] }[] }>('rules')).groups.flatMap(({ rules }) => rules);

  /** Whether a query has found a number since the test began. */
  async function findsData(query: string): Promise<boolean> {
    const range = { start: String(startedAt), end: String(Date.now() / 1_000), step: '1' };
    const { result } = await ask<{ result: Series[] }>('query_range', { query, ...range });
    return result.some(({ values }) => values.some(([, value]) => value !== 'NaN'));
  }

  it('reaches every process, itself and Alertmanager', async () => {
    const { activeTargets } = await ask<{
      activeTargets: { labels: { job: string }; health: string; lastError: string }[];
    }>('targets');
    const seen = activeTargets.map(({ labels, health, lastError }) => `${labels.job} ${health} ${lastError}`.trim());
    expect(seen).to.have.members(['web up', 'worker up', 'realtime up', 'prometheus up', 'alertmanager up']);
  });

  it('evaluates every rule without an error', async () => {
    const rules = await allRules();
    expect(rules).to.have.length.above(20);
    const failing = rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`);
    expect(failing).to.deep.equal([]);
  });

  it('finds every metric that a rule or the dashboard names', async () => {
    const known = new Set(await ask<string[]>('label/__name__/values'));
    // Prometheus makes it when an alert is about to fire.
    known.add('ALERTS');
    const queries = [...dashboardQueries.map(({ expr }) => expr), ...(await allRules()).map(({ query }) => query)];
    const named = new Set(queries.flatMap(metricsOf));
    expect(named).to.include('up').and.include('frontdesk_queue_jobs');
    expect([...named].filter((name) => !known.has(name))).to.deep.equal([]);
  });

  it('has data for every query of the dashboard, but for those that are listed', async () => {
    const empty: string[] = [];
    for (const { title, expr } of dashboardQueries) if (!(await findsData(expr))) empty.push(title);
    expect(empty).to.have.members(Object.keys(emptyByDesign));
  });

  it('learns no tenant and no identifier from a label', async () => {
    const labels = await ask<string[]>('labels');
    const values = (await Promise.all(labels.map((label) => ask<string[]>(`label/${label}/values`)))).flat();
    expect(values).to.include('/api/people/imports');
    const telling = values.filter(
      (value) => value.includes(workspace.slug) || /[0-9a-f]{8}-[0-9a-f]{4}-/.test(value) || value.includes('@'),
    );
    expect(telling).to.deep.equal([]);
  });
});
