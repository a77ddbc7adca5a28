/** `npm run bench`: what the tenants' isolation costs. What it does is in bench.ts. */
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('scripts/bench.ts', process.argv.slice(2));
