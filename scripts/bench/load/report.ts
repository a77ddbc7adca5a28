/** What the load found, as tables. */
import { originTable } from '../report.ts';
import { median } from '../rounds.ts';
import { table, type Verdict, verdictsTable } from '../tables.ts';
import { enduranceName, flatOutName, mix, thinkSeconds } from './phases.ts';
import { type LoadResults, liftedAtBackend, liftedAtEdge, type PhaseResult, type ProcessName } from './run.ts';

const processNames: readonly ProcessName[] = ['web', 'PostgreSQL', 'edge', 'Redis', 'the load itself'];

export function loadTables(results: LoadResults): string {
  const flatOut = results.phases.find(({ phase }) => phase === flatOutName);
  return [
    verdictsTable(loadVerdicts(results)),
    phasesTable(results.phases),
    ...(flatOut ? [`By kind, at ${flatOutName}:`, kindsTable(flatOut)] : []),
    'Cores that each process kept busy:',
    coresTable(results.phases),
    memorySentence(results),
  ].join('\n\n');
}

export function loadVerdicts({ phases }: LoadResults): Verdict[] {
  const errors = phases.reduce((sum, one) => sum + errorsOf(one), 0);
  const flatOut = phases.find(({ phase }) => phase === flatOutName);
  const endurance = phases.find(({ phase }) => phase === enduranceName);
  const limit = (title: string, goal: number, found: number, unit: string): Verdict => ({
    title,
    goal: `≤ ${goal} ${unit}`,
    found: `${found.toFixed(found < 10 ? 1 : 0)} ${unit}`,
    outcome: found <= goal ? 'met' : 'missed',
  });
  return [
    ...(flatOut
      ? [
          limit(`${flatOutName}, p95`, 100, flatOut.all.p95, 'ms'),
          limit(`${flatOutName}, p99`, 250, flatOut.all.p99, 'ms'),
        ]
      : []),
    { title: 'Errors in all phases', goal: '0', found: String(errors), outcome: errors === 0 ? 'met' : 'missed' },
    ...(endurance ? [limit('Growth of the web process in the endurance', 10, growthOf(endurance), '%')] : []),
  ];
}

/** From the second fifth, when everything has been used once, to the last. */
function growthOf({ webMemory }: PhaseResult): number {
  const fifth = Math.max(1, Math.floor(webMemory.length / 5));
  const early = median(webMemory.slice(fifth, 2 * fifth));
  return (100 * (median(webMemory.slice(-fifth)) - early)) / early;
}

const errorsOf = ({ errors }: PhaseResult) => Object.values(errors).reduce((sum, count) => sum + count, 0);

function phasesTable(phases: readonly PhaseResult[]): string {
  const rows = phases.map((one) => [
    one.phase,
    (one.all.count / one.seconds).toFixed(0),
    one.all.p50.toFixed(1),
    one.all.p95.toFixed(1),
    one.all.p99.toFixed(1),
    Object.entries(one.errors)
      .map(([what, count]) => `${what} (${count})`)
      .join(', ') || '0',
  ]);
  return table(['phase', 'requests/s', 'p50 ms', 'p95 ms', 'p99 ms', 'errors'], rows);
}

function kindsTable({ kinds }: PhaseResult): string {
  const rows = Object.entries(kinds).map(([kind, { count, p50, p95, p99 }]) => [
    kind,
    String(count),
    p50.toFixed(1),
    p95.toFixed(1),
    p99.toFixed(1),
  ]);
  return table(['kind', 'requests', 'p50 ms', 'p95 ms', 'p99 ms'], rows);
}

function coresTable(phases: readonly PhaseResult[]): string {
  const rows = phases.map(({ phase, cores }) => [phase, ...processNames.map((name) => cores[name].toFixed(2))]);
  return table(['phase', ...processNames], rows);
}

function memorySentence({ phases }: LoadResults): string {
  const endurance = phases.find(({ phase }) => phase === enduranceName);
  const figures = endurance?.webMemory ?? [];
  const step = Math.max(1, Math.ceil(figures.length / 16));
  const shown = figures.filter((_, index) => index % step === 0).map((megabytes) => megabytes.toFixed(0));
  return `Memory of the web process in the endurance, in MB, every ${step * 10} s: ${shown.join(', ')}.`;
}

/** The load's part of docs/performance.md. */
export function loadSection(results: LoadResults): string {
  const { tenants, people } = results;
  const shares = Object.entries(mix).map(([kind, percent]) => `${kind} ${percent} %`);
  return `${originTable(results.environment, `${results.minutes} minutes of endurance, after the other phases`)}

${loadTables(results)}

${people.toLocaleString('en')} sessions of people of ${tenants.toLocaleString('en')} organizations ask through the edge's
nginx as it stands in production, answers compressed: ${shares.join(', ')}. *People* think ${thinkSeconds} s between requests,
on average. A rate is kept whether answers come or not, and times count from when a request was due, so a server that
stalls is not spared the requests of that time. The load is a process of its own on the same cores.

The write is a program's refresh token that turns over (\`POST /api/tokens/refresh\`): of the API's writes the one that a
machine makes all day. It is a transaction that locks a row, updates it and inserts another, with a durable commit.

All of this comes from one network address, so the limits by address are lifted: ${Object.keys(liftedAtEdge).join(', ')} of
the edge, and ${Object.keys(liftedAtBackend).join()} of the backend, which counts by address too. Those by account and by
organization are production's.`;
}
