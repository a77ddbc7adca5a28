import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { type Config, ConfigurationError, environmentSchema, loadConfig } from '../../backend/src/core/config.ts';
import {
  environments,
  findKustomize,
  type KubernetesObject,
  manifests,
  render,
  repository,
  source,
  type Workload,
  workloadsOf,
} from './test/objects.ts';

/** A value for each secret, of the right form. Nothing is connected to. */
const values: Readonly<Record<string, string>> = {
  'database-url': 'postgres://frontdesk_app:word@database.example.com:5432/frontdesk',
  'database-platform-url': 'postgres://frontdesk_platform:word@database.example.com:5432/frontdesk',
  'database-owner-url': 'postgres://frontdesk_owner:word@database.example.com:5432/frontdesk',
  'redis-url': 'rediss://frontdesk:word@redis.example.com:6379',
  's3-access-key-id': 'key',
  's3-secret-access-key': 'secret',
  'smtp-url': 'smtps://user:word@mail.example.com:465',
  'token-secret': 'x'.repeat(48),
  'saml-private-key': '-----BEGIN PRIVATE KEY-----',
  'saml-certificate': '-----BEGIN CERTIFICATE-----\n',
};

type EnvironmentVariable = {
  name: string;
  value?: string;
  valueFrom?: { configMapKeyRef?: { name: string; key: string } };
};

for (const environment of environments) {
  describe(`the settings of ${environment} on Kubernetes`, () => {
    let objects: KubernetesObject[];
    let workloads: Workload[];
    /** The keys of each Secret, by the template from which they are made. */
    let secrets: Map<string, string[]>;
    let folder: string;

    before(function () {
      if (!findKustomize()) this.skip();
      objects = render(join(manifests, 'overlays', environment));
      workloads = workloadsOf(objects);
      const template = parse(readFileSync(join(manifests, 'secrets', environment, 'kustomization.yaml'), 'utf8'));
      secrets = new Map(
        template.secretGenerator.map((secret: { name: string; files: string[] }) => [
          secret.name,
          secret.files.map((file) => (file.includes('=') ? file.replace(/=.*/, '') : file.replace(/.*\//, ''))),
        ]),
      );
      folder = mkdtempSync(join(tmpdir(), 'frontdesk-settings-'));
    });
    after(() => folder && rmSync(folder, { recursive: true, force: true }));

    const find = (name: string) => workloads.find((workload) => workload.name === name) as Workload;
    const settings = (name: string): Record<string, string> => {
      const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
      if (!found) throw new Error(`there is no ConfigMap ${name}`);
      return found.data;
    };

    /** The variables that Kubernetes gives a container, with what they refer to put in. */
    const variablesOf = ({ container }: Workload): Record<string, string> => {
      const variables = Object.assign(
        {},
        ...(container.envFrom ?? []).map((from: { configMapRef: { name: string } }) =>
          settings(from.configMapRef.name),
        ),
      );
      for (const { name, value, valueFrom } of (container.env ?? []) as EnvironmentVariable[]) {
        const reference = valueFrom?.configMapKeyRef;
        const found = reference ? settings(reference.name)[reference.key] : value;
        if (found === undefined) throw new Error(`${name} refers to ${JSON.stringify(valueFrom)}, which is not there`);
        variables[name] = found;
      }
      return variables;
    };

    /** The paths at which a container finds its secrets. */
    const secretFilesOf = ({ pod, container }: Workload): string[] =>
      pod.volumes.flatMap((volume: { name: string; secret?: { secretName: string } }) => {
        if (!volume.secret) return [];
        const keys = secrets.get(volume.secret.secretName);
        if (!keys) throw new Error(`no template makes the Secret ${volume.secret.secretName}`);
        const mount = container.volumeMounts.find((each: { name: string }) => each.name === volume.name);
        return keys.map((key) => join(mount.mountPath, key));
      });

    /** What a process of the backend reads, with its secrets as files below a folder of this test. */
    const configOf = (name: string): Config => {
      const workload = find(name);
      for (const path of secretFilesOf(workload)) {
        mkdirSync(dirname(join(folder, name, path)), { recursive: true });
        writeFileSync(join(folder, name, path), values[path.replace(/.*\//, '')] ?? 'unknown');
      }
      const variables = Object.entries(variablesOf(workload)).map(([variable, value]) => [
        variable,
        variable.endsWith('_FILE') ? join(folder, name, value) : value,
      ]);
      return loadConfig(Object.fromEntries(variables));
    };

    for (const name of ['web', 'worker', 'realtime', 'migrate']) {
      it(`are all that ${name} needs to start`, () => {
        const config = configOf(name);
        expect(config).to.include({
          NODE_ENV: 'production',
          LISTEN_ADDRESS: '0.0.0.0',
          DATABASE_URL: values['database-url'],
          DATABASE_PLATFORM_URL: values['database-platform-url'],
          SMTP_URL: values['smtp-url'],
          TOKEN_SECRET: values['token-secret'],
          METRICS_PORT: 9464,
        });
      });
    }

    it('are none that the backend does not know, such as a misspelt one', () => {
      for (const name of ['web', 'worker', 'realtime', 'migrate']) {
        const unknown = Object.keys(variablesOf(find(name))).filter(
          (variable) => !(variable.replace(/_FILE$/, '') in environmentSchema.shape),
        );
        expect(unknown, name).to.deep.equal([]);
      }
    });

    it('stop a process that misses one, so that the tests above mean something', () => {
      const workload = find('web');
      const variables = variablesOf(workload);
      delete variables.PUBLIC_URL;
      expect(() => loadConfig(variables)).to.throw(ConfigurationError);
    });

    it('give the key of the database’s owner to the migration alone', () => {
      expect(configOf('migrate').DATABASE_OWNER_URL).to.equal(values['database-owner-url']);
      for (const workload of workloads.filter(({ name }) => name !== 'migrate')) {
        expect(secretFilesOf(workload).filter((path) => path.includes('owner'))).to.deep.equal([]);
      }
    });

    it('give each workload its own secrets and no others', () => {
      const held = Object.fromEntries(
        workloads.map((workload) => [
          workload.name,
          workload.pod.volumes.flatMap((volume: { secret?: { secretName: string } }) =>
            volume.secret ? [volume.secret.secretName] : [],
          ),
        ]),
      );
      expect(held).to.deep.equal({
        edge: ['edge-tls'],
        frontend: [],
        web: ['backend'],
        worker: ['backend'],
        realtime: ['backend'],
        migrate: ['backend', 'migrate'],
        backup: ['backup'],
      });
      expect([...secrets.keys()]).to.have.members(['backend', 'migrate', 'backup', 'edge-tls']);
    });

    it('name only files of secrets that the templates make, and every one of the backend', () => {
      for (const name of ['web', 'worker', 'realtime', 'migrate']) {
        const named = Object.entries(variablesOf(find(name))).filter(([variable]) => variable.endsWith('_FILE'));
        expect(named.map(([, path]) => path)).to.have.members(secretFilesOf(find(name)));
      }
      const { EDGE_CERTIFICATE, EDGE_CERTIFICATE_KEY } = variablesOf(find('edge'));
      expect([EDGE_CERTIFICATE, EDGE_CERTIFICATE_KEY]).to.have.members(secretFilesOf(find('edge')));
      // The tool of the image, and the program that calls it.
      const read = [
        ...source('infrastructure/backup/tool.sh').matchAll(/\$\(secret ([a-z0-9-]+)\)/g),
        ...source('infrastructure/k8s/base/backup/backup.sh').matchAll(/\/run\/secrets\/([a-z0-9-]+)/g),
      ].map(([, key]) => `/run/secrets/${key}`);
      expect([...new Set(read)]).to.have.members(secretFilesOf(find('backup')));
    });

    it('give the edge only names that its templates or its entry point read', () => {
      const texts = readdirSync(join(repository, 'nginx'), { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(template|sh)$/.test(path))
        .map((path) => readFileSync(join(repository, 'nginx', path), 'utf8'));
      for (const name of Object.keys(variablesOf(find('edge'))))
        expect(
          texts.some((text) => new RegExp(`\\$\\{${name}\\b`).test(text)),
          name,
        ).to.equal(true);
    });

    it('lead the edge to services that are there, and let them spread the requests', () => {
      const variables = variablesOf(find('edge'));
      expect(variables).to.include({ EDGE_DISCOVERY: 'off' });
      for (const [name, port] of [
        ['web', 3000],
        ['realtime', 3001],
        ['frontend', 8080],
      ] as const) {
        expect(variables[`${name.toUpperCase()}_UPSTREAM`]).to.equal(`${name}:${port}`);
        const service = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === name);
        expect(service?.spec.ports.map((each: { port: number }) => each.port)).to.deep.equal([port]);
      }
      const ports = find('edge').container.ports.map((port: { containerPort: number }) => `${port.containerPort}`);
      const { EDGE_LISTEN, EDGE_REDIRECT_LISTEN, EDGE_INNER_LISTEN } = variables;
      expect(ports).to.deep.equal([EDGE_LISTEN, EDGE_REDIRECT_LISTEN, EDGE_INNER_LISTEN]);
    });

    it('tell the edge and the backend the same address', () => {
      expect(variablesOf(find('edge')).PUBLIC_URL).to.equal(configOf('web').PUBLIC_URL);
      expect(configOf('web').PUBLIC_URL).to.match(/^https:/);
    });

    it('give the backup every variable that its programs read', () => {
      const texts = ['infrastructure/backup/tool.sh', 'infrastructure/k8s/base/backup/backup.sh'].map(source).join('');
      const read = [...texts.matchAll(/\$\{?((?:S3|BACKUP)_\w+|ENVIRONMENT)/g)].map(([, name]) => name);
      const variables = Object.keys(variablesOf(find('backup')));
      expect(variables).to.include.members([...new Set(read), 'PGHOST', 'PGPORT', 'PGUSER', 'PGDATABASE']);
      expect(read).to.include.members(variables.filter((name) => !name.startsWith('PG')));
    });
  });
}
