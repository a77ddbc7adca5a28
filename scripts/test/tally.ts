/** Counts what passed and what failed, and shows how far the tests are. */

/** What a run of tests came to. */
export type TestResults = { readonly passed: number; readonly failed: number; readonly skipped: number };

export type Tally = {
  /** Does a piece of work that counts as one test. A failure is shown and counted, not thrown. */
  step(name: string, work: () => Promise<unknown>): Promise<boolean>;
  add(results: TestResults): void;
  readonly results: () => TestResults;
};

export function startTally(): Tally {
  let total: TestResults = { passed: 0, failed: 0, skipped: 0 };
  const add = (results: TestResults) => {
    total = {
      passed: total.passed + results.passed,
      failed: total.failed + results.failed,
      skipped: total.skipped + results.skipped,
    };
  };
  const step = async (name: string, work: () => Promise<unknown>) => {
    const begin = Date.now();
    const seconds = () => `${((Date.now() - begin) / 1000).toFixed(1)} s`;
    try {
      await work();
      console.log(`✓ ${name}, ${seconds()}`);
      add({ passed: 1, failed: 0, skipped: 0 });
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      console.log(`✗ ${name}, ${seconds()}\n${message.replace(/^/gm, '    ')}`);
      add({ passed: 0, failed: 1, skipped: 0 });
      return false;
    }
  };
  return { step, add, results: () => total };
}

/** The line that ends the tests: `12 passed, 0 failed`. */
export function lastLine({ passed, failed, skipped }: TestResults): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
