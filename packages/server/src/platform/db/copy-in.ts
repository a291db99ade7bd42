import pg from 'pg';

// The part of pg's connection used here. Its types leave it out; the version is pinned, and the imports' tests run
// every message through it.
type Wire = {
  readonly stream: {
    readonly writableNeedDrain: boolean;
    on(event: string, listener: () => void): void;
    off(event: string, listener: () => void): void;
  };
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
};

export type CopyOutcome = {
  readonly count: number;
  /** Of the database or the connection. */
  readonly failure: Error | undefined;
  /** What the source threw. */
  readonly sourceFailure: unknown;
};

/**
 * Runs a `copy … from stdin` and feeds it, no faster than the database takes it. A source that throws ends the copy
 * as failed; the transaction is then the caller's to roll back, as after any statement that failed.
 */
export function copyIn(
  client: pg.PoolClient,
  text: string,
  source: AsyncIterable<string>,
): Promise<CopyOutcome> {
  return new Promise((resolve) => {
    let count = 0;
    let refusal: Error | undefined;
    let sourceFailure: unknown;
    const finish = () => resolve({ count, failure: refusal, sourceFailure });
    const handlers = {
      submit: (connection: unknown) => {
        // pg hands its own connection to whatever it runs.
        (connection as Wire).query(text);
        return null;
      },
      handleCopyInResponse: (connection: unknown) => {
        feed(connection as Wire, source, () => refusal !== undefined).catch((error: unknown) => {
          sourceFailure = error;
          (connection as Wire).sendCopyFail('the source broke off');
        });
      },
      handleCommandComplete: (message: { text: string }) => {
        count = Number(message.text.slice(message.text.lastIndexOf(' ') + 1));
      },
      handleReadyForQuery: finish,
      // pg asks nobody any more once it has told of an error; what is still sent of the copy, PostgreSQL passes over.
      handleError: (error: Error) => {
        refusal = error;
        finish();
      },
    };
    client.query(Object.assign(new pg.Query(''), handlers));
  });
}

async function feed(wire: Wire, source: AsyncIterable<string>, isRefused: () => boolean): Promise<void> {
  for await (const piece of source) {
    if (isRefused()) return;
    wire.sendCopyFromChunk(Buffer.from(piece));
    if (wire.stream.writableNeedDrain) await drained(wire);
  }
  if (!isRefused()) wire.endCopyFrom();
}

function drained({ stream }: Wire): Promise<void> {
  return new Promise((resolve) => {
    // A connection that breaks drains no more; its error is told to the query.
    const events = ['drain', 'close'];
    const done = () => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    for (const event of events) stream.on(event, done);
  });
}

/** A value as the text format of `copy` has it. */
export function copyText(value: string): string {
  return /[\\\t\n\r]/.test(value)
    ? value.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? '')
    : value;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
