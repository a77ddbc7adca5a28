import { join } from 'node:path';
import { expect } from 'chai';
import { type End, isAllowed, selects } from './test/network.ts';
import { environments, findKustomize, type KubernetesObject, manifests, render, workloadsOf } from './test/objects.ts';

const inCluster = (namespace: string, pod: Record<string, string>): End => ({
  pod,
  namespace: { 'kubernetes.io/metadata.name': namespace },
});
const dns = inCluster('kube-system', { 'k8s-app': 'kube-dns' });
const prometheus = inCluster('monitoring', { 'app.kubernetes.io/name': 'prometheus' });
const stranger = inCluster('default', { 'app.kubernetes.io/name': 'edge' });
/** Where the managed services are taken to be, and somebody in the internet. */
const privateAddress = { address: '10.20.30.40' };
const publicAddress = { address: '203.0.113.7' };
/** Where a cloud hands a machine its own credentials. */
const machineCredentials = { address: '169.254.169.254' };

const backend = ['web', 'worker', 'realtime'];
const all = ['edge', 'frontend', ...backend, 'migrate', 'backup'];

for (const environment of environments) {
  describe(`the network of ${environment} on Kubernetes`, () => {
    let objects: KubernetesObject[];
    let policies: KubernetesObject[];
    const allows = (from: string | End, to: string | End, port: number, protocol = 'TCP') =>
      isAllowed(policies, { from: end(from), to: end(to), port, protocol });
    /** One of our pods, with the labels that it really has. */
    const end = (name: string | End): End => {
      if (typeof name !== 'string') return name;
      const workload = workloadsOf(objects).find((each) => each.name === name);
      if (!workload) throw new Error(`there is no workload ${name}`);
      return { pod: workload.labels };
    };

    before(function () {
      if (!findKustomize()) this.skip();
      objects = render(join(manifests, 'overlays', environment));
      policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
    });

    it('holds every pod under a policy in both directions', () => {
      const everything = policies.find(({ metadata }) => metadata.name === 'refuse-everything');
      expect(everything?.spec).to.deep.equal({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    });

    it('has no policy that is for no pod, or lets in a pod that does not exist', () => {
      const pods = workloadsOf(objects).map(({ labels }) => labels);
      for (const { metadata, spec } of policies) {
        const own = [...(spec.ingress ?? []), ...(spec.egress ?? [])]
          .flatMap((rule) => rule.from ?? rule.to ?? [])
          .filter((peer) => peer.podSelector && !peer.namespaceSelector)
          .map((peer) => peer.podSelector);
        for (const selector of [spec.podSelector, ...own]) {
          expect(
            pods.some((labels) => selects(selector, labels)),
            `${metadata.name}: ${JSON.stringify(selector)}`,
          ).to.equal(true);
          for (const { values } of selector.matchExpressions ?? []) expect(all).to.include.members(values);
        }
      }
    });

    it('lets the world reach the edge, and nothing else', () => {
      expect(allows(publicAddress, 'edge', 8443)).to.equal(true);
      expect(allows(publicAddress, 'edge', 8080)).to.equal(true);
      expect(allows(publicAddress, 'edge', 8081)).to.equal(false);
      for (const name of all.slice(1)) {
        for (const port of [3000, 3001, 8080, 9464]) {
          expect(allows(publicAddress, name, port), `${name} ${port}`).to.equal(false);
          expect(allows(stranger, name, port), `a stranger's pod to ${name} ${port}`).to.equal(false);
        }
      }
    });

    it('lets the edge reach the three services behind it, and nothing else', () => {
      expect(allows('edge', 'web', 3000)).to.equal(true);
      expect(allows('edge', 'realtime', 3001)).to.equal(true);
      expect(allows('edge', 'frontend', 8080)).to.equal(true);
      for (const name of backend) expect(allows('edge', name, 9464), name).to.equal(false);
      for (const port of [443, 5432, 6379]) expect(allows('edge', privateAddress, port), `${port}`).to.equal(false);
    });

    it('lets the backend reach PostgreSQL, Redis and the object store', () => {
      for (const name of backend) {
        expect(allows(name, privateAddress, 5432), `${name} to PostgreSQL`).to.equal(true);
        expect(allows(name, privateAddress, 6379), `${name} to Redis`).to.equal(true);
        expect(allows(name, publicAddress, 443), `${name} to the object store`).to.equal(true);
        expect(allows(name, publicAddress, 5432), `${name} to a database of somebody else`).to.equal(false);
        expect(allows(name, machineCredentials, 443), `${name} to the machine's credentials`).to.equal(false);
      }
    });

    it('lets only the worker send mail', () => {
      expect(all.filter((name) => allows(name, publicAddress, 465))).to.deep.equal(['worker']);
      expect(all.filter((name) => allows(name, publicAddress, 587))).to.deep.equal(['worker']);
      expect(all.filter((name) => allows(name, publicAddress, 25))).to.deep.equal([]);
    });

    it('lets the migration reach PostgreSQL only, and the backup PostgreSQL and the object store', () => {
      const reached = (name: string) =>
        [5432, 6379, 443].filter((port) => allows(name, port === 443 ? publicAddress : privateAddress, port));
      expect(reached('migrate')).to.deep.equal([5432]);
      expect(reached('backup')).to.deep.equal([5432, 443]);
    });

    it('lets the frontend reach nothing', () => {
      for (const port of [80, 443, 3000, 3001, 5432, 6379, 9464]) {
        for (const target of [privateAddress, publicAddress, 'web', 'realtime', 'worker'])
          expect(allows('frontend', target, port), `${port}`).to.equal(false);
      }
    });

    it('lets Prometheus, and nobody else, read the metrics of the backend', () => {
      for (const name of backend) {
        expect(allows(prometheus, name, 9464), name).to.equal(true);
        expect(allows(prometheus, name, 3000), name).to.equal(false);
        for (const other of all) expect(allows(other, name, 9464), `${other} to ${name}`).to.equal(false);
      }
    });

    it('lets everyone ask for names', () => {
      for (const name of all) {
        expect(allows(name, dns, 53, 'UDP'), name).to.equal(true);
        expect(allows(name, dns, 53, 'TCP'), name).to.equal(true);
        expect(allows(name, publicAddress, 53, 'UDP'), `${name} to a name server of somebody else`).to.equal(false);
      }
    });
  });
}
