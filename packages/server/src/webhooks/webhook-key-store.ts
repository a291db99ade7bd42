import { type Statement, statement } from '../platform/db/statement.ts';

export type WebhookKeyRow = {
  readonly kid: string;
  readonly certificate: Buffer;
  readonly private_ciphertext: Buffer;
  readonly data_key_id: number;
};

// Any number that no other lock of ours uses; held to the end of the transaction.
const firstKeyLock = 7_236_541_016;

export const lockWebhookKeys = (): Statement =>
  statement('webhook_key.lock', 'select pg_advisory_xact_lock($1)', [firstKeyLock]);

export const readWebhookKey = (): Statement<WebhookKeyRow> =>
  statement(
    'webhook_key.read',
    'select kid, certificate, private_ciphertext, data_key_id from kontor.webhook_signing_key where retired_at is null',
  );

export const insertWebhookKey = (row: WebhookKeyRow): Statement =>
  statement(
    'webhook_key.insert',
    `insert into kontor.webhook_signing_key (kid, certificate, private_ciphertext, data_key_id)
     values ($1, $2, $3, $4)`,
    [row.kid, row.certificate, row.private_ciphertext, row.data_key_id],
  );
