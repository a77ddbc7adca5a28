/** Whether a read by id takes longer where there are more organizations: two servers, one beside few and one beside many, in turns. */
import { measure, type Ratio, type Rounds, ratioOf } from './rounds.ts';
import { type Server, type Surroundings, startStatementServer, type Target } from './servers.ts';

export type Scale = { readonly surroundings: Surroundings; readonly targets: readonly Target[] };

/** @returns the time at `most` for each of `fewest` */
export async function compareScales(
  { fewest, most }: { fewest: Scale; most: Scale },
  rounds: Rounds,
  dataDirectory: string,
  tell: (sentence: string) => void,
): Promise<Ratio | undefined> {
  const servers = [await startAt(fewest, 'few organizations'), await startAt(most, 'many organizations')];
  try {
    const targets = { list: [], search: [], person: most.targets };
    const series = await measure(servers, targets, { ...rounds, enough: () => true }, dataDirectory, tell);
    return ratioOf(series, 'person', 'few organizations', 'many organizations');
  } finally {
    for (const { child } of servers) await child.stop();
  }
}

/** A server that is asked for people of its own database, whomever the others are asked for. */
async function startAt({ surroundings, targets }: Scale, name: Server['name']): Promise<Server> {
  const server = await startStatementServer('Frontdesk', surroundings);
  let next = 0;
  const request: Server['request'] = (question) => server.request(question, targets[next++ % targets.length] as Target);
  return { ...server, name, questions: ['person'], request };
}
