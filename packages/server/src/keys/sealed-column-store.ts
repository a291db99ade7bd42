import { invariant } from '@kontor/domain/invariant';
import { type Statement, statement } from '../platform/db/statement.ts';

/** A column whose values are sealed, and where in the words of the vault each value stands. */
export type SealedColumn = {
  readonly table:
    | 'licence_key'
    | 'person'
    | 'signing_key'
    | 'licence_signing_key'
    | 'activity_key'
    | 'webhook_secret'
    | 'webhook_signing_key';
  readonly column: string;
  readonly id: { readonly name: string; readonly type: 'uuid' | 'text' };
  /** The tenant that a row's value is bound to, as SQL over the row. */
  readonly tenant: string;
};

/**
 * Everything that is sealed under a data key. Whoever adds a column with a `data_key_id` beside it adds it here:
 * rotate-keys.db.test.ts compares this list with the database's catalogue.
 */
export const sealedColumns: readonly SealedColumn[] = [
  {
    table: 'licence_key',
    column: 'ciphertext',
    id: { name: 'id', type: 'uuid' },
    tenant: `case when bound_to_tenant then account_id || '/' || entitlement_id else 'installation' end`,
  },
  {
    table: 'person',
    column: 'totp_ciphertext',
    id: { name: 'id', type: 'uuid' },
    tenant: 'account_id::text',
  },
  {
    table: 'signing_key',
    column: 'private_ciphertext',
    id: { name: 'kid', type: 'text' },
    tenant: `'installation'`,
  },
  {
    table: 'licence_signing_key',
    column: 'private_ciphertext',
    id: { name: 'kid', type: 'text' },
    tenant: `'installation'`,
  },
  {
    table: 'activity_key',
    column: 'private_ciphertext',
    id: { name: 'id', type: 'text' },
    tenant: `'installation'`,
  },
  {
    table: 'webhook_secret',
    column: 'ciphertext',
    id: { name: 'id', type: 'uuid' },
    tenant: 'account_id::text',
  },
  {
    table: 'webhook_signing_key',
    column: 'private_ciphertext',
    id: { name: 'kid', type: 'text' },
    tenant: `'installation'`,
  },
];

export type SealedRow = {
  readonly id: string;
  readonly tenant: string;
  readonly ciphertext: Buffer;
  readonly data_key_id: number;
};

const pageRows = 500;

/** Some rows under another key than the newest, last ones first: who buys takes the first of a pool. */
export const readSealedRows = (
  { table, column, id, tenant }: SealedColumn,
  { newest, before }: { readonly newest: number; readonly before: string | undefined },
): Statement<SealedRow> =>
  statement(
    `sealed.read_${table}${before === undefined ? '' : '_before'}`,
    `select ${id.name}::text as id, ${tenant} as tenant, ${column} as ciphertext, data_key_id from kontor.${table}
     where data_key_id <> $1 and ${column} is not null ${before === undefined ? '' : `and ${id.name} < $2`}
     order by ${table}.${id.name} desc limit ${pageRows}`,
    before === undefined ? [newest] : [newest, before],
  );

export type ResealedRow = { readonly id: string; readonly before: Buffer; readonly after: Buffer };

/**
 * Puts the new ciphertexts in place of exactly those that were opened. A row that a look has sealed again meanwhile
 * is left as it is, and the rows are held no longer than this one statement takes.
 */
export const replaceSealed = (
  { table, column, id }: SealedColumn,
  newest: number,
  rows: readonly ResealedRow[],
): Statement => {
  invariant(rows.length <= pageRows, 'rows are held for a moment only');
  return statement(
    `sealed.replace_${table}`,
    `update kontor.${table} t set ${column} = n.after, data_key_id = $1
     from unnest($2::${id.type}[], $3::bytea[], $4::bytea[]) as n (id, before, after)
     where t.${id.name} = n.id and t.${column} = n.before`,
    [newest, rows.map((row) => row.id), rows.map((row) => row.before), rows.map((row) => row.after)],
  );
};

/** How many rows of a table each data key seals. */
export const countSealed = ({
  table,
}: SealedColumn): Statement<{ readonly data_key_id: number; readonly rows: bigint }> =>
  statement(
    `sealed.count_${table}`,
    `select data_key_id, count(*) as rows from kontor.${table} where data_key_id is not null group by data_key_id`,
  );

/** Whole tables are read, which takes as long as they are long. Holds to the end of the transaction. */
export const allowLongReading = (): Statement =>
  statement(
    'sealed.allow_long_reading',
    `select set_config('statement_timeout', '10min', true), set_config('idle_in_transaction_session_timeout', '10min', true)`,
  );
