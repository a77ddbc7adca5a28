/** What is promised of the production composition, in the order in which an operator would live through it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Client } from '../../backend/test/support/client.ts';
import type { Tally } from '../test/tally.ts';
import { asksOf, startTraffic, type Traffic, type TrafficReport } from './load.ts';
import {
  countPeople,
  createOperator,
  importPeople,
  type Organization,
  provision,
  signIn,
  signInOperator,
  uploadPeople,
} from './organization.ts';
import type { Playground } from './playground.ts';

const ours = ['web', 'worker', 'realtime', 'frontend', 'edge'] as const;
const everyService = [...ours, 'postgres', 'redis', 'object-store'];

/** Where the processes begin: the image can be built, and none of them starts. */
const processFile = 'backend/src/processes/run.ts';
const opening = 'const services = await openServices(';
const broken = `throw new Error('broken on purpose'); `;

/** Each step rests on the ones before it; the first that fails ends the story. */
export async function tellStory(playground: Playground, tally: Tally): Promise<void> {
  let operator: Client;
  let organizations: Organization[] = [];
  const first = () => organizations[0] as Organization;

  const steps: Readonly<Record<string, () => Promise<void>>> = {
    'secrets are made once, and a second time changes nothing': () => makeSecrets(playground),
    'a dry run changes nothing': async () => {
      const { code, output } = await playground.deploy('--dry-run');
      expect(code, output).to.equal(0);
      expect(await playground.must('docker', ['ps', '--quiet', '--filter', projectFilter(playground)])).to.equal('');
    },
    'the first deployment comes up': async () => {
      await playground.compose('build', 'object-store', 'mailbox');
      await playground.compose('up', '--detach', '--no-deps', 'mailbox');
      await succeed(playground);
    },
    'images are small, of nobody’s root, and hold no secret': () => inspectImages(playground),
    'containers are hardened, and only the edge has ports': () => inspectContainers(playground),
    'an operator signs in over TLS and provisions organizations, whose admins follow their invitations': async () => {
      await createOperator(playground);
      operator = await signInOperator(playground);
      for (const slug of ['acme', 'globex']) organizations.push(await provision(playground, operator, slug));
    },
    'an import runs through worker, object store and database': async () => {
      for (const [n, organization] of organizations.entries()) await importPeople(organization, 200 + n);
    },
    'a second deployment changes nothing': async () => {
      const before = await containersOf(playground);
      const output = await succeed(playground);
      expect(output).to.include('nothing was changed');
      expect(await containersOf(playground)).to.deep.equal(before);
    },
    'a new version is rolled out under traffic, without a failed request': async () => {
      const before = await imagesOf(playground);
      playground.edit('frontend/index.html', (text) =>
        text.replace('<head>', '<head><meta name="version" content="2">'),
      );
      playground.edit('backend/src/main.ts', (text) => `${text}// The second version.\n`);
      const report = await under(trafficOf(organizations), () => succeed(playground));
      for (const service of ['web', 'worker', 'realtime', 'frontend']) {
        expect((await imagesOf(playground))[service], service).to.not.deep.equal(before[service]);
      }
      expect((await first().client.send('GET', '/')).text).to.include('name="version" content="2"');
      noFailures(report, 500);
    },
    'a version that can’t start is not deployed, without a failed request': async () => {
      const before = await imagesOf(playground);
      playground.edit(processFile, (text) => text.replace(opening, `${broken}${opening}`));
      const report = await under(trafficOf(organizations), async () => {
        const { code, output } = await playground.deploy();
        expect(code, output).to.not.equal(0);
        expect(output).to.include('NOT deployed');
      });
      expect(await imagesOf(playground)).to.deep.equal(before);
      noFailures(report, 100);
    },
    'a version whose page is broken goes back after it was rolled out, without a failed request of the API':
      async () => {
        const before = await imagesOf(playground);
        playground.edit(processFile, (text) => text.replace(broken, ''));
        playground.edit('frontend/index.html', (text) => text.replace(/<script[^>]*><\/script>/, ''));
        const report = await under(trafficOf(organizations), async () => {
          const { code, output } = await playground.deploy();
          expect(code, output).to.not.equal(0);
          expect(output).to.include('the page names no script').and.to.include('The last release serves as before');
        });
        expect(await imagesOf(playground)).to.deep.equal(before);
        noFailures(report, 100);
      },
    'each container is killed once: it comes back, and nothing that was acknowledged is lost': () =>
      killEach(playground, first()),
    'what is backed up, destroyed and restored is the same, by counts and hashes': async () => {
      const counts = await Promise.all(organizations.map(countPeople));
      const output = await playground.must('scripts/backup.sh', ['staging', '--to', 'backups-of-the-test']);
      const backup = output.trimEnd().split('\n').at(-1) ?? '';
      await playground.compose('down', '--volumes', '--timeout', '5');
      await playground.must('scripts/restore.sh', ['staging', '--from', backup]);
      await playground.compose('up', '--detach', '--no-deps', 'mailbox');
      playground.edit('frontend/index.html', () => originalPage());
      await succeed(playground);
      await untilReady(playground);
      organizations = await Promise.all(organizations.map((organization) => signIn(playground, organization)));
      expect(await Promise.all(organizations.map(countPeople))).to.deep.equal(counts);
    },
    'the restored deployment works: an import runs, and an organization is provisioned': async () => {
      await importPeople(first(), 300);
      expect(await countPeople(first())).to.be.greaterThan(300);
      operator = await signInOperator(playground);
      await provision(playground, operator, 'initech');
    },
  };
  for (const [title, work] of Object.entries(steps)) {
    if (!(await tally.step(title, work))) return;
  }
}

async function makeSecrets({ must, directory }: Playground): Promise<void> {
  const folder = join(directory, 'infrastructure/environments/staging/secrets');
  const contents = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  const output = await must('scripts/setup-secrets.sh', ['staging']);
  const before = contents();
  expect(before.length).to.be.greaterThan(15);
  for (const [name, value] of before) expect(output, name).to.not.include(value.trim());
  await must('scripts/setup-secrets.sh', ['staging']);
  expect(contents()).to.deep.equal(before);
}

async function succeed(playground: Playground): Promise<string> {
  const { code, output } = await playground.deploy();
  if (code !== 0) throw new Error(`scripts/deploy.sh staging ended with ${code}:\n${output}`);
  return output;
}

function projectFilter({ project }: Playground): string {
  return `label=com.docker.compose.project=${project}`;
}

async function containersOf(playground: Playground): Promise<string[]> {
  return (await Promise.all(everyService.map((service) => playground.containers(service)))).flat();
}

/** The images that the instances of each service run. */
async function imagesOf(playground: Playground): Promise<Record<string, string[]>> {
  const entries = ours.map(async (service) => {
    const ids = await playground.containers(service);
    const images = await playground.must('docker', ['inspect', '--format', '{{.Image}}', ...ids]);
    return [service, images.trim().split('\n').sort()] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const megabyte = 1_000_000;

async function inspectImages({ must, directory }: Playground): Promise<void> {
  const sizeOf = async (image: string) =>
    Number(await must('docker', ['image', 'inspect', '--format', '{{.Size}}', image]));
  const beyond = async (image: string, base: string) => (await sizeOf(image)) - (await sizeOf(base));
  expect(await beyond('frontdesk-backend:local', 'node:24-bookworm-slim')).to.be.lessThan(300 * megabyte);
  expect(await beyond('frontdesk-frontend:local', 'nginx:1.28-bookworm')).to.be.lessThan(30 * megabyte);
  const folder = join(directory, 'infrastructure/environments/staging/secrets');
  const secrets = readdirSync(folder).filter((name) => /password|secret|key/.test(name));
  for (const image of ['frontdesk-backend:local', 'frontdesk-frontend:local', 'frontdesk-edge:local']) {
    const found = await must('docker', [
      'image',
      'inspect',
      '--format',
      '{{.Config.User}} {{len .Config.Healthcheck.Test}}',
      image,
    ]);
    expect(found.trim(), image).to.match(/^1001 [1-9]/);
    const inside = (command: string) =>
      must('docker', ['run', '--rm', '--network=none', '--entrypoint=sh', image, '-c', command]);
    const names = '-path "*/environments/*" -o -name "*.env" -o -name "tls-*"';
    expect(await inside(`find /srv /usr/share/frontdesk /run ${names} 2>/dev/null || true`), image).to.equal('');
    const environment = await inside('env');
    for (const name of secrets) {
      expect(environment, `${name} in ${image}`).to.not.include(readFileSync(join(folder, name), 'utf8').trim());
    }
  }
}

async function inspectContainers(playground: Playground): Promise<void> {
  for (const service of everyService) {
    for (const id of await playground.containers(service)) {
      const [facts] = JSON.parse(await playground.must('docker', ['inspect', id]));
      const { HostConfig: host, NetworkSettings: network, State: state } = facts;
      expect(state.Health.Status, service).to.equal('healthy');
      expect(host.ReadonlyRootfs, `${service}: read-only root`).to.equal(true);
      expect(host.CapDrop, `${service}: capabilities`).to.deep.equal(['ALL']);
      expect(host.CapAdd ?? [], `${service}: capabilities`).to.deep.equal([]);
      expect(host.SecurityOpt, service).to.include('no-new-privileges:true');
      expect(host.RestartPolicy.Name, service).to.equal('unless-stopped');
      expect(host.Memory, `${service}: memory limit`).to.be.greaterThan(0);
      expect(host.LogConfig.Config, `${service}: log rotation`).to.include.keys('max-size', 'max-file');
      const published = Object.values(network.Ports as Record<string, unknown[] | null>).filter(Boolean).length;
      expect(published, `${service}: published ports`).to.equal(service === 'edge' ? 2 : 0);
      // Whether its root really can't be written to, and who it really is.
      if ((ours as readonly string[]).includes(service)) {
        expect(facts.Config.User, service).to.equal('1001');
        expect((await playground.run('docker', ['exec', id, 'sh', '-c', 'echo x > /x'])).code, service).to.not.equal(0);
      }
    }
  }
}

/** Forty requests a second of the organizations' admins, one in twenty of them a write. */
function trafficOf(organizations: readonly Organization[]): Traffic {
  const asks = organizations.flatMap((organization) => {
    const reads = asksOf(organization.client);
    return [...reads, ...reads, ...reads, { what: 'an upload', send: () => uploadPeople(organization, 3) }];
  });
  return startTraffic(asks, 40);
}

async function under(traffic: Traffic, work: () => Promise<unknown>): Promise<TrafficReport> {
  try {
    await work();
  } catch (error) {
    await traffic.stop();
    throw error;
  }
  return traffic.stop();
}

function noFailures({ answered, failures }: TrafficReport, least: number): void {
  console.log(`    ${answered} requests answered, ${failures.length} failed`);
  if (failures.length > 0) throw new Error(`${failures.length} requests failed:\n${failures.slice(0, 20).join('\n')}`);
  expect(answered).to.be.greaterThan(least);
}

/** As if the program had crashed: the engine is not asked, so that its restart policy counts. */
async function killEach(playground: Playground, organization: Organization): Promise<void> {
  let people = await countPeople(organization);
  for (const service of everyService) {
    const [id = ''] = await playground.containers(service);
    const facts = async () => JSON.parse(await playground.must('docker', ['inspect', id]))[0];
    const { Pid: pid, StartedAt: startedAt } = (await facts()).State;
    // Acknowledged a moment before.
    await importPeople(organization, people + 10);
    people = await countPeople(organization);
    process.kill(pid, 'SIGKILL');
    const deadline = Date.now() + 60_000;
    for (;;) {
      const { State: state } = await facts();
      if (state.StartedAt !== startedAt && state.Health?.Status === 'healthy') break;
      if (Date.now() > deadline) throw new Error(`${service} did not come back within a minute.`);
      await sleep(200);
    }
    await untilReady(playground);
    expect(await countPeople(organization), `people after ${service} was killed`).to.equal(people);
  }
}

/** Waits until the edge serves the page and the API again. */
async function untilReady(playground: Playground): Promise<void> {
  const client = playground.client('admin');
  for (const deadline = Date.now() + 60_000; ; await sleep(200)) {
    const answers = await Promise.all(
      ['/', '/api/console/session'].map((path) =>
        client.send('GET', path).then(
          ({ status }) => status,
          () => 0,
        ),
      ),
    );
    if (answers[0] === 200 && answers[1] === 401) return;
    if (Date.now() > deadline) throw new Error(`The edge answers ${answers.join(' and ')} after a minute.`);
  }
}

function originalPage(): string {
  return readFileSync('frontend/index.html', 'utf8');
}
