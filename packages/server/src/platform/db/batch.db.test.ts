import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type AccountId, parseAccountId } from '@kontor/domain/ids';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../testing/database.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { captureStatements, query, readBatch, writeBatch } from './batch.ts';
import {
  CommitRefused,
  DatabaseUnavailable,
  ExpectationFailed,
  RetryableError,
  VersionChanged,
} from './errors.ts';
import { withRetries } from './retry.ts';
import { noTenant } from './scope.ts';
import { insertMany, type Statement, statement } from './statement.ts';
import { withTransaction } from './transaction.ts';

const migrations = fileURLToPath(new URL('../../testing/scratch-migrations', import.meta.url));
let database: TestDatabase;

beforeAll(async () => {
  // One connection, so that every batch meets what an earlier one left behind.
  database = await testDatabase({ migrations, pools: { size: { app: 1 }, lockTimeoutMs: 200 } });
});
afterAll(() => database?.drop());
afterEach(() => captureStatements(undefined));

const newTenant = (): { tenant: AccountId } => ({ tenant: parseAccountId(randomUUID())! });
const addNote = (tenant: string, text: string) =>
  statement('note_add', 'insert into kontor.note (tenant, text) values ($1, $2)', [tenant, text]);
const notes = () => statement<{ text: string }>('notes', 'select text from kontor.note order by text');
const rename = (text: string, version: bigint) =>
  statement(
    'note_rename',
    `with changed as (update kontor.note set text = $1, version = version + 1 where version = $2 returning 1)
     select kontor.expect((select count(*) from changed), 1, 'note.changed')`,
    [text, version],
  );

describe('the tenant of a batch', () => {
  test('sees its own rows and no other', async () => {
    const [mine, theirs] = [newTenant(), newTenant()];
    await writeBatch(database.app, mine, [addNote(mine.tenant, 'mine')]);
    await writeBatch(database.app, theirs, [addNote(theirs.tenant, 'theirs')]);
    expect(await query(database.app, mine, notes())).toEqual([{ text: 'mine' }]);
    expect(await query(database.app, theirs, notes())).toEqual([{ text: 'theirs' }]);
  });

  test('is forgotten by the connection: a batch without one finds nothing rather than failing', async () => {
    const mine = newTenant();
    await writeBatch(database.app, mine, [addNote(mine.tenant, 'mine')]);
    expect(await query(database.app, noTenant, notes())).toEqual([]);
  });

  test('cannot write a row of another tenant', async () => {
    const [mine, theirs] = [newTenant(), newTenant()];
    const write = writeBatch(database.app, mine, [addNote(theirs.tenant, 'smuggled')]);
    await expect(write).rejects.toThrow(/row-level security/);
  });

  test('has to be set by an earlier statement: set in the same one, the write is lost without an error', async () => {
    const mine = newTenant();
    await writeBatch(database.app, mine, [addNote(mine.tenant, 'before')]);
    const inOne = statement(
      'trap',
      `with scope as materialized (select set_config('app.tenant', $1, true) as set)
       update kontor.note set text = 'after' from scope where scope.set is not null`,
      [mine.tenant],
    );
    const [written] = await writeBatch(database.app, noTenant, [inOne]);
    expect(written.count).toBe(0);
    expect(await query(database.app, mine, notes())).toEqual([{ text: 'before' }]);
  });
});

describe('a written batch', () => {
  test('answers rows and counts of each statement in order', async () => {
    const mine = newTenant();
    const [added, found] = await writeBatch(database.app, mine, [addNote(mine.tenant, 'one'), notes()]);
    expect(added.count).toBe(1);
    expect(found).toEqual({ rows: [{ text: 'one' }], count: 1 });
  });

  test('keeps nothing when a conditional statement finds another number of rows', async () => {
    const mine = newTenant();
    const batch = [addNote(mine.tenant, 'kept?'), rename('other', 7n), addNote(mine.tenant, 'kept too?')];
    const failure = await writeBatch(database.app, mine, batch).catch((error) => error);
    expect(failure).toBeInstanceOf(VersionChanged);
    expect(failure).toMatchObject({ code: 'note.changed', detail: 'expected 1 rows, found 0' });
    expect(await query(database.app, mine, notes())).toEqual([]);
  });

  test('tells an unmet expectation that is no change of version from one that is', async () => {
    const unmet = statement('unmet', "select kontor.expect(0, 1, 'key.pool_empty')");
    const failure = await writeBatch(database.app, noTenant, [unmet]).catch((error) => error);
    expect(failure).toBeInstanceOf(ExpectationFailed);
    expect(failure).not.toBeInstanceOf(VersionChanged);
  });

  test('reports the first error, not the ones that follow from it, and leaves the connection usable', async () => {
    const failing = statement('division', 'select 1 / $1::int as x', [0]);
    const failure = writeBatch(database.app, newTenant(), [failing, notes(), notes()]);
    await expect(failure).rejects.toThrow('division by zero');
    expect(await query(database.app, newTenant(), notes())).toEqual([]);
  });

  test('fails when a check that waits for the commit fails', async () => {
    const orphan = statement('orphan', 'insert into kontor.due_check values (1, 99)');
    await expect(writeBatch(database.app, noTenant, [orphan])).rejects.toMatchObject({ code: '23503' });
  });

  test('sends nothing when a value cannot be encoded', async () => {
    const mine = newTenant();
    const impossible = statement('impossible', 'select $1::jsonb', [{ amount: 1n }]);
    const write = writeBatch(database.app, mine, [addNote(mine.tenant, 'sent?'), impossible]);
    await expect(write).rejects.toThrow(TypeError);
    expect(await query(database.app, mine, notes())).toEqual([]);
  });

  test('sends nothing when a name stands for another text', async () => {
    const mine = newTenant();
    const write = writeBatch(database.app, mine, [
      addNote(mine.tenant, 'sent?'),
      statement('notes', 'select 1'),
    ]);
    await expect(write).rejects.toThrow('two different texts');
    expect(await query(database.app, mine, notes())).toEqual([]);
  });

  test('may be tried again when a lock is not to be had', async () => {
    const mine = newTenant();
    await writeBatch(database.app, mine, [addNote(mine.tenant, 'one')]);
    await withTransaction(database.owner, noTenant, async (holder) => {
      await holder.sql('select * from kontor.note where tenant = $1 for update', [mine.tenant]);
      const failure = await writeBatch(database.app, mine, [rename('two', 1n)]).catch((error) => error);
      expect(failure).toBeInstanceOf(RetryableError);
    });
    await withRetries(() => writeBatch(database.app, mine, [rename('two', 1n)]));
    expect(await query(database.app, mine, notes())).toEqual([{ text: 'two' }]);
  });

  test('is captured as it was sent, from begin to commit', async () => {
    const mine = newTenant();
    const seen: [string, readonly Statement[]][] = [];
    captureStatements((role, statements) => seen.push([role, statements]));
    await writeBatch(database.app, mine, [addNote(mine.tenant, 'one')]);
    expect(seen).toHaveLength(1);
    expect(seen[0]![0]).toBe('kontor_app');
    expect(seen[0]![1].map(({ name }) => name)).toEqual(['begin', 'scope_tenant', 'note_add', 'commit']);
  });
});

describe('a connection', () => {
  const boom = () =>
    statement('boom', 'select 1 / (select count(*) from kontor.note where text = $1) as x', ['none']);

  test('keeps statements usable that were prepared in a batch that failed', async () => {
    const mine = newTenant();
    for (let time = 1; time <= 3; time += 1) {
      await expect(writeBatch(database.app, mine, [boom(), boom()])).rejects.toThrow('division by zero');
    }
    await writeBatch(database.app, mine, [addNote(mine.tenant, 'none')]);
    expect(await query(database.app, mine, boom())).toEqual([{ x: 1n }]);
  });

  test('is fit for the next batch at once, when many fail and succeed side by side', async () => {
    const mine = newTenant();
    const both = Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0
        ? writeBatch(database.app, mine, [addNote(mine.tenant, `kept ${index}`)])
        : writeBatch(database.app, mine, [addNote(mine.tenant, 'dropped'), rename('none', 99n)]),
    );
    const settled = await Promise.allSettled(both);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
    const found = await query(database.app, mine, notes());
    expect(found.map(({ text }) => text).filter((text) => !text.startsWith('kept'))).toEqual([]);
    expect(found).toHaveLength(25);
  });

  test('that knows a table as it was before a migration is replaced without anybody noticing', async () => {
    const all = statement('due_all', 'select * from kontor.due_check');
    await query(database.app, noTenant, all);
    await withTransaction(database.owner, noTenant, (owner) =>
      owner.sql('alter table kontor.due_check add column extra text'),
    );
    expect(await query(database.app, noTenant, all)).toEqual([]);
  });
});

describe('a read batch', () => {
  test('cannot write', async () => {
    const mine = newTenant();
    await expect(readBatch(database.app, mine, [addNote(mine.tenant, 'no')])).rejects.toThrow(/read-only/);
  });

  test('gives bigints, milliseconds, dates as text, exact decimals and parsed documents', async () => {
    const all = statement(
      'all_types',
      `select 9007199254740993::bigint as big, '{1,null}'::bigint[] as bigs,
         '2026-11-22T15:23:37.123999Z'::timestamptz as at, 'infinity'::timestamptz as never,
         array['1969-12-31T23:59:59.9999Z'::timestamptz] as times,
         '2026-11-22'::date as day, 10.080::numeric as amount, '{"a":[1]}'::jsonb as document`,
    );
    expect(await query(database.app, noTenant, all)).toEqual([
      {
        big: 9007199254740993n,
        bigs: [1n, null],
        at: Date.UTC(2026, 10, 22, 15, 23, 37, 123),
        never: Number.POSITIVE_INFINITY,
        times: [-1],
        day: '2026-11-22',
        amount: '10.080',
        document: { a: [1] },
      },
    ]);
  });

  test('says that the database is not available when the server ends the connection', async () => {
    const suicide = statement('suicide', 'select pg_terminate_backend(pg_backend_pid())');
    const failure = await query(database.owner, noTenant, suicide).catch((error) => error);
    expect(failure).toBeInstanceOf(DatabaseUnavailable);
    expect(await query(database.owner, noTenant, statement('one', 'select 1 as one'))).toEqual([{ one: 1 }]);
  });
});

describe('insertMany', () => {
  test('inserts every row, with quotes, nulls and backslashes as they are', async () => {
    const mine = newTenant();
    const texts = ['plain', 'with "quotes"', "it's", 'back\\slash', '{braces, commas}', 'null', ''];
    const insertion = {
      name: 'notes_many',
      table: 'kontor.note',
      columns: [
        { name: 'tenant', type: 'uuid' },
        { name: 'text', type: 'text' },
      ],
    };
    const rows = texts.map((text) => [mine.tenant, text]);
    const [written] = await writeBatch(database.app, mine, [insertMany(insertion, rows)]);
    expect(written.count).toBe(texts.length);
    const found = await query(database.app, mine, notes());
    expect(found.map(({ text }) => text).sort()).toEqual([...texts].sort());
  });
});

describe('withTransaction', () => {
  test('keeps what was written when the work returns and nothing when it throws', async () => {
    const mine = newTenant();
    const count = await withTransaction(database.app, mine, async (transaction) => {
      await transaction.run(addNote(mine.tenant, 'kept'));
      return (await transaction.run(notes())).count;
    });
    expect(count).toBe(1);
    const refusing = withTransaction(database.app, mine, async (transaction) => {
      await transaction.run(addNote(mine.tenant, 'dropped'));
      throw new Error('changed my mind');
    });
    await expect(refusing).rejects.toThrow('changed my mind');
    expect(await query(database.app, mine, notes())).toEqual([{ text: 'kept' }]);
  });

  test('is an error when COMMIT answers ROLLBACK, however quietly the work took its failure', async () => {
    const mine = newTenant();
    const swallowing = withTransaction(database.app, mine, async (transaction) => {
      await transaction.run(addNote(mine.tenant, 'lost'));
      await transaction.sql('select 1 / 0').catch(() => undefined);
    });
    await expect(swallowing).rejects.toBeInstanceOf(CommitRefused);
    expect(await query(database.app, mine, notes())).toEqual([]);
  });
});
