/** Faults between the program and its database. They are put around the pool from outside; the product knows none. */
import type { Connection, Pool } from '../../../src/core/pools.ts';
import type { Statement } from '../../../src/core/sql.ts';

/** What the next statement meets. `before` and `after`: an error at its await, when it has not run yet or has. */
export type StatementFault = 'before' | 'after' | 'time-out';

export type Faults = {
  /** The same, but its next statement may meet a fault. */
  around(connection: Connection): Connection;
  aroundPool(pool: Pool): Pool;
  meet(fault: StatementFault): void;
};

class PlantedError extends Error {}

const shortly: Statement = { name: '', text: `SELECT set_config('statement_timeout', '2', true)`, values: [] };
const long: Statement = { name: '', text: 'SELECT pg_sleep(2)', values: [] };

/** Faults that are met one at a time, by whichever statement comes next. */
export function openFaults(): Faults {
  let next: StatementFault | undefined;
  const around = (connection: Connection): Connection => ({
    run: async (before, query) => {
      const fault = next;
      next = undefined;
      if (fault === 'before') throw new PlantedError('planted before a statement');
      // The server's own time-out, in the same transaction and with the same tenant as the statement in whose place it is.
      if (fault === 'time-out') return connection.run([...before, shortly], long);
      const result = await connection.run(before, query);
      if (fault === 'after') throw new PlantedError('planted after a statement');
      return result;
    },
  });
  return {
    around,
    aroundPool: (pool) => ({ ...pool, borrow: (work) => pool.borrow((connection) => work(around(connection))) }),
    meet: (fault) => {
      next = fault;
    },
  };
}
