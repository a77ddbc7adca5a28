/**
 * The messages that run prepared statements, written into one buffer: Bind and Execute for each, and one Sync. pg's own
 * writer makes a buffer a message and hands each to the socket, which costs more than PostgreSQL needs for the tenant.
 *
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
import type { Statement } from './sql.ts';

type Plain = string | number | boolean | null | undefined;

/** Grows with the longest batch so far. A batch is copied out of it, because the socket may keep what it is given. */
let buffer = Buffer.allocUnsafe(16_384);
let length = 0;

/**
 * Runs statements that the connection has prepared.
 * @returns undefined where a statement has no name, or a value is not plain: those are left to pg
 */
export function executionOf(statements: readonly Statement[]): Buffer | undefined {
  length = 0;
  for (const { name, values } of statements) {
    if (!name || !values.every(isPlain)) return undefined;
    writeBind(name, values);
    writeExecute();
  }
  writeSync();
  return Buffer.from(buffer.subarray(0, length));
}

function isPlain(value: unknown): value is Plain {
  return value === null || value === undefined || typeof value !== 'object';
}

/** To the unnamed portal, with all values and results as text. */
function writeBind(name: string, values: readonly Plain[]): void {
  makeRoom(20 + name.length * 3);
  const begin = length + 1;
  buffer[length] = 0x42;
  length += 5;
  buffer[length++] = 0;
  length += buffer.write(name, length);
  buffer[length++] = 0;
  writeInt16(0);
  writeInt16(values.length);
  for (const value of values) writeValue(value);
  makeRoom(2);
  writeInt16(0);
  buffer.writeInt32BE(length - begin, begin);
}

function writeValue(value: Plain): void {
  const text = value === null || value === undefined ? undefined : String(value);
  // A letter takes three bytes at most, and one of two code units four.
  makeRoom(4 + (text?.length ?? 0) * 3);
  const bytes = text === undefined ? -1 : buffer.write(text, length + 4);
  buffer.writeInt32BE(bytes, length);
  length += 4 + Math.max(0, bytes);
}

/** All rows of the unnamed portal. */
function writeExecute(): void {
  makeRoom(10);
  buffer[length] = 0x45;
  buffer.writeInt32BE(9, length + 1);
  buffer[length + 5] = 0;
  buffer.writeInt32BE(0, length + 6);
  length += 10;
}

function writeSync(): void {
  makeRoom(5);
  buffer[length] = 0x53;
  buffer.writeInt32BE(4, length + 1);
  length += 5;
}

function writeInt16(value: number): void {
  buffer.writeUInt16BE(value, length);
  length += 2;
}

function makeRoom(bytes: number): void {
  if (length + bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafe((length + bytes) * 2);
  buffer.copy(larger, 0, 0, length);
  buffer = larger;
}
