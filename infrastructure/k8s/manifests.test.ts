import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { environments, findKustomize, type KubernetesObject, manifests, render } from './test/objects.ts';
import { faultsBySchema, faultsByType } from './test/schemas.ts';

describe('the Kubernetes objects', () => {
  const objectsOf: Record<string, KubernetesObject[]> = {};
  const named = (kind: string, name: string) =>
    structuredClone(
      objectsOf.production?.find((object) => object.kind === kind && object.metadata.name === name),
    ) as KubernetesObject;

  before(function () {
    if (!findKustomize()) {
      // The tests beside this one skip for the same reason.
      console.log('      Kubernetes is skipped: rendering its objects needs kubectl 1.27 or later, or kustomize 5.');
      this.skip();
    }
    for (const environment of environments) objectsOf[environment] = render(join(manifests, 'overlays', environment));
  });

  for (const environment of environments) {
    describe(`of ${environment}`, () => {
      it('are as the schemas of the Kubernetes API demand', () => {
        expect(objectsOf[environment]).to.have.length.above(30);
        expect(faultsBySchema(objectsOf[environment] ?? [])).to.deep.equal([]);
      });

      it('have no field that the Kubernetes API does not know', () => {
        expect(faultsByType(objectsOf[environment] ?? [])).to.deep.equal([]);
      });

      it('are all in one namespace, and each belongs to a step of the deployment', () => {
        for (const { kind, metadata } of objectsOf[environment] ?? []) {
          const where = `${kind} ${metadata.name}`;
          if (kind !== 'Namespace') expect(metadata, where).to.have.property('namespace', 'frontdesk');
          expect(metadata.labels, where).to.include({
            'app.kubernetes.io/part-of': 'frontdesk',
            'app.kubernetes.io/instance': environment,
          });
          expect(metadata.labels?.['app.kubernetes.io/component'], where).to.be.oneOf(steps);
        }
      });

      it('hold no secret, only the names of secrets', () => {
        expect(objectsOf[environment]?.filter(({ kind }) => kind === 'Secret')).to.deep.equal([]);
        expect(JSON.stringify(objectsOf[environment])).not.to.match(/-----BEGIN|:\/\/[^/"]+:[^/"]+@/);
      });

      it('admit only pods that the strictest of the Pod Security Standards lets in', () => {
        const namespace = objectsOf[environment]?.find(({ kind }) => kind === 'Namespace');
        expect(namespace?.metadata.labels).to.include({ 'pod-security.kubernetes.io/enforce': 'restricted' });
      });
    });
  }

  it('are the same in staging as in production, by kind and name', () => {
    const names = (environment: string) =>
      objectsOf[environment]?.map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/-[a-z0-9]{10}$/, '')}`);
    expect(names('staging')).to.deep.equal(names('production'));
  });

  describe('with a fault in them', () => {
    it('are refused for a field that does not exist', () => {
      const deployment = named('Deployment', 'web');
      deployment.spec.replica = 3;
      expect(faultsByType([deployment])).to.have.length(1);
      expect(faultsByType([deployment])[0])
        .to.include('Deployment web')
        .and.include('replica');
    });

    it('are refused for a misspelt field deep inside', () => {
      const deployment = named('Deployment', 'edge');
      deployment.spec.template.spec.containers[0].readinessProbe.htpGet = { path: '/ready', port: 8081 };
      expect(faultsByType([deployment])[0]).to.include('htpGet');
    });

    it('are refused for a missing field, a wrong type, a wrong word and an amount that is none', () => {
      const faults: [string, (deployment: KubernetesObject) => void][] = [
        ['selector', ({ spec }) => delete spec.selector],
        ['revisionHistoryLimit', ({ spec }) => Object.assign(spec, { revisionHistoryLimit: 'five' })],
        ['strategy/type', ({ spec }) => Object.assign(spec.strategy, { type: 'Rolling' })],
        ['memory', ({ spec }) => Object.assign(spec.template.spec.containers[0].resources.limits, { memory: '1Zb' })],
      ];
      for (const [word, spoil] of faults) {
        const deployment = named('Deployment', 'web');
        spoil(deployment);
        expect(faultsBySchema([deployment]), word).to.have.length(1);
        expect(faultsBySchema([deployment])[0]).to.include(word);
      }
    });

    it('are refused for a kind or version that the API does not have', () => {
      const autoscaler = named('HorizontalPodAutoscaler', 'web');
      expect(faultsBySchema([{ ...autoscaler, apiVersion: 'autoscaling/v2beta2' }])).to.have.length(1);
      expect(faultsBySchema([{ ...autoscaler, kind: 'HorizontalPodScaler' }])).to.have.length(1);
    });
  });

  describe('for secrets', () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'frontdesk-secrets-'));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    /** Renders an environment's secrets as docs/kubernetes.md says, from files that hold their own names. */
    const renderSecrets = (environment: string) => {
      const template = readFileSync(join(manifests, 'secrets', environment, 'kustomization.yaml'), 'utf8');
      const target = join(folder, 'infrastructure', 'k8s', 'secrets', environment);
      const values = join(folder, 'infrastructure', 'environments', environment, 'secrets');
      mkdirSync(target, { recursive: true });
      mkdirSync(values, { recursive: true });
      writeFileSync(join(target, 'kustomization.yaml'), template);
      for (const [, name = ''] of template.matchAll(/secrets\/([a-z0-9-]+)$/gm))
        writeFileSync(join(values, name), name);
      return render(target, '--load-restrictor', 'LoadRestrictionsNone');
    };

    for (const environment of environments) {
      it(`of ${environment} are made from the environment's own files, and are as the schemas demand`, () => {
        const secrets = renderSecrets(environment);
        expect(faultsBySchema(secrets)).to.deep.equal([]);
        expect(faultsByType(secrets)).to.deep.equal([]);
        const backend = secrets.find(({ metadata }) => metadata.name === 'backend');
        expect(Buffer.from(backend?.data['database-url'], 'base64').toString()).to.equal('database-url');
        expect(secrets.map(({ metadata }) => metadata)).to.satisfy((all: { namespace?: string }[]) =>
          all.every(({ namespace }) => namespace === 'frontdesk'),
        );
      });

      it(`of ${environment} take only files that scripts/setup-secrets.sh knows`, () => {
        // database-{owner,app}-password stands for two names.
        const script = readFileSync(join(manifests, '..', '..', 'scripts', 'setup-secrets.sh'), 'utf8').replace(
          /([\w-]+)\{([\w,]+)\}([\w-]+)/g,
          (_, before: string, middles: string, after: string) =>
            middles
              .split(',')
              .map((middle) => before + middle + after)
              .join(' '),
        );
        const template = readFileSync(join(manifests, 'secrets', environment, 'kustomization.yaml'), 'utf8');
        const names = [...template.matchAll(/secrets\/([a-z0-9-]+)$/gm)].map(([, name]) => name);
        expect(names).to.have.length.above(10);
        expect(names.filter((name) => !new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(script))).to.deep.equal([]);
      });
    }

    it('have the same names in every environment', () => {
      const [staging, production] = environments.map((environment) =>
        renderSecrets(environment).map(({ metadata, data }) => [metadata.name, Object.keys(data)]),
      );
      expect(staging).to.deep.equal(production);
    });

    it('are never files of this folder', () => {
      const files = readdirSync(join(manifests, 'secrets'), { recursive: true, encoding: 'utf8' });
      expect(files.filter((file) => /\./.test(file))).to.have.members(
        environments.map((environment) => join(environment, 'kustomization.yaml')),
      );
    });
  });
});

/** The values of the label app.kubernetes.io/component, by which docs/kubernetes.md applies one after the other. */
const steps = ['foundation', 'migration', 'services', 'backup'];
