/** `npm start`: the whole platform on one machine. What it does is in start.ts. */
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('scripts/start.ts', process.argv.slice(2));
