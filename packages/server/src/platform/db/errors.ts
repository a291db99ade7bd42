import pg from 'pg';

/** A conditional statement touched another number of rows than it had to (`kontor.expect`). Nothing stays. */
export class ExpectationFailed extends Error {
  override readonly name: string = 'ExpectationFailed';
  readonly code: string;
  readonly detail: string;
  constructor(code: string, detail: string) {
    super(`expectation failed: ${code}`);
    this.code = code;
    this.detail = detail;
  }
}

/** What was read has changed since (a code ending in `.changed`): read and decide again. */
export class VersionChanged extends ExpectationFailed {
  override readonly name = 'VersionChanged';
}

/** Serialization failure, deadlock, lock timeout or an outdated plan: the same batch may be sent again. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  readonly sqlState: string;
  constructor(sqlState: string, cause: Error) {
    super(`try again: ${cause.message}`, { cause });
    this.sqlState = sqlState;
  }
}

/** The database cannot be reached, or went away before it answered: a commit may or may not have happened. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  constructor(cause: Error) {
    super(`the database is not available: ${cause.message}`, { cause });
  }
}

/** COMMIT answered ROLLBACK: a statement had failed and the failure was not heeded. */
export class CommitRefused extends Error {
  override readonly name = 'CommitRefused';
}

/** @throws CommitRefused unless the last answer of a transaction is that it was committed */
export function assertCommitted(answer: { readonly command: string } | undefined): void {
  if (answer?.command !== 'COMMIT') throw new CommitRefused(`COMMIT answered ${answer?.command}`);
}

const expectationState = 'KX001';
const retryableStates = new Set(['40001', '40P01', '55P03']);
const shutdownStates = new Set(['57P01', '57P02', '57P03', '53300']);

/** Whether the connection is gone: the server ended it or it broke. */
export function isConnectionLost(error: Error): boolean {
  if (!(error instanceof pg.DatabaseError)) return true;
  const state = error.code ?? '';
  return shutdownStates.has(state) || state.startsWith('08');
}

/**
 * Whether the connection's prepared statements are of before a migration ("cached plan must not change result type",
 * "prepared statement does not exist"). A fresh connection has none.
 */
export function isStalePlan(error: unknown): boolean {
  if (error instanceof RetryableError) return isStalePlan(error.cause);
  if (!(error instanceof pg.DatabaseError)) return false;
  return error.code === '26000' || (error.code === '0A000' && error.routine === 'RevalidateCachedQuery');
}

/** Our own error for what PostgreSQL or the connection reported; other SQL errors stay as they are. */
export function databaseError(error: Error): Error {
  if (!(error instanceof pg.DatabaseError) || isConnectionLost(error)) return new DatabaseUnavailable(error);
  const state = error.code ?? '';
  if (state === expectationState) return expectationError(error.message, error.detail ?? '');
  if (retryableStates.has(state) || isStalePlan(error)) return new RetryableError(state, error);
  return error;
}

function expectationError(code: string, detail: string): ExpectationFailed {
  return code.endsWith('.changed') ? new VersionChanged(code, detail) : new ExpectationFailed(code, detail);
}

/** Whether this is the violation of a unique constraint, of the named one if a name is given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code !== '23505') return false;
  return constraint === undefined || error.constraint === constraint;
}

/** Whether a statement was stopped because it ran longer than `statement_timeout`. */
export function isStatementTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '57014';
}
