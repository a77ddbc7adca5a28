import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { requireProgram } from '../../scripts/system-packages.ts';
import { metricsOf } from './promQl.ts';

const run = promisify(execFile);
const folder = 'backend/prometheus';
const alertsFile = readFileSync(`${folder}/alerts.yml`, 'utf8');
const alerts = [...new Set([...alertsFile.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name))];

describe('the files of the monitoring', () => {
  it('Prometheus takes its configuration and its rules', async () => {
    const { stdout } = await run(requireProgram('promtool'), ['check', 'config', `${folder}/prometheus.yml`]);
    expect(stdout)
      .to.match(/1 rule files found/)
      .and.match(/\d+ rules found/);
  });

  it('Alertmanager takes its configuration', async () => {
    const { stdout } = await run(requireProgram('amtool'), ['check-config', `${folder}/alertmanager.yml`]);
    expect(stdout).to.match(/SUCCESS/);
  });

  it('what wakes somebody goes to the pager, the rest to the chat', async () => {
    const receiverOf = async (severity: string) =>
      (
        await run(requireProgram('amtool'), [
          'config',
          'routes',
          'test',
          `--config.file=${folder}/alertmanager.yml`,
          `severity=${severity}`,
        ])
      ).stdout.trim();
    expect(await receiverOf('critical')).to.equal('pager-and-chat');
    expect(await receiverOf('warning')).to.equal('chat');
  });

  it('an alert that keeps others back, and each that is kept back, exists', () => {
    const file = readFileSync(`${folder}/alertmanager.yml`, 'utf8');
    const named = [...file.matchAll(/alertname=~?"([^"]+)"/g)].flatMap(([, names = '']) => names.split('|'));
    expect(named).to.include.members(['NoInstance', 'ApiErrorsFast']);
    expect(named.filter((name) => !alerts.includes(name))).to.deep.equal([]);
  });

  it('every alert fires when it should, and no other does', async function () {
    // Hours of many deployments are played through.
    this.timeout(120_000);
    const { stdout } = await run(requireProgram('promtool'), ['test', 'rules', `${folder}/alerts.test.yml`]);
    expect(stdout).to.match(/SUCCESS/);
  });

  it('every alert has a test in which it fires, and one in which it nearly does', () => {
    const tests = readFileSync(`${folder}/alerts.test.yml`, 'utf8');
    const fires = (name: string) => tests.includes(`labels: '{alertname="${name}",`);
    const nearly = (name: string) => tests.includes(`- name: ${name} does not fire`);
    expect(alerts).to.have.length.above(20);
    expect(alerts.filter((name) => !fires(name) || !nearly(name))).to.deep.equal([]);
  });

  it('every alert says how grave it is, what it means, and where its runbook is: its own heading in the documentation', () => {
    const headings = [...readFileSync('docs/monitoring.md', 'utf8').matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    const rules = alertsFile
      .split(/\n(?: {6}- alert:| {2}- name:) /)
      .filter((rule) => alerts.includes(rule.split('\n', 1)[0] ?? ''));
    // The first of several rules of one name describes them all.
    const described = rules.filter((rule) => !/annotations: \*/.test(rule));
    expect(described).to.have.length(alerts.length);
    for (const rule of described) {
      const name = rule.split('\n', 1)[0] ?? '';
      expect(rule, name).to.match(/severity: (critical|warning)\b/);
      expect(rule, name)
        .to.match(/\n +summary: \S/)
        .and.match(/\n +description: \S/);
      expect(`${rule}\n`, name).to.include(`runbook: docs/monitoring.md#${name.toLowerCase()}\n`);
      expect(headings, 'headings of docs/monitoring.md').to.include(name);
    }
  });

  it('Grafana is told of the data source and the folder that the dashboards and the composition name', () => {
    const [source, provider, composition] = [
      'backend/grafana/provisioning/datasources/prometheus.yml',
      'backend/grafana/provisioning/dashboards/frontdesk.yml',
      'infrastructure/docker-compose.monitoring.yml',
    ].map((file) => readFileSync(file, 'utf8')) as [string, string, string];
    const dashboards = globSync('backend/grafana/dashboards/*.json').map((file) => readFileSync(file, 'utf8'));
    const named = dashboards.flatMap((text) =>
      [...text.matchAll(/"type": "prometheus",\s+"uid": "(\w+)"/g)].map(([, uid]) => uid),
    );
    expect([...new Set(named)]).to.deep.equal(['prometheus']);
    expect(source).to.match(/uid: prometheus\n/);
    const path = provider.match(/path: (\S+)/)?.[1];
    expect(composition).to.include(`- ../backend/grafana/dashboards:${path}:ro\n`);
  });
});

describe('the names in a query', () => {
  it('are those of its metrics, and no function, label, duration or word', () => {
    const query = `topk(10, sum by (le, route) (rate(a_bucket{status=~"5..", route!="x"}[5m] offset 1h))) / on (b) c:d
      unless on () sum(e) > 14.4 * 0.001 or vector(0) and f{le="+Inf"} == 1e3`;
    expect(metricsOf(query)).to.deep.equal(['a_bucket', 'c:d', 'e', 'f']);
  });
});
