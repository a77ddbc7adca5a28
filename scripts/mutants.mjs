/** `npm run mutants`: shows that each guard is watched by a test. What it does is in mutants.ts. */
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('scripts/mutants.ts', process.argv.slice(2));
