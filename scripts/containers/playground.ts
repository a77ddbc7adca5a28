/** A deployment of the production composition that belongs to one run: its own sources, ports, volumes and secrets. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Client, connectClient } from '../../backend/test/support/client.ts';
import { freePort } from '../development/ports.ts';
import { type Outcome, runProgram } from './programs.ts';

const domain = 'frontdesk.test';

export type Playground = {
  /** The copy of the repository that is deployed from. */
  readonly directory: string;
  /** The name under which compose keeps its containers. */
  readonly project: string;
  readonly publicUrl: string;
  readonly mailboxUrl: string;
  /** Runs a program in the copy, with the settings of the deployment. */
  run(command: string, args: readonly string[], input?: string): Promise<Outcome>;
  /** The same, for a program that must succeed; returns what it wrote. */
  must(command: string, args: readonly string[], input?: string): Promise<string>;
  /** `scripts/deploy.sh staging …` */
  deploy(...args: string[]): Promise<Outcome>;
  compose(...args: string[]): Promise<string>;
  /** Ids of the containers of a service that run. */
  containers(service: string): Promise<string[]>;
  /** Changes a file of the copy. */
  edit(path: string, change: (text: string) => string): void;
  /** A browser's view of a host of the deployment, over TLS. */
  client(label: string): Client;
  /** Containers, volumes, networks and files. */
  remove(): Promise<void>;
};

/** Copies what is in the working tree, without what git ignores, and makes staging's secrets there. */
export async function openPlayground(signal: AbortSignal): Promise<Playground> {
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-containers-'));
  const listed = await runProgram('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z']);
  if (listed.code !== 0) throw new Error(`git can't list the sources: ${listed.output}`);
  for (const path of listed.output.split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    cpSync(path, join(directory, path));
  }
  const [https, http, mailbox] = [await freePort(), await freePort(), await freePort()];
  const project = `frontdesk-test-${process.pid}`;
  const environment = {
    COMPOSE_PROJECT_NAME: project,
    COMPOSE_FILE: 'docker-compose.yml:docker-compose.prod.yml:scripts/containers/docker-compose.test.yml',
    DOCKER_BUILDKIT: '1',
    COMPOSE_DOCKER_CLI_BUILD: '1',
    FRONTDESK_ENVIRONMENT: 'staging',
    FRONTDESK_DOMAIN: domain,
    PUBLISH_ADDRESS: '127.0.0.1',
    HTTPS_PORT: String(https),
    HTTP_PORT: String(http),
    MAILBOX_PORT: String(mailbox),
    SMTP_HOST: 'mailbox',
    SMTP_PORT: '1025',
    // One address and one account stand for many.
    LIMIT_ACCOUNT_PER_MINUTE: '60000',
    LIMIT_ANONYMOUS_RATE: '100r/s',
    LIMIT_FLOOD_RATE: '1000r/s',
  };
  const run = (command: string, args: readonly string[], input?: string) =>
    runProgram(command, args, { directory, environment, signal, ...(input === undefined ? {} : { input }) });
  const must = async (command: string, args: readonly string[], input?: string) => {
    const { code, output } = await run(command, args, input);
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.slice(-3_000)}`);
    return output;
  };
  const composeProgram = (await run('docker', ['compose', 'version'])).code === 0 ? 'docker' : 'docker-compose';
  const compose = (...args: string[]) =>
    must(composeProgram, composeProgram === 'docker' ? ['compose', ...args] : args);
  const publicUrl = `https://${domain}:${https}`;
  return {
    directory,
    project,
    publicUrl,
    mailboxUrl: `http://127.0.0.1:${mailbox}`,
    run,
    must,
    deploy: (...args) => run('scripts/deploy.sh', ['staging', ...args]),
    compose,
    containers: async (service) => {
      const labels = [`com.docker.compose.project=${project}`, `com.docker.compose.service=${service}`];
      const filters = [...labels, 'com.docker.compose.oneoff=False'].flatMap((label) => ['--filter', `label=${label}`]);
      return (await must('docker', ['ps', '--quiet', '--no-trunc', ...filters])).split('\n').filter(Boolean);
    },
    edit: (path, change) => {
      const before = readFileSync(join(directory, path), 'utf8');
      const after = change(before);
      if (after === before) throw new Error(`Nothing was changed in ${path}.`);
      writeFileSync(join(directory, path), after);
    },
    client: (label) => {
      const authority = readFileSync(
        join(directory, 'infrastructure/environments/staging/secrets/development-ca'),
        'utf8',
      );
      return connectClient({ port: https, authority }, publicUrl, label);
    },
    remove: async () => {
      // Not by the signal of an interruption: what was made is taken away in any case.
      const args = ['down', '--volumes', '--remove-orphans', '--timeout', '5'];
      const options = { directory, environment };
      await runProgram(composeProgram, composeProgram === 'docker' ? ['compose', ...args] : args, options);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
