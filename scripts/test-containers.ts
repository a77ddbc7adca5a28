/**
 * `npm run test:containers [-- --keep]`
 *
 * Brings the production composition up on the local Docker engine from a copy of the sources, and uses it as an
 * operator would: deploys, rolls to a new version under load, deploys a broken one, kills each container, backs up,
 * destroys everything and restores. `--keep` leaves the deployment running and tells where. The last line is
 * `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { checkEngine, whatCouldNotBeRun } from './containers/engine.ts';
import { openPlayground, type Playground } from './containers/playground.ts';
import { tellStory } from './containers/story.ts';
import { ensureSystemPrograms } from './system-packages.ts';
import { hearInterruption } from './test/interruption.ts';
import { lastLine, startTally } from './test/tally.ts';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });

const interruption = hearInterruption();

const begin = Date.now();
const tally = startTally();
let playground: Playground | undefined;
try {
  await ensureSystemPrograms(['openssl']);
  await checkEngine();
  playground = await openPlayground(interruption);
  await tellStory(playground, tally);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  tally.add({ passed: 0, failed: 1, skipped: 0 });
}
if (values.keep && playground) console.log(`\nKept: ${playground.directory}, ${playground.publicUrl}`);
else await playground?.remove();
console.log(`\nNot run here: ${whatCouldNotBeRun.join('; ')}.`);
console.log(`${Math.round((Date.now() - begin) / 1000)} s in all`);
const results = tally.results();
console.log(lastLine(results));
process.exit(results.failed > 0 || results.passed === 0 ? 1 : 0);
