/** What the load consists of. The generator plays the phases one after the other. */

/** `users` think between their requests; a `rate` goes on whether answers come or not, as the public does. */
export type Phase = {
  readonly name: string;
  readonly seconds: number;
  readonly users?: number;
  /** Requests a second. */
  readonly rate?: number;
};

/** Seconds that a person looks at an answer before the next request, on average. */
export const thinkSeconds = 2;
/** Shares of a hundred. */
export const mix = { list: 40, search: 20, person: 30, write: 10 } as const;
export type Kind = keyof typeof mix;

const flatOut = 500;
export const flatOutName = `${flatOut} requests/s`;
export const enduranceName = 'endurance, 300 requests/s';

/** @param minutes of endurance; with fewer than five the other phases are shorter too */
export function phasesOf(minutes: number): readonly Phase[] {
  const seconds = Math.max(4, Math.round(Math.min(1, minutes / 5) * 30));
  return [
    { name: 'warming up', seconds, rate: 150 },
    ...[50, 200, 500].map((users) => ({ name: `${users} people`, seconds, users })),
    { name: flatOutName, seconds: seconds * 2, rate: flatOut },
    { name: 'before the spike, 100 requests/s', seconds: seconds / 2, rate: 100 },
    { name: 'spike, 1,000 requests/s', seconds: seconds / 3, rate: 1_000 },
    { name: 'after the spike, 100 requests/s', seconds: seconds / 2, rate: 100 },
    { name: enduranceName, seconds: minutes * 60, rate: 300 },
  ];
}

/** Someone who is signed in, and the program of theirs whose token turns over. */
export type Person = {
  readonly host: string;
  readonly session: string;
  readonly colleagues: readonly string[];
  readonly words: readonly string[];
  readonly refreshToken: string;
};

export type LoadOrder = { readonly port: number; readonly peopleFile: string; readonly phases: readonly Phase[] };

/** Times in milliseconds, counted from when a request was due. */
export type Times = { readonly count: number; readonly p50: number; readonly p95: number; readonly p99: number };

export type PhaseFigures = {
  readonly phase: string;
  readonly seconds: number;
  readonly all: Times;
  readonly kinds: Readonly<Record<Kind, Times>>;
  /** What was answered instead of the expected, and how often. */
  readonly errors: Readonly<Record<string, number>>;
};

/** What the generator writes, a line each. */
export type GeneratorLine = { readonly begins: string } | PhaseFigures;
