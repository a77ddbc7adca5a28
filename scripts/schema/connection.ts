/**
 * The far end of pgDump.ts, in a thread of its own: a TCP connection to PostgreSQL. For each message from the near end
 * it sends the bytes on, waits until the server has answered in full, and hands the answer back.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { type MessagePort, workerData } from 'node:worker_threads';

type Near = {
  readonly host: string;
  readonly port: number;
  readonly answers: MessagePort;
  readonly signal: Int32Array;
};

const { host, port, answers, signal } = workerData as Near;
const socket = connect(port, host);
await once(socket, 'connect');

let received = Buffer.alloc(0);
socket.on('data', (chunk) => {
  received = Buffer.concat([received, chunk]);
  if (!isComplete(received)) return;
  answer(received);
  received = Buffer.alloc(0);
});
socket.on('error', (error) => answer(error.message));
socket.on('close', () => answer('PostgreSQL has closed the connection.'));

answers.on('message', (request: Uint8Array) => {
  const isGoodbye = request[0] === 'X'.charCodeAt(0);
  if (isGoodbye) answer(Buffer.alloc(0));
  socket.write(request);
});

/** A string tells why there is no answer. */
function answer(result: Uint8Array | string): void {
  answers.postMessage(result);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}

/** Whether the server now waits for the client: it is ready for a query, wants to know who we are, or has refused. */
function isComplete(bytes: Buffer): boolean {
  // The answer to a request for TLS: one letter.
  if (bytes.length === 1) return true;
  let position = 0;
  let last = '';
  let wantsReply = false;
  while (position + 5 <= bytes.length) {
    last = String.fromCharCode(bytes[position] ?? 0);
    // Authentication: 0 is "welcome" and 12 the last step before it; any other is a question.
    wantsReply = last === 'R' && position + 9 <= bytes.length && ![0, 12].includes(bytes.readInt32BE(position + 5));
    position += 1 + bytes.readInt32BE(position + 1);
  }
  return position === bytes.length && (last === 'Z' || wantsReply || (last === 'E' && bytes[0] === 'E'.charCodeAt(0)));
}
