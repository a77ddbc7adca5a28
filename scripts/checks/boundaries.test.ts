import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { findViolations } from './boundaries.ts';
import { readSource } from './sources.ts';

/** The sentences that one planted file breaks. */
function sentencesFor(path: string, text: string): string[] {
  return findViolations([readSource(path, text)]).map(({ line, sentence }) => `${line}: ${sentence}`);
}

type Case = readonly [path: string, statement: string];

const directory = 'backend/src/features/directory/people.ts';
const peopleList = 'frontend/src/features/directory/PeopleList.tsx';

const forbidden: Readonly<Record<string, readonly Case[]>> = {
  'The contract imports zod and nothing else': [
    ['backend/contract/people.ts', `import express from 'express';`],
    ['backend/contract/people.ts', `import type { Config } from '../src/core/config.ts';`],
    ['backend/contract/people.ts', `export * from 'zod/mini';`],
  ],
  'core imports the contract and packages': [
    ['backend/src/core/route.ts', `import { findTenant } from '../features/tenants/public.ts';`],
    ['backend/src/core/route.ts', `type Person = import('../features/directory/people.ts').Person;`],
  ],
  'A feature imports another feature only through its public.ts': [
    ['backend/src/features/identity/accounts.ts', `import { createPerson } from '../directory/people.ts';`],
    ['backend/src/features/identity/accounts.ts', `const people = await import('../directory/people.ts');`],
    ['backend/src/features/identity/accounts.ts', `export { createPerson } from '../directory/people.ts';`],
  ],
  'Features import only lower ones': [
    [directory, `import { signOutEverywhere } from '../identity/public.ts';`],
    [directory, `import type { Ticket } from '../desk/public.ts';`],
    ['backend/src/features/desk/tickets.ts', `import { findArticle } from '../knowledge/public.ts';`],
    ['backend/src/features/audit/events.ts', `import { notify } from '../notifications/public.ts';`],
  ],
  'Nothing imports processes': [
    [directory, `import { start } from '../../processes/web.ts';`],
    ['scripts/seed.ts', `import { start } from '../backend/src/processes/web.ts';`],
  ],
  'Only core talks to PostgreSQL': [
    [directory, `import pg from 'pg';`],
    [directory, `import type { Pool } from 'pg';`],
    [directory, `import { sql } from '@databases/pg';`],
    ['backend/src/processes/web.ts', `import { Pool } from 'pg';`],
  ],
  'Pools never leave core': [[directory, `import { appPool } from '../../core/pools.ts';`]],
  'Features open no connection': [
    [directory, `import { Redis } from 'ioredis';`],
    [directory, `import { Queue } from 'bullmq';`],
  ],
  'The backend imports nothing from outside': [
    [directory, `import { paths } from '../../../../frontend/src/paths.ts';`],
  ],
  'Only a test imports a test’s files': [[directory, `import { makeTenant } from '../../../test/support/tenants.ts';`]],
  'import() of a computed name': [[directory, 'const feature = await import(name);']],
  'ui is made of React and Mantine only': [
    ['frontend/src/ui/Table.tsx', `import { useQuery } from '@tanstack/react-query';`],
    ['frontend/src/ui/Table.tsx', `import type { Person } from '@frontdesk/contract/directory';`],
    ['frontend/src/ui/Table.tsx', `import { useSession } from '../api/session.ts';`],
  ],
  'Another feature is imported only through its public.ts': [
    [peopleList, `import { SignIn } from '../identity/SignIn.tsx';`],
    ['frontend/src/shell/Shell.tsx', `import { SignIn } from '../features/identity/SignIn.tsx';`],
  ],
  'A feature may not import shell': [[peopleList, `import { Shell } from '../../shell/Shell.tsx';`]],
  'The frontend knows the backend only by @frontdesk/contract': [
    [peopleList, `import { listPeople } from '../../../../backend/src/features/directory/people.ts';`],
  ],
  'api may not import ui': [['frontend/src/api/client.ts', `import { Table } from '../ui/Table.tsx';`]],
  'Only identity writes the table accounts': [
    [directory, 'await tx.query(sql`UPDATE accounts SET status = ${status}`);'],
    [directory, 'await tx.query(sql`WITH x AS (SELECT 1) INSERT INTO public.accounts (id) VALUES (${id})`);'],
    [directory, 'await tx.query(sql`delete from only accounts`);'],
  ],
};

const allowed: readonly Case[] = [
  ['backend/contract/people.ts', `import { z } from 'zod'; import { id } from './common.ts';`],
  ['backend/src/core/tenantTx.ts', `import pg from 'pg'; import { Role } from '@frontdesk/contract';`],
  ['backend/src/features/identity/accounts.ts', `import { createPerson } from '../directory/public.ts';`],
  ['backend/src/features/identity/accounts.ts', `import { sql } from '../../core/sql.ts'; import './sessions.ts';`],
  [directory, `import type { Redis } from 'ioredis';`],
  ['scripts/dump.ts', `import { migrate } from '../backend/src/processes/migrate.ts';`],
  ['backend/src/processes/web.ts', `import { routes } from '../features/directory/routes.ts';`],
  ['backend/src/main.ts', `await import('./processes/web.ts');`],
  ['backend/src/features/directory/people.test.ts', `import pg from 'pg'; import '../../processes/web.ts';`],
  ['frontend/src/ui/Table.tsx', `import { Table } from '@mantine/core'; import classes from './Table.module.css';`],
  [peopleList, `import { useApi } from '../../api/query.ts'; import { Avatar } from '../identity/public.ts';`],
  ['frontend/src/routes.tsx', `const page = () => import('./features/directory/PeopleList.tsx');`],
  [directory, 'sql`SELECT a.id FROM accounts a JOIN people p ON p.id = a.person_id FOR UPDATE OF p`'],
  [directory, 'sql`INSERT INTO people (id) VALUES (${id}) ON CONFLICT (tenant_id, id) DO UPDATE SET title = ${title}`'],
];

describe('import boundaries', () => {
  for (const [rule, cases] of Object.entries(forbidden)) {
    describe(rule, () => {
      for (const [path, statement] of cases) {
        it(`refuses in ${path}: ${statement}`, () => {
          const found = sentencesFor(path, `// A first line.\n${statement}\n`);
          expect(found).to.have.length(1);
          expect(found[0]).to.match(/^2: /).and.to.include(rule);
        });
      }
    });
  }

  for (const [path, statement] of allowed) {
    it(`allows in ${path}: ${statement}`, () => {
      expect(sentencesFor(path, statement)).to.deep.equal([]);
    });
  }

  it('stops at a file that it can’t parse, rather than pass over it', () => {
    expect(() => readSource(directory, 'import { from')).to.throw(directory);
  });

  it('stops at a feature that has no place in the order', () => {
    expect(() => sentencesFor('backend/src/features/payroll/runs.ts', `import '../directory/public.ts';`)).to.throw(
      'payroll',
    );
  });
});

describe('the boundary check as a command', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'boundaries-'));
  });
  after(() => rmSync(root, { recursive: true }));

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const run = () => {
    const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'boundaries.ts'), root]);
    return { status, stderr: stderr.toString() };
  };

  it('fails where there is nothing to read', () => {
    expect(run().status).to.equal(1);
  });

  it('passes a clean tree, and fails with file and line once a violation is planted', () => {
    write(directory, `import { sql } from '../../core/sql.ts';\n`);
    expect(run()).to.deep.equal({ status: 0, stderr: '' });
    write(directory, `import { sql } from '../../core/sql.ts';\nimport pg from 'pg';\n`);
    const failed = run();
    expect(failed.status).to.equal(1);
    expect(failed.stderr).to.include(`${directory}:2  Only core talks to PostgreSQL`);
  });
});
