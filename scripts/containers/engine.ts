/** The Docker engine of this machine, and what it must have. */
import { runProgram } from './programs.ts';

/** What every Dockerfile and the composition begin with. */
const baseImages = ['node:24-bookworm-slim', 'nginx:1.28-bookworm', 'postgres:18-bookworm', 'redis:8-bookworm'];

/** What this proof leaves out, in the words of its last lines. */
export const whatCouldNotBeRun = [
  'the object store of production (its place is taken by the one of development, on the same protocol)',
  'pulling images from a registry (they are built)',
  'a Kubernetes cluster',
];

/** @throws Error that says what to install, start or pull */
export async function checkEngine(): Promise<void> {
  const engine = await runProgram('docker', ['info', '--format', '{{.ServerVersion}}']).catch((error: Error) => error);
  if (engine instanceof Error || engine.code !== 0) {
    throw new Error(
      'No Docker engine answers. Start one, or name it in DOCKER_HOST; on Debian: apt-get install docker.io docker-compose.',
    );
  }
  for (const image of baseImages) {
    const known = await runProgram('docker', ['image', 'inspect', image]);
    if (known.code === 0) continue;
    console.log(`Pulling ${image} …`);
    const pulled = await runProgram('docker', ['pull', '--quiet', image]);
    if (pulled.code !== 0) throw new Error(`The base image ${image} is not here and can't be pulled: ${pulled.output}`);
  }
}
