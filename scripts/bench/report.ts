/** What isolation costs, as tables: for the terminal and for docs/performance.md. */
import { peopleOfEach } from './database.ts';
import type { Environment } from './environment.ts';
import { verdictsOf } from './goals.ts';
import { connections, median, type Series } from './rounds.ts';
import type { Results } from './run.ts';
import { poolSize, sharedConnections } from './servers.ts';
import { table, verdictsTable } from './tables.ts';

export function tablesOf(results: Results): string {
  const scales = [...results.series].map(([scale, series]) => [`### ${titleOf(scale)}`, figuresTable(series)]);
  return [
    verdictsTable(verdictsOf(results)),
    ...scales.flat(),
    ...results.absent.map((sentence) => `Left out: ${sentence}`),
  ].join('\n\n');
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

/** Where figures come from. */
export function originTable(environment: Environment, run: string): string {
  const { processor, cores, memory, node, postgres, commit, date, loadBefore } = environment;
  const busy =
    loadBefore > cores / 4 ? ': **others were using the machine, so repeat this before you believe it**' : '';
  return `| | |
|---|---|
| machine | ${processor}, ${cores} cores, ${memory}; servers, databases and the load share it |
| software | Node ${node}, PostgreSQL ${postgres} |
| commit | ${commit}, ${date} |
| run | ${run} |
| load average before | ${loadBefore.toFixed(1)}${busy} |`;
}

/** The part of docs/performance.md about isolation. */
export function isolationSection(results: Results): string {
  const { environment, rounds } = results;
  const run = `${connections} connections, rounds of ${rounds.seconds} s, ${rounds.count} of them or, while they disagree, up to ${rounds.count * 2}; medians (least to greatest); pools of ${poolSize}`;
  return `${originTable(environment, run)}

${tablesOf(results)}

CPU µs is the processor time of the server's own process for one request, without PostgreSQL and Redis. It suffers least
from what else a machine does. **Unclear** is a goal that some rounds met and others missed by far.

### What is compared

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

### Why it is cheap

- **One write, one answer.** A \`Batch\` (\`core/batch.ts\`) binds and executes \`set_config\`, which each connection prepared
  when it was made, then the statement, then one Sync. Everything between two Syncs is one implicit transaction. A
  transaction in four round trips, as most libraries make one, costs half of the throughput.
- **One buffer.** A batch of prepared statements is one buffer (\`core/execution.ts\`) and asks for columns once a connection,
  where \`pg\` makes a buffer a message and asks each time. That pays for most of what the setting costs.
- **One plan.** The policy reads the setting in a scalar subselect: once a statement, and the plan is the one that
  \`WHERE tenant_id = $1\` gets, whoever prepared it. Bounds that PostgreSQL can't know (\`LIMIT $1 OFFSET $2\`) would have it
  plan anew at every request; the list took a third longer for that until its page had a bound to see.
- **Shared connections.** Batches of different tenants may follow each other on one connection without waiting for
  answers (\`core/sharedConnections.ts\`): several leave in one write, and Node and PostgreSQL wake up less often.

### What is left

A bare by-id read is where the cost shows, because there is nothing else to hide it: PostgreSQL handles a second Bind and
Execute for the setting, and evaluates the policy's subselect. Together that is a fifth to a quarter more of PostgreSQL's own
time for the smallest statement that there is (19 to 24 µs where it was looked at), and little beside anything larger.
Node spends no more than \`pg\` alone does.

A search slows down with the number of all people, not only of the organization's own: where it was looked at, with a
thousand people an organization, one took 0.5 ms and read 27 pages of the index among a million people, and 5 ms and 545
pages among ten million. One GIN index serves all organizations; row-level security has no part in it.`;
}
