/**
 * Asks one server as fast as it answers, over connections that stay open, in a process of its own.
 *
 * Written on plain sockets, because on two cores whatever a client library computes is taken from the server: this one
 * finds the end of an answer by its Content-Length and parses nothing else. Prints one line of JSON.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createHistogram } from 'node:perf_hooks';
import type { Figures, Order } from '../generator.ts';

const { port, connections, warmUpSeconds, seconds, requestsFile } = JSON.parse(process.argv[2] ?? '') as Order;
const requests = (JSON.parse(readFileSync(requestsFile, 'utf8')) as string[]).map((text) => Buffer.from(text));

const latencies = createHistogram();
const begin = performance.now() + warmUpSeconds * 1_000;
const end = begin + seconds * 1_000;
let answered = 0;
let failed = 0;

await Promise.all(Array.from({ length: connections }, (_, index) => askAgainAndAgain(index)));
const figures: Figures = {
  requestsPerSecond: answered / seconds,
  failed,
  p50: latencies.percentile(50) / 1_000,
  p95: latencies.percentile(95) / 1_000,
  p99: latencies.percentile(99) / 1_000,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit();

/** One connection, which sends the next request when the answer to the last has come. */
function askAgainAndAgain(index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let next = Math.floor((index * requests.length) / connections);
    let sentAt = 0;
    let received: Buffer = Buffer.alloc(0);
    let missing = Number.POSITIVE_INFINITY;
    const send = () => {
      received = Buffer.alloc(0);
      missing = Number.POSITIVE_INFINITY;
      sentAt = performance.now();
      socket.write(requests[next++ % requests.length] as Buffer);
    };
    socket.on('connect', send);
    socket.on('data', (chunk) => {
      if (missing === Number.POSITIVE_INFINITY) {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        const head = headOf(received);
        if (!head) return;
        if (head.status !== 200 && performance.now() >= begin) failed++;
        missing = head.bytes - received.length;
      } else {
        missing -= chunk.length;
      }
      if (missing > 0) return;
      const now = performance.now();
      if (sentAt >= begin && now < end) {
        answered++;
        latencies.record(Math.max(1, Math.round((now - sentAt) * 1_000)));
      }
      if (now < end) return send();
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
    socket.on('end', () => reject(new Error('The server closed a connection.')));
  });
}

/** Status and whole length of an answer, once its head is there. */
function headOf(answer: Buffer): { status: number; bytes: number } | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = answer.toString('latin1', 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`An answer has no Content-Length:\n${head}`);
  return { status: Number(head.slice(9, 12)), bytes: end + 4 + Number(length) };
}
