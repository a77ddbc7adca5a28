/** The figures as tables, for the terminal and for docs/performance.md. */
import { peopleOfEach } from './database.ts';
import { verdictsOf } from './goals.ts';
import { connections, median, type Series } from './rounds.ts';
import type { Results } from './run.ts';
import { poolSize, sharedConnections } from './servers.ts';

export function tablesOf(results: Results): string {
  const scales = [...results.series].map(([scale, series]) => [`### ${titleOf(scale)}`, figuresTable(series)]);
  return [goalsTable(results), ...scales.flat(), ...results.absent.map((sentence) => `Left out: ${sentence}`)].join(
    '\n\n',
  );
}

function goalsTable(results: Results): string {
  const rows = verdictsOf(results).map(({ title, goal, found, outcome }) => [
    title,
    goal,
    found,
    outcome === 'met' ? outcome : `**${outcome}**`,
  ]);
  return table(['Goal', '', 'found (least to greatest)', ''], rows);
}

function figuresTable(series: readonly Series[]): string {
  const rows = series.map(({ server, question, figures }) => {
    const of = (name: 'requestsPerSecond' | 'p50' | 'p95' | 'p99', digits: number) =>
      median(figures.map((one) => one[name])).toFixed(digits);
    const failed = figures.reduce((sum, one) => sum + one.failed, 0);
    const perRequest = Math.round(median(figures.map((one) => one.processorTime)));
    return [
      question,
      server,
      of('requestsPerSecond', 0),
      of('p50', 1),
      of('p95', 1),
      of('p99', 1),
      String(perRequest),
      String(failed),
    ];
  });
  return table(['question', 'server', 'requests/s', 'p50 ms', 'p95 ms', 'p99 ms', 'CPU µs', 'failed'], rows);
}

const titleOf = (scale: number) =>
  `${scale.toLocaleString('en')} organizations of ${peopleOfEach.toLocaleString('en')} people`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Whether the rounds agree with each other, so that the figures may be kept. */
export const isClear = (results: Results) => verdictsOf(results).every(({ outcome }) => outcome !== 'unclear');

/** docs/performance.md. */
export function documentOf(results: Results): string {
  const { environment, rounds } = results;
  return `# What isolation costs

Written by \`npm run bench -- --write\`; do not edit. Figures move with the machine, so the goals are ratios between
servers that took turns within seconds of each other.

| | |
|---|---|
| machine | ${environment.processor}, ${environment.cores} cores, ${environment.memory}; servers, databases and the load share it |
| software | Node ${environment.node}, PostgreSQL ${environment.postgres} |
| commit | ${environment.commit}, ${environment.date} |
| run | ${connections} connections, ${rounds.count} rounds of ${rounds.seconds} s each, medians; pools of ${poolSize} |
| load average before | ${environment.loadBefore.toFixed(1)}${environment.loadBefore > environment.cores / 4 ? ': **others were using the machine, so repeat this before you believe it**' : ''} |

${tablesOf(results)}

CPU µs is the processor time of the server's own process for one request, without PostgreSQL and Redis. It suffers least
from what else a machine does.

## What is compared

*statement* is Express and one statement, nothing else. *Unprotected* is what a product without row-level security would
do: \`pg\`'s pool, a named statement, \`WHERE tenant_id = $1\`, a role with BYPASSRLS, no transaction. *Frontdesk* is
\`database.read(tenant).query(…)\` of \`core/tenantTx.ts\`: the same statement without a word of tenants. *Shared* is the
same with DATABASE_SHARED_CONNECTIONS at ${sharedConnections}.

*application* is the web process as production starts it: session in Redis, tenant by host, permission, two rate limits,
input and output parsed by the contract, log line, metrics. *Unprotected* is the same process, in which list, person and
search ask by hand-written statements with \`tenant_id\` in every place. Before the rounds, both must give the same answer
to the byte.

*Search* is \`search_people\`, against a copy that the bench makes of it, with the tenant as an argument, without SECURITY
DEFINER, for a role with BYPASSRLS. *PostGraphile* (\`pgSettings\`) and *Prisma* (its documented row-level-security
extension) ask what *statement* asks, as the same weak role; they lie in \`scripts/bench/peers\` with a lockfile of their own.

## Why it is cheap

The tenant's setting and the statement are one write and one answer: a \`Batch\` (\`core/batch.ts\`) binds and executes
\`set_config\`, which each connection prepared when it was made, then the statement, then one Sync. Everything between two
Syncs is one implicit transaction. A transaction in four round trips, as most libraries make one, costs half of the
throughput. Batches of different tenants may also follow each other on one connection without waiting for answers
(\`core/sharedConnections.ts\`): then several of them leave in one write, and Node and PostgreSQL wake up less often. The policy reads the setting in a scalar subselect: once a statement, and the plan is the one that
\`WHERE tenant_id = $1\` gets.

## Again

\`npm run bench\` takes about two minutes on a laptop after the data has been loaded once; \`npm run bench -- --help\` tells
the rest. It is not part of \`npm test\`: a timed test fails on a busy machine and proves nothing on a quiet one.
`;
}
