import { join } from 'node:path';
import { expect } from 'chai';
import { selects } from './test/network.ts';
import {
  environments,
  findKustomize,
  type KubernetesObject,
  manifests,
  render,
  source,
  type Workload,
  workloadsOf,
} from './test/objects.ts';

/** A number that a source file says, such as a deadline. */
function numberIn(path: string, pattern: RegExp): number {
  const [, digits] = source(path).match(pattern) ?? [];
  if (!digits) throw new Error(`${path} no longer says ${pattern}`);
  return Number(digits.replaceAll('_', ''));
}

const services = ['edge', 'frontend', 'realtime', 'web', 'worker'];
const backend = ['web', 'worker', 'realtime'];

for (const environment of environments) {
  describe(`the workloads of ${environment} on Kubernetes`, () => {
    let objects: KubernetesObject[];
    let workloads: Workload[];
    const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
    const find = (name: string) => workloads.find((workload) => workload.name === name) as Workload;
    const deployment = (name: string) =>
      ofKind('Deployment').find(({ metadata }) => metadata.name === name) as KubernetesObject;

    before(function () {
      if (!findKustomize()) this.skip();
      objects = render(join(manifests, 'overlays', environment));
      workloads = workloadsOf(objects);
    });

    it('are the five services, the migration and the backup, one container each', () => {
      expect(workloads.map(({ kind, name }) => `${kind} ${name}`)).to.have.members([
        ...services.map((name) => `Deployment ${name}`),
        'Job migrate',
        'CronJob backup',
      ]);
      for (const { pod, name } of workloads) {
        expect(pod.containers, name).to.have.length(1);
        expect(pod, name).not.to.have.any.keys('initContainers', 'hostNetwork', 'hostPID', 'hostIPC');
      }
    });

    it('take their images, of a fixed version, from the overlay', () => {
      const overlay = source(`infrastructure/k8s/overlays/${environment}/kustomization.yaml`);
      for (const { name, container } of workloads) {
        const [, image = '', tag = ''] = container.image.match(/^(.+\/frontdesk-[a-z]+):([^:]+)$/) ?? [];
        expect(tag, `${name}: ${container.image}`)
          .to.match(/^[\w.-]+$/)
          .and.not.equal('latest');
        expect(overlay, name).to.include(`newName: ${image}, newTag: ${tag}`);
      }
    });

    it('run without root, capabilities, a writable root file system, or a token for the Kubernetes API', () => {
      for (const { name, pod, container } of workloads) {
        expect(pod.securityContext, name).to.deep.include({
          runAsNonRoot: true,
          runAsUser: 1001,
          runAsGroup: 1001,
          seccompProfile: { type: 'RuntimeDefault' },
        });
        expect(container.securityContext, name).to.deep.equal({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(pod, name).to.include({
          serviceAccountName: 'frontdesk',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
        });
        expect(
          pod.volumes.filter((volume: object) => 'hostPath' in volume),
          name,
        ).to.deep.equal([]);
      }
      const [account] = ofKind('ServiceAccount');
      expect(account).to.deep.include({ automountServiceAccountToken: false });
    });

    it('say what they need, and have a limit', () => {
      for (const { name, container } of workloads) {
        expect(container.resources.requests, name).to.have.all.keys('cpu', 'memory');
        expect(container.resources.limits, name).to.have.all.keys('cpu', 'memory');
      }
    });

    it('mount volumes that exist, and may write to the folders of their images', () => {
      const run = ['/run/frontdesk'];
      const writable: Record<string, string[]> = { edge: run, frontend: run, backup: ['/backup', '/tmp'] };
      for (const { name, pod, container } of workloads) {
        const volumes = new Map(pod.volumes.map((volume: { name: string }) => [volume.name, volume]));
        const mounts: { name: string; mountPath: string }[] = container.volumeMounts;
        expect(mounts.map((mount) => mount.name)).to.have.members([...volumes.keys()] as string[]);
        const folders = mounts.filter(({ name: volume }) => {
          const kinds = Object.keys(volumes.get(volume) as object);
          return kinds.includes('emptyDir') || kinds.includes('ephemeral');
        });
        expect(folders.map(({ mountPath }) => mountPath)).to.deep.equal(writable[name] ?? ['/tmp']);
      }
    });

    it('are asked whether they have started, are ready and are alive, on ports that they have', () => {
      for (const name of services) {
        const { container } = find(name);
        const ports = container.ports.map((port: { name: string }) => port.name);
        for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'])
          expect(container[probe]?.httpGet.port, `${name} ${probe}`).to.be.oneOf(ports);
        expect(container.readinessProbe.httpGet.path, name).to.equal('/ready');
      }
    });

    it('ask a process of the backend on its inner port, and restart none because its database is down', () => {
      for (const name of backend) {
        const { container } = find(name);
        const inner = container.ports.find((port: { name: string }) => port.name === 'inner');
        expect(inner.containerPort).to.equal(9464);
        expect(container.readinessProbe.httpGet).to.deep.equal({ path: '/ready', port: 'inner' });
        expect(container.startupProbe.httpGet).to.deep.equal({ path: '/health', port: 'inner' });
        expect(container.livenessProbe.httpGet).to.deep.equal({ path: '/health', port: 'inner' });
        // A process gives its parts so long to answer.
        const patience = numberIn('backend/src/processes/inner.ts', /setTimeout\(reject, ([\d_]+)/) / 1_000;
        expect(container.readinessProbe.timeoutSeconds).to.be.above(patience);
      }
    });

    it('get more time to stop than the backend takes at most', () => {
      const deadline = numberIn('backend/src/processes/run.ts', /shutdownDeadline = ([\d_]+)/) / 1_000;
      for (const name of backend) {
        const { pod, container } = find(name);
        const pause = container.lifecycle?.preStop.sleep.seconds ?? 0;
        expect(pod.terminationGracePeriodSeconds, name).to.be.above(pause + deadline);
      }
    });

    it('leave a process out of its service before it closes its port', () => {
      // The backend waits by itself, for so long; nginx does not.
      const drain = numberIn('backend/src/processes/run.ts', /drainDelay = ([\d_]+)/) / 1_000;
      expect(drain).to.be.at.least(5);
      expect(find('frontend').container.lifecycle.preStop.sleep.seconds).to.be.at.least(5);
      const { pod, container } = find('edge');
      const finishing = numberIn('nginx/nginx.conf.template', /worker_shutdown_timeout (\d+)s/);
      expect(container.lifecycle.preStop.sleep.seconds).to.be.at.least(10);
      expect(pod.terminationGracePeriodSeconds).to.be.above(container.lifecycle.preStop.sleep.seconds + finishing);
    });

    it('are replaced without a moment in which one is missing', () => {
      for (const name of services) {
        const { spec } = deployment(name);
        expect(spec.strategy, name).to.deep.equal({
          type: 'RollingUpdate',
          rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
        });
        expect(spec, `the autoscaler says how many of ${name} there are`).not.to.have.property('replicas');
      }
    });

    it('are chosen by their own deployment only', () => {
      for (const name of services) {
        const chosen = workloads.filter(({ labels }) => selects(deployment(name).spec.selector, labels));
        expect(chosen.map((workload) => workload.name)).to.deep.equal([name]);
      }
    });

    it('are spread over zones and machines', () => {
      for (const name of services) {
        const { pod, labels } = find(name);
        const keys = pod.topologySpreadConstraints.map((each: { topologyKey: string }) => each.topologyKey);
        expect(keys, name).to.deep.equal(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
        for (const { labelSelector } of pod.topologySpreadConstraints) {
          expect(selects(labelSelector, labels), name).to.equal(true);
          expect(selects(labelSelector, { 'app.kubernetes.io/part-of': 'frontdesk' })).to.equal(false);
        }
      }
    });

    it('lose one pod at a time when machines are emptied', () => {
      const budgets = ofKind('PodDisruptionBudget');
      for (const name of services) {
        const own = budgets.filter(({ spec }) => selects(spec.selector, find(name).labels));
        expect(
          own.map(({ metadata }) => metadata.name),
          name,
        ).to.deep.equal([name]);
        expect(own[0]?.spec, name).to.include({ maxUnavailable: 1 });
      }
      expect(budgets).to.have.length(services.length);
    });

    it('are scaled between two and a limit, by a measure for which they say what they need', () => {
      const autoscalers = ofKind('HorizontalPodAutoscaler');
      expect(autoscalers.map(({ spec }) => spec.scaleTargetRef.name)).to.have.members(services);
      for (const { spec } of autoscalers) {
        const { apiVersion, kind, name } = spec.scaleTargetRef;
        expect(deployment(name), name).to.include({ apiVersion, kind });
        expect(spec.minReplicas, name).to.be.at.least(2);
        expect(spec.maxReplicas, name).to.be.above(spec.minReplicas);
        // The API's schema takes any word here; the API server does not.
        for (const { type } of spec.behavior.scaleDown.policies) expect(type, name).to.be.oneOf(['Pods', 'Percent']);
        for (const { resource } of spec.metrics)
          expect(find(name).container.resources.requests, name).to.have.property(resource.name);
      }
    });

    it('are behind services that lead to ports that they have', () => {
      for (const { metadata, spec } of ofKind('Service')) {
        const chosen = workloads.filter(({ labels }) => selects({ matchLabels: spec.selector }, labels));
        expect(
          chosen.map(({ name }) => name),
          metadata.name,
        ).to.deep.equal([metadata.name]);
        const ports = chosen[0]?.container.ports.map((port: { name: string }) => port.name);
        for (const port of spec.ports) expect(ports, metadata.name).to.include(port.targetPort);
      }
    });

    it('are reached from outside through the edge only, which sees the address of the client', () => {
      const open = ofKind('Service').filter(({ spec }) => (spec.type ?? 'ClusterIP') !== 'ClusterIP');
      expect(open.map(({ metadata }) => metadata.name)).to.deep.equal(['edge']);
      expect(open[0]?.spec).to.include({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    });
  });
}
