/** Guards of connections, transactions, and the start. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of other files.
import { type Mutant, mutantsOf } from './mutant.ts';

const connections = ['isolation/connections'];

const start = ['isolation/startUp'];

export const connectionMutants: readonly Mutant[] = [
  ...mutantsOf('backend/src/core/pools.ts', connections, [
    ['a connection that is not idle is destroyed', 'client.release(!idle);', 'client.release(false);'],
    ['idle is what the server calls idle', `(await stateOf(client)) === 'I'`, `(await stateOf(client)) !== null`],
  ]),
  ...mutantsOf(
    'backend/src/core/execution.ts',
    ['core/batch'],
    [
      ['only plain values are written by ourselves', '!values.every(isPlain)', '(false as boolean)'],
      ['a batch ends with its Sync', '  writeSync();\n  return', '  return'],
    ],
  ),
  ...mutantsOf('backend/src/core/sharedConnections.ts', connections, [
    [
      'a shared connection with an open transaction is dropped',
      `if (status !== 'I') client`,
      'if (false as boolean) client',
      'share',
    ],
  ]),
  ...mutantsOf('backend/src/core/tenantTx.ts', connections, [
    [
      'a read’s tenant lasts one transaction',
      `const setForReading = \`SELECT set_config('app.tenant_id', $1, true),`,
      `const setForReading = \`SELECT set_config('app.tenant_id', $1, false),`,
    ],
    [
      'a write’s tenant lasts one transaction',
      `const setForWriting = \`SELECT set_config('app.tenant_id', $1, true)\``,
      `const setForWriting = \`SELECT set_config('app.tenant_id', $1, false)\``,
    ],
    [
      'a read is read-only',
      `set_config('transaction_read_only', 'on', true)`,
      `set_config('transaction_read_only', 'off', true)`,
    ],
    [
      'nothing runs after the end of a transaction',
      `if (state === 'over') throw new Error('a statement came after the end of its transaction');`,
      '',
    ],
    ['a commit that wrote nothing is an error', `if (result.command !== word) throw`, `if (false as boolean) throw`],
  ]),
  ...mutantsOf(
    'backend/src/core/tenantTx.ts',
    ['journeys/realtime', 'journeys/errands'],
    [
      [
        'a failed transaction is rolled back',
        `await transaction.end('ROLLBACK').catch(() => undefined);`,
        `await transaction.end('COMMIT').catch(() => undefined);`,
      ],
      [
        'hints go out after the commit',
        'hints.push(hint);\n          },',
        'options.afterCommit(tenantId, { hints: [hint], enqueued: false });\n          },',
      ],
      [
        'errands are written in the transaction that causes them',
        'await query(insertErrand(errand, options.requestId?.()));',
        'await runTransaction(pool, named, [settingOf(tenantId)], (other) => other(insertErrand(errand, options.requestId?.())));',
      ],
    ],
  ),
  ...mutantsOf('backend/src/core/databaseRole.ts', start, [
    ['the start refuses a superuser', `facts.superuser && 'it is a superuser',`, ''],
    ['the start refuses a role with BYPASSRLS', `facts.bypasses && 'it has BYPASSRLS',`, ''],
    ['the start refuses a role that creates roles', `facts.creates && 'it may create roles or databases',`, ''],
    ['the start refuses a member of other roles', 'facts.member_of.length > 0 &&', '(false as boolean) &&'],
    ['the start refuses an owner of tables', 'facts.owned > 0 &&', '(false as boolean) &&'],
    ['the start refuses a role of another name', 'facts.role !== options.expected &&', '(false as boolean) &&'],
    ['the start refuses unprotected tables', 'if (facts.unprotected.length > 0) {', 'if (false as boolean) {'],
    [
      'the start’s look at tables asks for FORCE too',
      'NOT (c.relrowsecurity AND c.relforcerowsecurity)',
      'NOT c.relrowsecurity',
    ],
  ]),
  ...mutantsOf('backend/src/core/databaseRole.ts', start, [
    [
      'the start knows which versions of PostgreSQL are patched',
      'if (wanted === undefined || minor >= wanted) return undefined;',
      'if (wanted === undefined || minor >= 0) return undefined;',
    ],
  ]),
  ...mutantsOf('backend/src/core/services.ts', start, [
    [
      'production refuses an unpatched server',
      `config.NODE_ENV === 'production' ? config.DATABASE_UNPATCHED_SERVER : 'warn'`,
      `'warn'`,
    ],
    [
      'the role that serves tenants is checked at the start',
      `await checkDatabaseRole(tenantPool, { expected: 'frontdesk_app', unpatchedServer, log });`,
      '',
    ],
    [
      'the role that serves the console is checked at the start',
      `await checkDatabaseRole(platformPool, { expected: 'frontdesk_platform', unpatchedServer, log });`,
      '',
    ],
  ]),
];
