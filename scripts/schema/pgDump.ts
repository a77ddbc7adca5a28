/**
 * pg_dump 18 from npm, so that everyone's dump is written by the same version: Debian's is older and refuses the server.
 *
 * The package is made for PGlite, a database in the same process, and expects its answers at once. Here the answers
 * come from a real server: a thread holds the connection, and this one sleeps until the answer is there.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { pgDump } from '@electric-sql/pglite-tools/pg_dump';

type PGliteLike = Parameters<typeof pgDump>[0]['pg'];

/** What `pg_dump` with these arguments prints for the database at `url`. */
export async function dump(url: string, args: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const { port1: near, port2: far } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./connection.ts', import.meta.url), {
    workerData: { host: hostname, port: Number(port || 5432), answers: far, signal },
    transferList: [far],
  });
  try {
    const file = await pgDump({ pg: bridge(near, signal), args: [...args, '-d', url] });
    return await file.text();
  } finally {
    near.close();
    await worker.terminate();
  }
}

/** As much of PGlite as the package uses. */
function bridge(near: MessagePort, signal: Int32Array): PGliteLike {
  const execProtocolRawStream = (request: Uint8Array, { onRawData }: { onRawData: (answer: Uint8Array) => void }) => {
    Atomics.store(signal, 0, 0);
    near.postMessage(request.slice());
    if (Atomics.wait(signal, 0, 0, 60_000) === 'timed-out') throw new Error('PostgreSQL did not answer pg_dump.');
    const answer: unknown = receiveMessageOnPort(near)?.message;
    if (typeof answer === 'string') throw new Error(answer);
    onRawData(answer as Uint8Array);
  };
  const query = async () => ({ rows: [{ search_path: '' }] });
  return { execProtocolRawStream, query, exec: async () => [] } as unknown as PGliteLike;
}
