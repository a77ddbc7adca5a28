/** Which connections NetworkPolicies allow: what a network plugin of a cluster works out from them. */
import { BlockList } from 'node:net';
import type { KubernetesObject } from './objects.ts';

type Labels = Readonly<Record<string, string>>;

/** One end of a connection: a pod, in our namespace or another one, or an address outside the cluster. */
export type End = { readonly pod: Labels; readonly namespace?: Labels } | { readonly address: string };

export type Connection = { readonly from: End; readonly to: End; readonly port: number; readonly protocol?: string };

type Selector = {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
};
type Peer = {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
};
type Rule = { readonly from?: Peer[]; readonly to?: Peer[]; readonly ports?: { port: number; protocol: string }[] };

export function selects(selector: Selector, labels: Labels): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== 'In') throw new Error(`the operator ${operator} is not known here`);
      return values.includes(labels[key] ?? '');
    })
  );
}

/** Whether the sender may send and the receiver may receive. An end outside the cluster is under no policy. */
export function isAllowed(policies: readonly KubernetesObject[], connection: Connection): boolean {
  const { from, to } = connection;
  return passes(policies, 'Egress', from, to, connection) && passes(policies, 'Ingress', to, from, connection);
}

function passes(
  policies: readonly KubernetesObject[],
  direction: 'Egress' | 'Ingress',
  own: End,
  other: End,
  { port, protocol = 'TCP' }: Connection,
): boolean {
  if ('address' in own || own.namespace) return true;
  const binding = policies.filter(
    ({ spec }) => spec.policyTypes.includes(direction) && selects(spec.podSelector, own.pod),
  );
  if (binding.length === 0) return true;
  const rules = binding.flatMap(({ spec }) => (direction === 'Egress' ? spec.egress : spec.ingress) ?? []) as Rule[];
  return rules.some(({ from, to, ports }) => {
    const peers = direction === 'Egress' ? to : from;
    const portFits = ports === undefined || ports.some((each) => each.port === port && each.protocol === protocol);
    return portFits && (peers === undefined || peers.some((peer) => fits(peer, other)));
  });
}

function fits({ podSelector, namespaceSelector, ipBlock }: Peer, end: End): boolean {
  if (ipBlock) return 'address' in end && contains(ipBlock.cidr, end.address) && !isExcepted(ipBlock, end.address);
  if ('address' in end) return false;
  const namespaceFits = namespaceSelector
    ? end.namespace !== undefined && selects(namespaceSelector, end.namespace)
    : end.namespace === undefined;
  return namespaceFits && (podSelector === undefined || selects(podSelector, end.pod));
}

const isExcepted = ({ except = [] }: NonNullable<Peer['ipBlock']>, address: string) =>
  except.some((range) => contains(range, address));

function contains(range: string, address: string): boolean {
  const [network = '', length] = range.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(length));
  return list.check(address);
}
