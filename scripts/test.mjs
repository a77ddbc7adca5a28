/** `npm test`: everything that shows the platform right. What it does is in test.ts. */
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('scripts/test.ts', process.argv.slice(2));
