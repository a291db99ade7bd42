import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type LicenceKeyRow = {
  readonly kid: string;
  readonly public_key: Buffer;
  readonly created_at: Instant;
  readonly retired_at: Instant | null;
  readonly verifies_until: Instant | null;
};
export type SigningRow = {
  readonly kid: string;
  readonly private_ciphertext: Buffer;
  readonly data_key_id: number;
};

// Any number that no other lock of ours uses; held to the end of the transaction.
const firstKeyLock = 7_236_541_006;

/** Of several processes that need the first key at once, one makes it and the others wait for it. */
export const lockLicenceKeys = (): Statement => ({
  name: 'licences.lock_keys',
  text: 'select pg_advisory_xact_lock($1)',
  values: [firstKeyLock],
});

/** The key that signs now. */
export const readSigningRow = (): Statement<SigningRow> => ({
  name: 'licences.read_signing_key',
  text: 'select kid, private_ciphertext, data_key_id from kontor.licence_signing_key where retired_at is null',
  values: [],
});

/** Every key that still verifies, newest first. */
export const listVerifyingKeys = (now: Instant): Statement<LicenceKeyRow> => ({
  name: 'licences.list_verifying_keys',
  text: `select kid, public_key, created_at, retired_at, verifies_until from kontor.licence_signing_key
    where verifies_until is null or verifies_until > $1 order by created_at desc, kid`,
  values: [new Date(now)],
});

export type NewLicenceKey = {
  readonly kid: string;
  readonly publicKey: Buffer;
  readonly ciphertext: Buffer;
  readonly dataKeyId: number;
};

export const insertLicenceKey = (key: NewLicenceKey, at: Instant): Statement => ({
  name: 'licences.insert_key',
  text: `insert into kontor.licence_signing_key (kid, public_key, private_ciphertext, data_key_id, created_at)
    values ($1, $2, $3, $4, $5)`,
  values: [key.kid, key.publicKey, key.ciphertext, key.dataKeyId, new Date(at)],
});

/** Raises when somebody else has rotated meanwhile. */
export const retireLicenceKey = (kid: string, at: Instant, verifiesUntil: Instant): Statement => ({
  name: 'licences.retire_key',
  text: `with k as (
    update kontor.licence_signing_key set retired_at = $2, verifies_until = $3
    where kid = $1 and retired_at is null returning 1)
  select kontor.expect(count(*), 1, 'licence_key.changed') from k`,
  values: [kid, new Date(at), new Date(verifiesUntil)],
});
