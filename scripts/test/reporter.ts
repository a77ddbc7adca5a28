/**
 * The reporter of the tests: a line for each file's outermost suite as it ends, every failure at once and again at the
 * end, and last `N passed, N failed`. The same for parallel and serial runs.
 *
 * `scripts/test.ts` names a file in TEST_RESULTS; then the counts go there, because it has more to add to them.
 */
import { writeFileSync } from 'node:fs';
import { type MochaOptions, Runner, reporters, type Suite, type Test } from 'mocha';
import { lastLine, type TestResults } from './tally.ts';

const { EVENT_RUN_END, EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } =
  Runner.constants;

export default class Reporter extends reporters.Base {
  /** The titles of the suites that are open now; the root has none. */
  private readonly open: string[] = [];
  private current = { passed: 0, failed: 0, skipped: 0 };
  private readonly broken: Test[] = [];

  constructor(runner: Runner, options?: MochaOptions) {
    super(runner, options);
    runner.on(EVENT_SUITE_BEGIN, (suite: Suite) => this.begin(suite));
    runner.on(EVENT_SUITE_END, (suite: Suite) => this.end(suite));
    runner.on(EVENT_TEST_PASS, () => void this.current.passed++);
    runner.on(EVENT_TEST_PENDING, () => void this.current.skipped++);
    runner.on(EVENT_TEST_FAIL, (test: Test) => this.fail(test));
    runner.once(EVENT_RUN_END, () => this.epilogue());
  }

  private begin(suite: Suite): void {
    if (suite.root) return;
    if (this.open.length === 0) this.current = { passed: 0, failed: 0, skipped: 0 };
    this.open.push(suite.title);
  }

  private end(suite: Suite): void {
    if (suite.root) return;
    const title = this.open.pop();
    if (this.open.length > 0) return;
    const { passed, failed, skipped } = this.current;
    const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`];
    console.log(`  ${failed > 0 ? '✗' : '✓'} ${title}: ${counts.filter(Boolean).join(', ')}`);
  }

  private fail(test: Test): void {
    this.current.failed++;
    this.broken.push(test);
    const message = test.err?.message.split('\n')[0] ?? '';
    console.log(`  ✗ ${test.titlePath().join(' › ')}\n      ${message}`);
  }

  override epilogue(): void {
    const { passes, failures, pending } = this.stats;
    const results: TestResults = { passed: passes, failed: failures, skipped: pending };
    if (this.broken.length > 0) reporters.Base.list(this.broken);
    const file = process.env.TEST_RESULTS;
    if (file) writeFileSync(file, JSON.stringify(results));
    else console.log(`\n${lastLine(results)}`);
  }
}
