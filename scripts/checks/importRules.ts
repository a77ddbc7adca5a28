/** Which part of the product may import which: the rules of docs/architecture.md, as a function. */
import { posix } from 'node:path';

/** Features from the lowest to the highest; those on one step don't know each other. */
export const featureSteps: readonly (readonly string[])[] = [
  ['audit', 'notifications'],
  ['tenants'],
  ['directory'],
  ['identity'],
  ['knowledge', 'desk'],
  ['console'],
];

/** What talks to PostgreSQL: only core does, so that no statement runs outside a tenant's transaction. */
const databasePackages = ['pg', 'pg-pool', 'pg-cursor', 'pg-copy-streams', '@databases/pg', '@databases/sql'];

/** What reaches tenants' data outside PostgreSQL: features are handed a connection, and open none. */
const storePackages = ['ioredis', 'bullmq', '@aws-sdk/client-s3', 'nodemailer', '@socket.io/redis-emitter'];

/** Files of core that hand out connections; core and the processes that start them know these. */
const poolFiles = ['pools', 'batch', 'sharedConnections'].map((name) => `backend/src/core/${name}.ts`);

/** What the frontend's building blocks are made of. */
const uiPackages = /^(react|react-dom|react-router|get-nonce|@mantine\/.+|@tabler\/icons-react|@fontsource.*)(\/.*)?$/;

type Part = { readonly name: string; readonly feature?: string };

/** The part that a file belongs to, by its path. */
export function partOf(path: string): Part {
  if (isTest(path)) return { name: 'test' };
  const feature = path.match(/^(backend|frontend)\/src\/features\/([^/]+)\//);
  if (feature?.[2]) return { name: `${feature[1]} feature`, feature: feature[2] };
  const folder = path.match(
    /^(scripts\/bench|backend\/contract|backend\/src\/(?:core|processes)|frontend\/src\/(?:api|shell|ui))\//,
  );
  if (folder?.[1]) return { name: folder[1] };
  if (path === 'frontend/src/paths.ts') return { name: 'frontend/src/paths.ts' };
  if (path.startsWith('frontend/src/')) return { name: 'frontend root' };
  if (path === 'backend/src/main.ts') return { name: 'backend main' };
  return { name: path.split('/')[0] ?? '' };
}

/** Tests may import whatever they test; nothing but a test may import them. */
function isTest(path: string): boolean {
  return (
    /\.test\.tsx?$/.test(path) ||
    /^(backend\/test\/|frontend\/e2e\/|nginx\/test\/|scripts\/(containers\/|test-containers\.))/.test(path)
  );
}

/** The sentence that an import breaks, or undefined when it is allowed. `target` is as written in the file. */
export function brokenRule(path: string, target: string, typeOnly: boolean): string | undefined {
  const from = partOf(path);
  if (from.name === 'test') return undefined;
  const file = resolve(path, target);
  return file === undefined ? brokenPackageRule(path, from, target, typeOnly) : brokenFileRule(from, file);
}

/** The file that an import names; undefined for packages and Node's own modules. */
function resolve(path: string, target: string): string | undefined {
  if (target.startsWith('.')) return posix.join(posix.dirname(path), target);
  const contract = target.match(/^@frontdesk\/contract(?:\/(.+))?$/);
  if (contract) return `backend/contract/${contract[1] ?? 'index'}.ts`;
  return undefined;
}

function brokenPackageRule(path: string, from: Part, target: string, typeOnly: boolean): string | undefined {
  const isOneOf = (packages: readonly string[]) =>
    packages.some((name) => target === name || target.startsWith(`${name}/`));
  if (from.name === 'backend/contract' && target !== 'zod') return 'The contract imports zod and nothing else.';
  if (from.name === 'frontend/src/ui' && !uiPackages.test(target)) {
    return 'ui is made of React and Mantine only; data comes in by properties.';
  }
  if (path.startsWith('backend/src/') && from.name !== 'backend/src/core' && isOneOf(databasePackages)) {
    return 'Only core talks to PostgreSQL; take `sql` from core/sql.ts and the tenant’s transaction from the caller.';
  }
  if (from.name === 'backend feature' && !typeOnly && isOneOf(storePackages)) {
    return 'Features open no connection to Redis, queues, objects, mail or sockets; core does.';
  }
  if (target.startsWith('@frontdesk/')) return 'Of the workspaces only @frontdesk/contract is imported by its name.';
  return undefined;
}

function brokenFileRule(from: Part, file: string): string | undefined {
  const to = partOf(file);
  if (to.name === 'test') return 'Only a test imports a test’s files.';
  // Scripts prepare databases as the command does.
  if (from.name === 'scripts' && file === 'backend/src/processes/migrate.ts') return undefined;
  // The bench builds the web process around other statements.
  const startsProcesses = ['backend/src/processes', 'backend main', 'scripts/bench'].includes(from.name);
  if (to.name === 'backend/src/processes' && !startsProcesses) {
    return 'Nothing imports processes but main.ts.';
  }
  if (to.name === 'backend main') return 'Nothing imports main.ts.';
  if (from.name.startsWith('backend')) return brokenBackendRule(from, to, file);
  if (from.name.startsWith('frontend')) return brokenFrontendRule(from, to, file);
  return undefined;
}

function brokenBackendRule(from: Part, to: Part, file: string): string | undefined {
  if (!to.name.startsWith('backend')) return 'The backend imports nothing from outside backend/.';
  if (from.name === 'backend/contract') {
    return to.name === 'backend/contract' ? undefined : 'The contract imports zod and nothing else.';
  }
  if (from.name === 'backend/src/core') {
    const allowed = ['backend/src/core', 'backend/contract'].includes(to.name);
    return allowed ? undefined : 'core imports the contract and packages; it knows no feature.';
  }
  if (from.name !== 'backend feature') return undefined;
  if (poolFiles.includes(file)) return 'Pools never leave core; a feature receives its transaction.';
  if (['backend/src/core', 'backend/contract'].includes(to.name)) return undefined;
  if (to.name !== 'backend feature') return 'A feature imports the contract, core, its own files and lower features.';
  if (from.feature === to.feature) return undefined;
  if (file !== `backend/src/features/${to.feature}/public.ts`) {
    return 'A feature imports another feature only through its public.ts.';
  }
  return stepOf(to.feature) < stepOf(from.feature) ? undefined : orderSentence;
}

const orderSentence = `Features import only lower ones: ${featureSteps.map((step) => step.join(', ')).join(' ← ')}.`;

function stepOf(feature: string | undefined): number {
  const step = featureSteps.findIndex((names) => names.includes(feature ?? ''));
  if (step === -1)
    throw new Error(`The feature ${feature} has no place in the order of scripts/checks/importRules.ts.`);
  return step;
}

const frontendMayImport: Readonly<Record<string, readonly string[]>> = {
  'frontend/src/paths.ts': [],
  'frontend/src/ui': ['frontend/src/ui'],
  'frontend/src/api': ['frontend/src/api', 'backend/contract', 'frontend/src/paths.ts'],
  'frontend/src/shell': [
    'frontend/src/shell',
    'frontend/src/api',
    'frontend/src/ui',
    'backend/contract',
    'frontend/src/paths.ts',
  ],
  'frontend feature': ['frontend/src/api', 'frontend/src/ui', 'backend/contract', 'frontend/src/paths.ts'],
};

function brokenFrontendRule(from: Part, to: Part, file: string): string | undefined {
  if (!to.name.startsWith('frontend') && to.name !== 'backend/contract') {
    return 'The frontend knows the backend only by @frontdesk/contract.';
  }
  const allowed = frontendMayImport[from.name];
  if (!allowed || allowed.includes(to.name)) return undefined;
  if (from.feature !== undefined && from.feature === to.feature) return undefined;
  const mayUseFeatures = ['frontend feature', 'frontend/src/shell'].includes(from.name);
  if (to.name === 'frontend feature' && mayUseFeatures) {
    const isPublic = /^frontend\/src\/features\/[^/]+\/public\.tsx?$/.test(file);
    return isPublic ? undefined : 'Another feature is imported only through its public.ts.';
  }
  if (allowed.length === 0) return 'paths.ts imports nothing.';
  if (from.name === 'frontend/src/ui') return 'ui is made of React and Mantine only; data comes in by properties.';
  return `${from.feature === undefined ? from.name.replace('frontend/src/', '') : 'A feature'} may not import ${to.name.replace('frontend/src/', '')}.`;
}
