import type { Instant } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';

export type OrderAttachment = {
  readonly account_id: string;
  readonly order_id: string;
  readonly id: string;
  readonly customer_id: string;
  readonly kind: 'purchase_order' | 'tender';
  readonly file_name: string;
  readonly content_type: string;
  readonly size_bytes: bigint;
  readonly sha256: Buffer;
  readonly storage_key: string;
  /** What was said with the file: its customer's price, its currency, whether it is of a tender. */
  readonly stated: Readonly<Record<string, unknown>>;
  readonly at: Instant;
};

const column = (name: string, type: string) => ({ name, type });

const insertion = {
  name: 'orders.insert_attachments',
  table: 'kontor.order_attachment',
  columns: [
    column('account_id', 'uuid'),
    column('order_id', 'text'),
    column('id', 'uuid'),
    column('customer_id', 'uuid'),
    column('kind', 'text'),
    column('file_name', 'text'),
    column('content_type', 'text'),
    column('size_bytes', 'bigint'),
    column('sha256', 'bytea'),
    column('storage_key', 'text'),
    column('stated', 'jsonb'),
    column('at', 'timestamptz'),
  ],
};

export const insertAttachments = (rows: readonly OrderAttachment[]): Statement =>
  insertMany(
    insertion,
    rows.map((row) => [
      row.account_id,
      row.order_id,
      row.id,
      row.customer_id,
      row.kind,
      row.file_name,
      row.content_type,
      row.size_bytes,
      row.sha256,
      row.storage_key,
      JSON.stringify(row.stated),
      new Date(row.at),
    ]),
  );

export const readAttachments = (
  accountId: string,
  customerId: string,
  orderId: string,
): Statement<OrderAttachment> => ({
  name: 'orders.read_attachments',
  text: `select account_id, order_id, id, customer_id, kind, file_name, content_type, size_bytes, sha256, storage_key,
      stated, at from kontor.order_attachment
    where account_id = $1 and customer_id = $2 and order_id = $3 order by at, kind, id`,
  values: [accountId, customerId, orderId],
});
