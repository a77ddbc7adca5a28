/** `npm run soak`: many tenants, few connections, many faults. What it does is in soak.ts. */
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('scripts/soak.ts', process.argv.slice(2));
