/** What PostgreSQL's errors mean to a client. */
import pg from 'pg';
import { conflict, ProblemError, unavailable } from './errors.ts';

/** SQLSTATE classes that say: the server, not the request, is the trouble (PostgreSQL manual, appendix A). */
const unavailableStates = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '53100',
  '53200',
  '25006',
  '57014',
  '55P03',
  '25P03',
]);

/** The constraint that a write violated, if that is what the error is. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError && error.code?.startsWith('23') ? error.constraint : undefined;
}

/** Turns an error of the database into one for a client; leaves every other error as it is. */
export function databaseProblem(error: unknown): unknown {
  if (error instanceof ProblemError) return error;
  if (error instanceof pg.DatabaseError) {
    if (error.code === '23505')
      return conflict('Someone else has already saved this, or a value must be unique and is taken.');
    if (error.code === '23503')
      return conflict('This refers to something that is no longer there. Reload and try again.');
    if (error.code === '40001' || error.code === '40P01')
      return conflict('Someone else changed this at the same moment. Try again.');
    if (error.code && (error.code.startsWith('08') || unavailableStates.has(error.code)))
      return unavailable(undefined, error);
    return error;
  }
  if (error instanceof DatabaseUnavailable) return unavailable(undefined, error);
  return error;
}

/** No connection, a lost one, or an answer that did not come in time. */
export class DatabaseUnavailable extends Error {}
