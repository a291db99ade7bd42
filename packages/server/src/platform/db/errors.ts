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

/** Serialization failure, deadlock or lock timeout: the same batch may be sent again. */
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

/** COMMIT answered ROLLBACK although no statement had failed. */
export class CommitRefused extends Error {
  override readonly name = 'CommitRefused';
  constructor(answer: string) {
    super(`COMMIT answered ${answer}`);
  }
}

const expectationState = 'KX001';
const retryableStates = new Set(['40001', '40P01', '55P03']);
const shutdownStates = new Set(['57P01', '57P02', '57P03', '53300']);

function isUnavailable(sqlState: string): boolean {
  return shutdownStates.has(sqlState) || sqlState.startsWith('08');
}

/** Our own error for what PostgreSQL or the connection reported; other SQL errors stay as they are. */
export function databaseError(error: Error): Error {
  if (!(error instanceof pg.DatabaseError)) return new DatabaseUnavailable(error);
  const state = error.code ?? '';
  if (state === expectationState) return expectationError(error.message, error.detail ?? '');
  if (retryableStates.has(state)) return new RetryableError(state, error);
  if (isUnavailable(state)) return new DatabaseUnavailable(error);
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
