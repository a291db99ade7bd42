import { invariant } from '@kontor/domain/invariant';

declare const rowOf: unique symbol;

/**
 * One SQL statement with its parameters. `R` is the type of a row and exists for the compiler only.
 * `name` is the prepared statement's name on every connection: one name, one text. '' is unprepared.
 */
export type Statement<R = unknown> = {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly [rowOf]?: R;
};

/** The rows of each statement of a batch, in order. */
export type RowsOf<S extends readonly Statement[]> = {
  -readonly [K in keyof S]: S[K] extends Statement<infer R> ? R[] : never;
};

/** What one statement of a written batch answered. `count` is the number of rows it touched. */
export type Written<R> = { readonly rows: R[]; readonly count: number };

export type WrittenOf<S extends readonly Statement[]> = {
  -readonly [K in keyof S]: S[K] extends Statement<infer R> ? Written<R> : never;
};

export function statement<R = unknown>(
  name: string,
  text: string,
  values: readonly unknown[] = [],
): Statement<R> {
  return { name, text, values };
}

// PostgreSQL keeps prepared statements under names of at most 63 bytes and cuts longer ones silently.
const longestName = 63;
const textByName = new Map<string, string>();

/** Refuses, before anything is sent, a name that already stands for another text. */
export function assertOneTextPerName(statement: Statement): void {
  if (statement.name === '') return;
  const known = textByName.get(statement.name);
  if (known === statement.text) return;
  invariant(known === undefined, `statement ${statement.name} is used for two different texts`);
  invariant(Buffer.byteLength(statement.name) <= longestName, `statement name ${statement.name} is too long`);
  textByName.set(statement.name, statement.text);
}

const plainName = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/;

/** One column of `insertMany`: its name and the PostgreSQL type of one value. */
export type Column = { readonly name: string; readonly type: string };

export type Insertion = {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly Column[];
  /** Appended as it is, for `on conflict …` or `returning …`. */
  readonly suffix?: string;
};

/** Inserts any number of rows with one statement of constant text, through one array a column. */
export function insertMany<R = unknown>(
  insertion: Insertion,
  rows: readonly (readonly unknown[])[],
): Statement<R> {
  const { name, table, columns, suffix = '' } = insertion;
  for (const word of [table, ...columns.map((column) => column.name)]) {
    invariant(plainName.test(word), `${word} is not a plain SQL name`);
  }
  const arrays = columns.map((column, index) => `$${index + 1}::${column.type}[]`).join(', ');
  const names = columns.map((column) => column.name).join(', ');
  const text = `insert into ${table} (${names}) select * from unnest(${arrays}) ${suffix}`.trimEnd();
  const values = columns.map((_, index) => rows.map((row) => row[index]));
  return { name, text, values };
}
