/** What has been started, to be stopped in the opposite order. */
import type { Child } from './childProcesses.ts';

export type OrderlyStop = {
  readonly add: (stop: () => void | Promise<void>) => void;
  /** Stops everything once, however often it is called. */
  readonly run: () => Promise<void>;
};

export function openOrderlyStop(): OrderlyStop {
  const stops: (() => void | Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  return {
    add: (stop) => void stops.push(stop),
    run: () => {
      stopping ??= stopAll(stops);
      return stopping;
    },
  };
}

async function stopAll(stops: (() => void | Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const stop of stops.reverse()) {
    try {
      await stop();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be stopped.');
}

/** Waits for all, also when one fails: nothing may still be starting when the stop begins. */
export async function together<const Work extends readonly unknown[]>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return Promise.all(work) as Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }>;
}

export type Children = {
  readonly all: ReadonlyMap<string, Child>;
  /** Takes a child in; a later one of the same name takes its place. */
  readonly add: (child: Child) => void;
  /** Hears of every child that ends without having been asked to. */
  readonly onFailure: (listener: (child: Child, sentence: string) => void) => void;
};

export function openChildren(): Children {
  const all = new Map<string, Child>();
  const listeners: ((child: Child, sentence: string) => void)[] = [];
  return {
    all,
    add: (child) => {
      all.set(child.name, child);
      void child.ended.then(({ asked, sentence }) => {
        if (!asked) for (const listener of listeners) listener(child, sentence);
      });
    },
    onFailure: (listener) => void listeners.push(listener),
  };
}
