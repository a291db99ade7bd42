import type pg from 'pg';
import { encodeValue } from './encode-value.ts';
import { assertOneTextPerName, type Statement } from './statement.ts';

export type Answer = pg.QueryResult;

/** Sends statements as one flush on a pipelining connection and waits for all answers, the failed ones too. */
export function sendBatch(
  client: pg.PoolClient,
  statements: readonly Statement[],
): Promise<{ answers: Answer[]; failure: Error | undefined }> {
  const queries = statements.map(toQuery);
  return new Promise((resolve) => {
    const answers: Answer[] = new Array(queries.length);
    let failure: Error | undefined;
    let waitingFor = queries.length;
    // The connection's stream is public in pg but missing from its types. Corked, the batch is one write.
    const { stream } = (client as unknown as { connection: { stream: import('node:net').Socket } })
      .connection;
    stream.cork();
    queries.forEach((query, index) => {
      client.query(query, (error, answer) => {
        // In a pipeline the first error is the cause; the rest only say that the transaction is aborted.
        if (error) failure ??= error;
        else answers[index] = answer;
        waitingFor -= 1;
        if (waitingFor === 0) resolve({ answers, failure });
      });
    });
    stream.uncork();
  });
}

function toQuery(statement: Statement): pg.QueryConfig {
  assertOneTextPerName(statement);
  const { name, text, values } = statement;
  return { name, text, values: values.map(encodeValue) };
}
