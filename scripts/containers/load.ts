/** Traffic of people, at a steady rate, while something happens to the deployment. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client } from '../../backend/test/support/client.ts';

export type Ask = { readonly what: string; readonly send: () => Promise<Answer> };

export type Traffic = {
  /** Ends the traffic and tells what came of it. */
  stop(): Promise<TrafficReport>;
};

export type TrafficReport = { readonly answered: number; readonly failures: readonly string[] };

/** What a signed-in person's browser asks for: the page, people, a person, a search. */
export function asksOf(client: Client): Ask[] {
  const get = (what: string, path: string): Ask => ({ what, send: () => client.send('GET', path) });
  return [
    get('the page', '/'),
    get('the session', '/api/session'),
    get('people', '/api/people'),
    get('a search', '/api/people?search=ada'),
    get('departments', '/api/departments'),
  ];
}

/** Sends `perSecond` requests a second, in turn, whether the earlier ones have been answered or not. */
export function startTraffic(asks: readonly Ask[], perSecond: number): Traffic {
  const failures: string[] = [];
  const underWay = new Set<Promise<void>>();
  let answered = 0;
  let going = true;
  const ask = async ({ what, send }: Ask) => {
    try {
      const { status, text } = await send();
      if (status >= 200 && status < 300) answered++;
      else failures.push(`${new Date().toISOString()} ${what}: ${status} ${text.slice(0, 200)}`);
    } catch (error) {
      failures.push(`${new Date().toISOString()} ${what}: ${(error as Error).message}`);
    }
  };
  const keepAsking = async () => {
    for (let count = 0, begin = performance.now(); going; count++) {
      const next = asks[count % asks.length];
      if (!next) return;
      const promise = ask(next).finally(() => underWay.delete(promise));
      underWay.add(promise);
      await sleep(Math.max(0, begin + ((count + 1) * 1000) / perSecond - performance.now()));
    }
  };
  const asking = keepAsking();
  return {
    stop: async () => {
      going = false;
      await asking;
      await Promise.all(underWay);
      return { answered, failures };
    },
  };
}
