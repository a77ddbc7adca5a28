/** The objects that an overlay stands for, as kustomize renders them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

export const environments = ['staging', 'production'] as const;

/** A Kubernetes object as it is applied. Its shape is what the tests check, so it is taken to be anything. */
export type KubernetesObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  // biome-ignore lint/suspicious/noExplicitAny: every kind has fields of its own; the schemas check them.
  readonly [field: string]: any;
};

/** The folder infrastructure/k8s. */
export const manifests = fileURLToPath(new URL('..', import.meta.url));

/** The folder of the repository. */
export const repository = join(manifests, '..', '..');

/** The text of a file of the repository. */
export const source = (path: string) => readFileSync(join(repository, path), 'utf8');

/** `kubectl` with kustomize 5 or `kustomize` itself: the command and its first arguments; undefined when neither is here. */
export function findKustomize(): readonly string[] | undefined {
  const kubectl = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' });
  if (/Kustomize Version: v([5-9]|\d\d)\./.test(kubectl.stdout ?? '')) return ['kubectl', 'kustomize'];
  const kustomize = spawnSync('kustomize', ['version'], { encoding: 'utf8' });
  return /v([5-9]|\d\d)\.\d+\.\d+/.test(kustomize.stdout ?? '') ? ['kustomize', 'build'] : undefined;
}

/** @throws Error with what kustomize says when a folder can't be rendered */
export function render(folder: string, ...options: readonly string[]): KubernetesObject[] {
  const [command = '', ...first] = findKustomize() ?? [];
  const { status, stdout, stderr } = spawnSync(command, [...first, folder, ...options], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`kustomize could not render ${folder}: ${stderr}`);
  return parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject);
}

/** What the tests look at: pods, by the workload that makes them. */
export type Workload = {
  readonly kind: 'Deployment' | 'Job' | 'CronJob';
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly pod: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly container: any;
};

/** Every object that makes pods. All of ours have one container. */
export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return objects.flatMap((object) => {
    const { kind } = object;
    if (kind !== 'Deployment' && kind !== 'Job' && kind !== 'CronJob') return [];
    const template = kind === 'CronJob' ? object.spec.jobTemplate.spec.template : object.spec.template;
    const [container] = template.spec.containers;
    return [{ kind, name: object.metadata.name, labels: template.metadata.labels, pod: template.spec, container }];
  });
}
