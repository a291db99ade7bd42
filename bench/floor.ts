// Replays captured statements through plain pg clients, in a process of its own: what PostgreSQL and its client can
// do on this machine with the product's statements and nothing around them.

import { poolHint, rememberTake } from '@kontor/server/orders/pool-hints';
import { openPool } from '@kontor/server/platform/db/pools';
import { sendBatch } from '@kontor/server/platform/db/send-batch';
import type pg from 'pg';
import { answerCalls } from './process-call.ts';
import { fillSlots, type Replayed, type ReplayTemplate, replayed } from './replay-template.ts';
import type { Buyer, Subject, Subjects } from './subject.ts';
import { type Run, runAgainst } from './timed-run.ts';

export type FloorCall = {
  readonly databaseUrl: string;
  readonly template: ReplayTemplate;
  readonly connections: number;
  readonly subjects: Subjects;
  /** Somebody of each partner. */
  readonly buyers: readonly Buyer[];
  readonly use: 'again' | 'once';
  /** 'each': as pg pipelines, a Sync a statement. 'batch': one a batch, as the product sends. */
  readonly sync: Sync;
  readonly seconds: number;
};

export type Sync = 'each' | 'batch';

const runFloor = async (call: FloorCall): Promise<Run> => {
  // Only for the product's way of connecting: role, settings, pipeline. Each client is held for the whole run.
  const pool = openPool({ databaseUrl: call.databaseUrl }, 'kontor_app', call.connections);
  try {
    const clients = await Promise.all(Array.from({ length: call.connections }, () => pool.connect()));
    const workers = clients.map((client, index) => {
      const buyer = call.buyers[index % call.buyers.length];
      if (buyer === undefined) throw new Error('every partner has a buyer');
      return (subject: Subject) => replay(client, call, { ...subject, ...buyer });
    });
    const { subjects, use, seconds } = call;
    const run = await runAgainst({ workers, subjects, use, seconds });
    for (const client of clients) client.release();
    return run;
  } finally {
    await pool.end();
  }
};

/** @throws pg.DatabaseError, or Error when a commit did not answer COMMIT */
const replay = async (client: pg.PoolClient, { template, sync }: FloorCall, subject: Subject & Buyer) => {
  const ids = fillSlots(template, subject);
  for (const batch of template.batches) {
    const statements = batch.map((statement) => withHint(replayed(statement, ids)));
    const results = await (sync === 'each' ? sendEach(client, statements) : sendTogether(client, statements));
    const last = results.at(-1)?.command;
    if (last !== 'COMMIT') throw new Error(`commit answered ${last}`);
    statements.forEach((statement, index) => {
      rememberTop(statement, results[index]);
    });
  }
};

type Result = { readonly command: string; readonly rows: readonly unknown[] };

const sendEach = (client: pg.PoolClient, statements: readonly Replayed[]): Promise<Result[]> =>
  Promise.all(statements.map((statement) => client.query(statement)));

const sendTogether = async (
  client: pg.PoolClient,
  statements: readonly Replayed[],
): Promise<readonly Result[]> => {
  const { answers, failure } = await sendBatch(client, statements);
  if (failure !== undefined) throw failure;
  return answers;
};

// A take remembers where free stock begins, as in the product: a hint as old as the capture would make it wade
// through everything taken since, and the floor slower than it is.
const isTake = ({ name }: Replayed): boolean => name === 'orders.take_keys_or_wait';
const poolOf = ({ values }: Replayed) => [String(values[0]), String(values[1]), String(values[2])] as const;
const hintAt = 4;

const withHint = (statement: Replayed): Replayed =>
  isTake(statement)
    ? { ...statement, values: statement.values.with(hintAt, String(poolHint(...poolOf(statement)))) }
    : statement;

const rememberTop = (statement: Replayed, result: Result | undefined): void => {
  if (!isTake(statement)) return;
  const [row] = (result?.rows ?? []) as { readonly top: bigint | null }[]; // the function's own row
  const top = row?.top ?? null;
  if (top === null) throw new Error('the pool of keys ran out');
  rememberTake(...poolOf(statement), top);
};

answerCalls(runFloor);
