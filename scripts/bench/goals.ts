/** What the figures should be, as ratios within one run: another machine moves both sides of each. */
import { type Ratio, ratioOf, type Series } from './rounds.ts';
import type { Results } from './run.ts';
import type { ServerName } from './servers.ts';
import { type Question, questions } from './statements.ts';
import type { Verdict } from './tables.ts';

/** How far the greatest of the rounds may lie above the least, where some met the goal and some did not. */
const widestRange = 1.4;

/** What a goal between two servers is decided by. */
type Measured = Pick<Results, 'series' | 'mainScale'>;

/** Every goal that this run has figures for. */
export function verdictsOf(results: Results): Verdict[] {
  return [
    ...betweenServers(results),
    ...scaleVerdict(results),
    below('Provisioning an organization', 5, results.provisioning, 'ms'),
    below('Web process under load, greatest memory', 250, results.webMemory, 'MB'),
  ];
}

/** Whether these rounds decide every goal; where they do not, more are worth their time. */
export function roundsAgree(series: readonly Series[]): boolean {
  const measured = { mainScale: 0, series: new Map([[0, [...series]]]) };
  return betweenServers(measured).every(({ outcome }) => outcome !== 'unclear');
}

function betweenServers(results: Measured): Verdict[] {
  return [
    ...atLeast(results, 0.95, 'statement, Frontdesk', 'statement, unprotected', ['list', 'person']),
    ...atLeast(results, 1.2, 'statement, shared', 'statement, unprotected', ['list', 'person']),
    ...atLeast(results, 0.8, 'application, Frontdesk', 'application, unprotected', questions),
    ...atLeast(results, 0.8, 'application, shared', 'application, unprotected', questions),
    ...searchVerdict(results),
    ...peerVerdicts(results),
  ];
}

const titles: Readonly<Record<Question, string>> = { list: 'list', person: 'by id', search: 'search' };

function ratio(results: Measured, question: Question, one: ServerName, other: ServerName): Ratio | undefined {
  return ratioOf(results.series.get(results.mainScale) ?? [], question, one, other);
}

function atLeast(
  results: Measured,
  goal: number,
  one: ServerName,
  other: ServerName,
  asked: readonly Question[],
): Verdict[] {
  return asked.flatMap((question) => {
    const found = ratio(results, question, one, other);
    if (!found) return [];
    return [
      verdict(`${one}, ${titles[question]}: requests/s to unprotected`, `≥ ${goal}`, found, (value) => value >= goal),
    ];
  });
}

/** By the time that a search takes, which is what a person notices. */
function searchVerdict(results: Measured): Verdict[] {
  const found = ratio(results, 'search', 'statement, unprotected', 'statement, Frontdesk');
  return found
    ? [verdict('statement, Frontdesk, search: time to unprotected', '≤ 1.1', found, (value) => value <= 1.1)]
    : [];
}

function peerVerdicts(results: Measured): Verdict[] {
  return (['PostGraphile', 'Prisma'] as const).flatMap((peer) =>
    (['list', 'person'] as const).flatMap((question) => {
      const found = ratio(results, question, 'statement, Frontdesk', peer);
      return found
        ? [
            verdict(
              `statement, Frontdesk, ${titles[question]}: requests/s to ${peer}`,
              '≥ 4',
              found,
              (value) => value >= 4,
            ),
          ]
        : [];
    }),
  );
}

function scaleVerdict({ series, growth }: Results): Verdict[] {
  if (!growth) return [];
  const [fewest, most] = [Math.min(...series.keys()), Math.max(...series.keys())];
  const title = `By id at ${most.toLocaleString('en')} organizations: time to that at ${fewest}`;
  return [verdict(title, '≤ 1.3', growth, (value) => value <= 1.3)];
}

function below(title: string, goal: number, found: number, unit: string): Verdict {
  const text = `${found.toFixed(found < 10 ? 1 : 0)} ${unit}`;
  return { title, goal: `≤ ${goal} ${unit}`, found: text, outcome: found <= goal ? 'met' : 'missed' };
}

/** The median decides, unless the rounds lie on both sides of the goal and far apart. */
function verdict(title: string, goal: string, found: Ratio, meets: (value: number) => boolean): Verdict {
  const range = `${found.low.toFixed(2)} to ${found.high.toFixed(2)}`;
  const near = Number.isFinite(found.high) && found.high <= found.low * widestRange;
  const decided = near || meets(found.low) === meets(found.high);
  const outcome = decided ? (meets(found.median) ? 'met' : 'missed') : 'unclear';
  return { title, goal, found: `${found.median.toFixed(2)} (${range})`, outcome };
}
