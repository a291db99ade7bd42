import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type PublicKeyRow = {
  readonly id: string;
  readonly public_key: Buffer;
  readonly created_at: Instant;
  readonly retired_at: Instant | null;
};
export type SigningKeyRow = {
  readonly id: string;
  readonly public_key: Buffer;
  readonly private_ciphertext: Buffer;
  readonly data_key_id: number;
};

// Any number that no other lock of ours uses; held to the end of the transaction.
const firstKeyLock = 7_236_541_010;

/** Of several processes that need the first key at once, one makes it and the others wait for it. */
export const lockActivityKeys = (): Statement => ({
  name: 'activity_keys.lock',
  text: 'select pg_advisory_xact_lock($1)',
  values: [firstKeyLock],
});

/** The key that signs now. */
export const readSigningKey = (): Statement<SigningKeyRow> => ({
  name: 'activity_keys.read_signing',
  text: 'select id, public_key, private_ciphertext, data_key_id from kontor.activity_key where retired_at is null',
  values: [],
});

/** Every key there ever was, the one that signs first, then the newest. */
export const listActivityKeys = (): Statement<PublicKeyRow> => ({
  name: 'activity_keys.list',
  text: `select id, public_key, created_at, retired_at from kontor.activity_key
    order by retired_at is not null, created_at desc, id`,
  values: [],
});

export type NewActivityKey = {
  readonly id: string;
  readonly publicKey: Buffer;
  readonly ciphertext: Buffer;
  readonly dataKeyId: number;
};

export const insertActivityKey = (key: NewActivityKey, at: Instant): Statement => ({
  name: 'activity_keys.insert',
  text: `insert into kontor.activity_key (id, public_key, private_ciphertext, data_key_id, created_at)
    values ($1, $2, $3, $4, $5)`,
  values: [key.id, key.publicKey, key.ciphertext, key.dataKeyId, new Date(at)],
});

/** Raises when somebody else has rotated meanwhile. */
export const retireActivityKey = (id: string, at: Instant): Statement => ({
  name: 'activity_keys.retire',
  text: `with k as (update kontor.activity_key set retired_at = $2 where id = $1 and retired_at is null returning 1)
  select kontor.expect(count(*), 1, 'activity_key.changed') from k`,
  values: [id, new Date(at)],
});
