/** `npm run test:containers`: the production composition, run for real. What it does is in test-containers.ts. */
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('scripts/test-containers.ts', process.argv.slice(2));
