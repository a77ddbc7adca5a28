/** Waits for what comes by itself. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats an assertion until it holds; fails with its last words when it does not in time. */
export async function eventually<Result>(assertion: () => Promise<Result>, withinMs = 15_000): Promise<Result> {
  for (const deadline = Date.now() + withinMs; ; await sleep(50)) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
