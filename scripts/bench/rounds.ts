/**
 * Interleaved runs. Two servers that are compared take turns within seconds, so that whatever else the machine does
 * meets both; a ratio is made within its round, and the median of the rounds is told.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Figures, generateLoad } from './generator.ts';
import { processorTimeOf } from './processes.ts';
import type { Server, ServerName, Target } from './servers.ts';
import { type Question, questions } from './statements.ts';

export const connections = 64;
const warmUpSeconds = 0.2;

export type Rounds = {
  readonly count: number;
  readonly seconds: number;
};

/** With the processor time of the server's own process for one request, in microseconds. */
type RoundFigures = Figures & { readonly processorTime: number };

/** What one server did with one question, round by round. */
export type Series = { readonly server: ServerName; readonly question: Question; readonly figures: RoundFigures[] };

export async function measure(
  servers: readonly Server[],
  targets: Readonly<Record<Question, readonly Target[]>>,
  rounds: Rounds & {
    /** Whether what has been found decides; until it does, there are up to as many rounds again. */
    readonly enough: (series: readonly Series[]) => boolean;
  },
  dataDirectory: string,
  tell: (sentence: string) => void,
): Promise<Series[]> {
  const series = questions.flatMap((question) =>
    servers
      .filter((server) => server.questions.includes(question))
      .map((server) => ({ server, question, figures: [] as RoundFigures[] })),
  );
  const run = async ({ server, question }: (typeof series)[number], seconds: number) => {
    const requestsFile = join(dataDirectory, 'requests.json');
    writeFileSync(requestsFile, JSON.stringify(targets[question].map((target) => server.request(question, target))));
    const before = processorTimeOf(server.child.pid);
    const figures = await generateLoad({ port: server.port, connections, warmUpSeconds, seconds, requestsFile });
    const spent = processorTimeOf(server.child.pid) - before;
    return { ...figures, processorTime: (spent * 1_000) / (figures.requestsPerSecond * (warmUpSeconds + seconds)) };
  };
  tell('warming up');
  for (const one of series) await run(one, 1);
  const found = () => series.map(({ server, question, figures }) => ({ server: server.name, question, figures }));
  for (let round = 1; round <= rounds.count || (round <= rounds.count * 2 && !rounds.enough(found())); round++) {
    tell(round <= rounds.count ? `round ${round} of ${rounds.count}` : `round ${round}, because they disagree`);
    // Backwards every other time: nobody always comes after the same neighbour.
    for (const one of round % 2 === 0 ? series.toReversed() : series) one.figures.push(await run(one, rounds.seconds));
  }
  return found();
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

export type Ratio = { readonly median: number; readonly low: number; readonly high: number };

/** How many requests `one` answers for each of `other`, with the least and the greatest of the rounds. */
export function ratioOf(
  series: readonly Series[],
  question: Question,
  one: ServerName,
  other: ServerName,
): Ratio | undefined {
  const of = (name: ServerName) => series.find((each) => each.server === name && each.question === question)?.figures;
  const [above, below] = [of(one), of(other)];
  if (!above || !below) return undefined;
  const ratios = above.map((figures, round) => figures.requestsPerSecond / (below[round]?.requestsPerSecond ?? 0));
  return { median: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) };
}
