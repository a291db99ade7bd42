import type { JWK } from 'jose';
import { jsonb } from '../db/encode-value.ts';
import { type Statement, statement } from '../db/statement.ts';

export type SigningKeyRow = {
  readonly kid: string;
  readonly public_jwk: JWK;
  readonly private_ciphertext: Buffer;
  readonly data_key_id: number;
};

// Any number that no other lock of ours uses; held to the end of the transaction.
const firstStartLock = 7_236_541_003;

/** Of several processes that start at once, one makes the key and the others wait for it. */
export const lockSigningKeys = (): Statement =>
  statement('signing_key.lock', 'select pg_advisory_xact_lock($1)', [firstStartLock]);

/** Newest first. */
export const listSigningKeys = (): Statement<SigningKeyRow> =>
  statement(
    'signing_key.list',
    `select kid, public_jwk, private_ciphertext, data_key_id from kontor.signing_key
     where retired_at is null order by created_at desc, kid`,
  );

export const insertSigningKey = (row: SigningKeyRow, algorithm: string): Statement =>
  statement(
    'signing_key.insert',
    `insert into kontor.signing_key (kid, algorithm, public_jwk, private_ciphertext, data_key_id)
     values ($1, $2, $3::jsonb, $4, $5)`,
    [row.kid, algorithm, jsonb(row.public_jwk), row.private_ciphertext, row.data_key_id],
  );
