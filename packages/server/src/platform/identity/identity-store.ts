import type { JsonWebKey } from 'node:crypto';
import { type Statement, statement } from '../db/statement.ts';

export type PersonKind = 'partner_user' | 'customer_user' | 'operator';

export type PersonRow = {
  readonly account_id: string;
  readonly id: string;
  readonly customer_id: string | null;
  readonly kind: PersonKind;
  readonly email: string;
  readonly display_name: string;
  readonly roles: readonly string[];
  readonly disabled: boolean;
};

export type SecretPersonRow = PersonRow & {
  readonly password_hash: string;
  readonly totp_ciphertext: Buffer | null;
  readonly data_key_id: number | null;
  readonly totp_last_step: bigint;
};

export type ApplicationRow = {
  readonly account_id: string;
  readonly client_id: string;
  readonly name: string;
  /** SHA-256 of the secret, which is random and long. */
  readonly secret_hash: Buffer;
  readonly scopes: readonly string[];
  readonly disabled: boolean;
  /** Where a person's sign-in may return to, compared whole. */
  readonly redirect_uris: readonly string[];
  /** Keeps no secret; its refresh tokens work once. */
  readonly public: boolean;
  readonly certificates: readonly ApplicationCertificate[];
  readonly account_name: string;
};

export type ApplicationCertificate = {
  /** Thumbprints, in hexadecimal. */
  readonly sha256: string;
  readonly sha1: string;
  readonly jwk: JsonWebKey;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
};

export const findPerson = (id: string): Statement<PersonRow> =>
  statement('identity.find_person', 'select * from kontor.find_person($1)', [id]);

export const findPersonByEmail = (email: string): Statement<SecretPersonRow> =>
  statement('identity.find_person_by_email', 'select * from kontor.find_person_by_email($1)', [email]);

export const findApplication = (clientId: string): Statement<ApplicationRow> =>
  statement('identity.find_client', 'select * from kontor.find_client($1)', [clientId]);

/** The domains that stand for an account and, if given, for one of its customers in the path of a token request. */
export const listTenantDomains = (
  accountIds: readonly string[],
  customerId: string | null,
): Statement<{ readonly domain: string }> =>
  statement(
    'identity.list_tenant_domains',
    `select lower(domain) as domain from kontor.account where id = any ($1::uuid[])
     union select lower(domain) from kontor.customer where id = $2::uuid`,
    [accountIds, customerId],
  );
