import { expect } from 'chai';
import type pg from 'pg';
import { connectAs } from '../../test/support/databases.ts';
import { type ClientState, prepare, run } from './batch.ts';
import type { Statement } from './sql.ts';

describe('a batch', () => {
  let client: pg.Client & ClientState;
  const setter: Statement = { name: 'setter', text: `SELECT set_config('batch.count', $1, true)`, values: [] };
  /** How often the columns of a statement were asked for. */
  let asked = 0;
  before(async () => {
    client = (await connectAs('app')) as pg.Client & ClientState;
    await prepare(client, [setter]);
    const connection = client.connection as unknown as { describe: (message: unknown) => void };
    const describe = connection.describe.bind(connection);
    connection.describe = (message) => {
      asked += 1;
      describe(message);
    };
  });
  after(() => client.end());

  const cases: readonly [title: string, text: string, values: readonly unknown[], columns: 1 | 3][] = [
    ['words', 'SELECT $1::text AS one, $2::text AS two', ['Zoë', '王伟 😀'], 1],
    ['half a letter', 'SELECT $1::text AS half', ['\ud800'], 1],
    ['nothing', 'SELECT $1::text AS none, $2::text AS empty, $3::int AS missing', [null, '', undefined], 1],
    ['numbers', 'SELECT $1::int AS one, $2::float8 AS two, $3::int8 AS three', [-1, 0.1, 9_007_199_254_740_993n], 1],
    ['yes and no', 'SELECT $1::boolean AS yes, $2::boolean AS no', [true, false], 1],
    ['a long text', 'SELECT md5($1) AS sum, length($1) AS letters', ['王'.repeat(100_000)], 1],
    [
      'many values',
      `SELECT concat(${Array.from({ length: 90 }, (_, index) => `$${index + 1}::text`).join()}) AS all`,
      Array.from({ length: 90 }, (_, index) => `${index}`.repeat(300)),
      1,
    ],
    ['several rows and none', 'SELECT n FROM generate_series(1, $1::int) n WHERE n > $2', [40, 5], 1],
    // What is not plain goes pg's own way each time.
    [
      'an array, a document and a moment',
      'SELECT $1::int[] AS one, $2::jsonb AS two, $3::timestamptz AS three',
      [[1, 2], { a: [1] }, new Date(0)],
      3,
    ],
    ['bytes', 'SELECT $1::bytea AS bytes', [Buffer.from([0, 255, 10])], 3],
  ];

  for (const [title, text, values, columns] of cases) {
    it(`of ${title} says each time what pg’s own query says, and asks for columns ${columns === 1 ? 'once' : 'each time'}`, async () => {
      const expected = (await client.query(text, [...values])).rows;
      const statement: Statement = { name: `batch ${title}`, text, values: [...values] };
      asked = 0;
      for (let count = 0; count < 3; count++) {
        const result = await run(client, count === 2 ? [] : [{ ...setter, values: [String(count)] }], statement);
        expect(result.rows).to.deep.equal(expected);
        expect(result).to.include({ command: 'SELECT', rowCount: expected.length });
      }
      expect(asked).to.equal(columns);
    });
  }

  it('without columns asks for them once, too', async () => {
    const statement: Statement = {
      name: 'no columns',
      text: 'UPDATE departments SET name = name WHERE id = $1',
      values: ['00000000-0000-7000-8000-000000000000'],
    };
    const tenant: Statement = {
      name: 'tenant',
      text: `SELECT set_config('app.tenant_id', $1, true)`,
      values: ['00000000-0000-7000-8000-000000000000'],
    };
    await prepare(client, [tenant]);
    asked = 0;
    for (let count = 0; count < 3; count++) {
      expect(await run(client, [tenant], statement)).to.deep.include({ command: 'UPDATE', rowCount: 0, rows: [] });
    }
    expect(asked).to.equal(1);
  });

  it('that fails leaves the next of the same statement as good as before', async () => {
    const divide = (by: number): Statement => ({ name: 'divide', text: 'SELECT 6 / $1::int AS result', values: [by] });
    const results: unknown[] = [];
    for (const by of [0, 2, 0, 3]) {
      const answer = await run(client, [], divide(by)).catch((error: pg.DatabaseError) => error);
      results.push('rows' in answer ? answer.rows : answer.code);
    }
    expect(results).to.deep.equal(['22012', [{ result: 3 }], '22012', [{ result: 2 }]]);
  });
});
