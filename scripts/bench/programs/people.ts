/**
 * Many people at once, in a process of their own, through the edge. A rate is kept whether answers come or not, and the
 * time of a request counts from when it was due: a server that stalls is not spared the requests of that time.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type GeneratorLine,
  type Kind,
  type LoadOrder,
  mix,
  type Person,
  type Phase,
  thinkSeconds,
} from '../load/phases.ts';

const { port, peopleFile, phases } = JSON.parse(process.argv[2] ?? '') as LoadOrder;
const people = JSON.parse(readFileSync(peopleFile, 'utf8')) as Person[];
const kinds = Object.keys(mix) as Kind[];
const agent = new Agent({ keepAlive: true, maxSockets: 512 });
/** Refresh tokens that are not under way, by host. */
const tokens = people.map(({ host, refreshToken }) => ({ host, refreshToken }));

let times: Record<Kind | 'all', RecordableHistogram>;
let errors: Record<string, number>;

for (const phase of phases) {
  times = {
    all: createHistogram(),
    list: createHistogram(),
    search: createHistogram(),
    person: createHistogram(),
    write: createHistogram(),
  };
  errors = {};
  tell({ begins: phase.name });
  const begin = performance.now();
  await (phase.users === undefined ? keepRate(phase) : keepThinking(phase));
  const timesOf = (kind: Kind | 'all') => {
    const at = (percent: number) => times[kind].percentile(percent) / 1_000;
    return { count: times[kind].count, p50: at(50), p95: at(95), p99: at(99) };
  };
  tell({
    phase: phase.name,
    seconds: (performance.now() - begin) / 1_000,
    all: timesOf('all'),
    kinds: { list: timesOf('list'), search: timesOf('search'), person: timesOf('person'), write: timesOf('write') },
    errors,
  });
}
process.exit();

function tell(line: GeneratorLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function keepRate({ rate = 1, seconds }: Phase): Promise<void> {
  const begin = performance.now();
  const underWay: Promise<void>[] = [];
  for (let count = 0; count < rate * seconds; count++) {
    const due = begin + (count * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    underWay.push(ask(oneOf(people), due));
  }
  await Promise.all(underWay);
}

async function keepThinking({ users = 1, seconds }: Phase): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  const live = async (person: Person) => {
    await sleep(Math.random() * thinkSeconds * 1_000);
    while (performance.now() < end) {
      await ask(person, performance.now());
      // From half to one and a half of it.
      await sleep(thinkSeconds * (0.5 + Math.random()) * 1_000);
    }
  };
  await Promise.all(Array.from({ length: users }, () => live(oneOf(people))));
}

async function ask(person: Person, due: number): Promise<void> {
  const kind = kindOf(Math.random() * 100);
  const problem = await (kind === 'write' ? turnTokenOver() : read(kind, person)).catch(
    (error: Error) => error.message,
  );
  if (problem) errors[problem] = (errors[problem] ?? 0) + 1;
  const microseconds = Math.max(1, Math.round((performance.now() - due) * 1_000));
  times.all.record(microseconds);
  times[kind].record(microseconds);
}

function kindOf(number: number): Kind {
  let sum = 0;
  return (
    kinds.find((kind) => {
      sum += mix[kind];
      return number < sum;
    }) ?? 'list'
  );
}

async function read(
  kind: Exclude<Kind, 'write'>,
  { host, session, colleagues, words }: Person,
): Promise<string | undefined> {
  const path = {
    list: '/api/people',
    search: `/api/people?${new URLSearchParams({ search: oneOf(words) })}`,
    person: `/api/people/${oneOf(colleagues)}`,
  }[kind];
  const { status } = await exchange('GET', host, path, {
    Cookie: `__Host-frontdesk_session=${session}`,
    'Accept-Encoding': 'gzip',
    'Sec-Fetch-Site': 'same-origin',
  });
  return status === 200 ? undefined : `${kind}: ${status}`;
}

/** A transaction that locks, updates and inserts; its answer is what the next one needs. */
async function turnTokenOver(): Promise<string | undefined> {
  const token = tokens.shift();
  if (!token) return 'write: every token was under way';
  const { status, body } = await exchange(
    'POST',
    token.host,
    '/api/tokens/refresh',
    { 'Content-Type': 'application/json' },
    {
      refreshToken: token.refreshToken,
    },
  );
  if (status !== 200) return `write: ${status}`;
  tokens.push({ host: token.host, refreshToken: (JSON.parse(body) as { refreshToken: string }).refreshToken });
  return undefined;
}

function exchange(
  method: string,
  host: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const outgoing = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        method,
        path,
        timeout: 30_000,
        headers: {
          Host: host,
          Accept: 'application/json',
          ...headers,
          ...(text && { 'Content-Length': Buffer.byteLength(text) }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
        answer.on('error', reject);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in 30 s')));
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

function oneOf<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item;
}
