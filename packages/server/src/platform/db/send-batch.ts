import pg from 'pg';
import { encodeValue } from './encode-value.ts';
import { typeParsers } from './parse-value.ts';
import { assertOneTextPerName, type Statement } from './statement.ts';

/** What one statement answered: its tag's word ('INSERT', 'COMMIT' …), the rows it touched, the rows it returned. */
export type Answer = { readonly command: string; readonly count: number; readonly rows: unknown[] };

export type Outcome = { readonly answers: readonly Answer[]; readonly failure: Error | undefined };

// The part of pg's connection used here. Its types leave it out; the version is pinned, and the batch tests run
// every message through it.
type Wire = {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string>;
  close(message: { type: 'S'; name: string }): void;
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: readonly unknown[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: object): void;
  sync(): void;
};

type Field = { readonly name: string; readonly dataTypeID: number };
type Column = { readonly name: string; readonly parse: (text: string) => unknown };
type Encoded = { readonly name: string; readonly text: string; readonly values: readonly unknown[] };

/**
 * Sends statements as one write and waits for all answers. They end in a single Sync, where pg alone would send one
 * each: a fifth to a third more batches a second, and after an error PostgreSQL skips the rest, the commit included.
 * The transaction then stays open and failed: the caller has to roll back.
 */
export function sendBatch(client: pg.PoolClient, statements: readonly Statement[]): Promise<Outcome> {
  // Everything that can throw does so here, before the first byte is on its way.
  const encoded = statements.map(encode);
  return new Promise((resolve) => {
    const query = new pg.Query('');
    client.query(Object.assign(query, batchHandlers(encoded, resolve)));
  });
}

function encode(statement: Statement): Encoded {
  assertOneTextPerName(statement);
  return { name: statement.name, text: statement.text, values: statement.values.map(encodeValue) };
}

/** How pg drives a query, for several at once: the answers come in order, one tag a statement. */
function batchHandlers(statements: readonly Encoded[], resolve: (outcome: Outcome) => void) {
  const answers: Answer[] = [];
  let columns: readonly Column[] = [];
  let rows: unknown[] = [];
  let wire: Wire | undefined;
  const complete = (tag: string) => {
    const { name = '', text = '' } = statements[answers.length] ?? {};
    if (wire && name !== '') wire.parsedStatements[name] = text;
    answers.push({ command: firstWord(tag), count: lastNumber(tag), rows });
    rows = [];
  };
  return {
    submit: (connection: unknown) => {
      // pg hands its own connection to whatever it runs.
      wire = connection as Wire;
      write(wire, statements);
      return null;
    },
    handleRowDescription: (message: { fields: readonly Field[] }) => {
      columns = message.fields.map(toColumn);
    },
    handleDataRow: (message: { fields: readonly (string | null)[] }) => {
      rows.push(parseRow(columns, message.fields));
    },
    handleCommandComplete: (message: { text: string }) => complete(message.text),
    handleEmptyQuery: () => complete(''),
    handleReadyForQuery: () => resolve({ answers, failure: undefined }),
    handleError: (failure: Error) => resolve({ answers, failure }),
  };
}

function write(wire: Wire, statements: readonly Encoded[]): void {
  const sent = new Set<string>();
  wire.stream.cork();
  for (const { name, text, values } of statements) {
    if (name === '' || (wire.parsedStatements[name] === undefined && !sent.has(name))) {
      // It may be there all the same, from a batch that failed after preparing it.
      if (name !== '') wire.close({ type: 'S', name });
      wire.parse({ name, text });
      sent.add(name);
    }
    wire.bind({ statement: name, values });
    wire.describe({ type: 'P', name: '' });
    wire.execute({});
  }
  wire.sync();
  wire.stream.uncork();
}

function toColumn({ name, dataTypeID }: Field): Column {
  return { name, parse: typeParsers.getTypeParser(dataTypeID, 'text') };
}

function parseRow(columns: readonly Column[], texts: readonly (string | null)[]): unknown {
  const row: Record<string, unknown> = {};
  columns.forEach(({ name, parse }, index) => {
    const text = texts[index] ?? null;
    row[name] = text === null ? null : parse(text);
  });
  return row;
}

function firstWord(tag: string): string {
  const end = tag.indexOf(' ');
  return end === -1 ? tag : tag.slice(0, end);
}

function lastNumber(tag: string): number {
  const count = Number(tag.slice(tag.lastIndexOf(' ') + 1));
  return Number.isInteger(count) ? count : 0;
}
