/**
 * Checks objects against the Kubernetes API by the package kubernetes-models, which is made from Kubernetes' own OpenAPI
 * document. Its validators check required fields, types, formats and enumerations, but let unknown fields pass, as the
 * document does. Its TypeScript types know every field, so the compiler finds those that are unknown.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import type { KubernetesObject } from './objects.ts';

type Model = new (data: KubernetesObject) => { validate(): void };

const groups: Readonly<Record<string, object>> = {
  v1: core,
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'batch/v1': batch,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
};

const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** What is wrong with the objects, a sentence each, by their schemas. */
export function faultsBySchema(objects: readonly KubernetesObject[]): string[] {
  return objects.flatMap((object) => {
    const where = `${object.kind} ${object.metadata.name}`;
    const model = (groups[object.apiVersion] as Readonly<Record<string, Model>> | undefined)?.[object.kind];
    if (!model) return [`${where}: there is no ${object.apiVersion} ${object.kind}`];
    try {
      new model(object).validate();
      return [];
    } catch (error) {
      return [`${where}: ${(error as Error).message}`];
    }
  });
}

/** What is wrong with the objects by the API's types: above all, fields that do not exist. */
export function faultsByType(objects: readonly KubernetesObject[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-kubernetes-'));
  try {
    symlinkSync(packages, join(folder, 'node_modules'));
    const statements = objects.map(
      (object, index) =>
        `import type { I${object.kind} as Kind${index} } from 'kubernetes-models/${object.apiVersion}';\n` +
        // One line each, so that the compiler's line numbers name the object.
        `export const object${index}: Kind${index} = ${JSON.stringify(object)};\n`,
    );
    writeFileSync(join(folder, 'objects.ts'), statements.join(''));
    const { stdout, status, error } = spawnSync(join(packages, '.bin', 'tsc'), [...compilerOptions, 'objects.ts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status === null || (status !== 0 && stdout === '')) throw error ?? new Error('the compiler broke off');
    return stdout.split('\n').flatMap((line) => {
      const [, number, sentence] = line.match(/^objects\.ts\((\d+),\d+\): error (.+)$/) ?? [];
      if (number === undefined) return line.startsWith(' ') || line === '' ? [] : [line];
      const object = objects[Math.floor((Number(number) - 1) / 2)];
      return [`${object?.kind} ${object?.metadata.name}: ${sentence}`];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const compilerOptions = '--noEmit --strict --skipLibCheck --pretty false --target es2024 --module nodenext'.split(' ');
