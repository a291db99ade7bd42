import type { AccountId } from '@kontor/domain/ids';
import type { Instant } from '@kontor/domain/time';
import { jsonb } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';

export type PostalAddress = {
  readonly line1: string;
  readonly line2?: string;
  readonly city: string;
  readonly postalCode?: string;
  readonly region?: string;
};

export type PartnerRow = {
  readonly id: AccountId;
  readonly name: string;
  readonly country: string;
  readonly domain: string;
  readonly mpn_id: string;
  readonly sandbox: boolean;
  readonly suspended_at: Instant | null;
  readonly currency: string | null;
  readonly billing_currency: string | null;
  readonly legal_name: string;
  readonly vat_id: string;
  readonly address: PostalAddress | Record<string, never>;
  readonly language: 'en' | 'tr';
  readonly payment_terms_days: number;
  readonly payment_mode: 'on_account' | 'provider';
  readonly clock_offset_ms: bigint;
  readonly created_at: Instant;
  readonly customers: number;
  readonly credit_limits: readonly CreditLimitRow[];
};

/** Amounts as text, since JSON has no whole numbers of this size. */
export type CreditLimitRow = { readonly currency: string; readonly limit: string; readonly used: string };

const columns = `a.id, a.name, a.country, a.domain, a.mpn_id, a.sandbox, a.suspended_at, a.currency, a.billing_currency,
  a.legal_name, a.vat_id, a.address, a.language, a.payment_terms_days, a.payment_mode, a.clock_offset_ms, a.created_at,
  (select count(*)::int from kontor.customer c where c.account_id = a.id) as customers,
  coalesce((select jsonb_agg(jsonb_build_object('currency', l.currency, 'limit', l.limit_minor::text,
      'used', l.used_minor::text) order by l.currency)
    from kontor.credit_limit l where l.account_id = a.id), '[]') as credit_limits`;

export type PartnerPage = {
  readonly search: string | null;
  /** The last partner of the page before. */
  readonly after: string | null;
  readonly limit: number;
};

/** Partners by name; a deleted sandbox account is none any more. */
export const readPartnerPage = ({ search, after, limit }: PartnerPage): Statement<PartnerRow> =>
  statement(
    'partners.read_page',
    `select ${columns} from kontor.account a
     where a.kind = 'partner' and a.deleted_at is null
       and ($1::text is null or position(lower($1) in lower(a.name)) > 0 or position(lower($1) in lower(a.domain)) > 0
         or a.id::text = lower($1) or a.mpn_id = $1)
       and ($2::uuid is null or (lower(a.name), a.id) > (select lower(b.name), b.id from kontor.account b where b.id = $2))
     order by lower(a.name), a.id limit $3`,
    [search, after, limit],
  );

export const readPartner = (id: string): Statement<PartnerRow> =>
  statement(
    'partners.read',
    `select ${columns} from kontor.account a where a.kind = 'partner' and a.deleted_at is null and a.id = $1`,
    [id],
  );

export type PartnerNames = {
  /** Of the country as a market; null where it is none. */
  readonly currency: string | null;
  readonly email_taken: boolean;
  readonly unknown_currencies: readonly string[];
};

/** What there is to know before a partner is written. */
export const readPartnerNames = (
  country: string | null,
  email: string | null,
  currencies: readonly string[],
): Statement<PartnerNames> =>
  statement(
    'partners.read_names',
    `select (select default_currency from kontor.market where code = $1 order by effective_from desc limit 1) as currency,
       exists (select from kontor.person where lower(email) = lower($2)) as email_taken,
       array(select c from unnest($3::text[]) c where not exists (select from kontor.currency k where k.code = c))
         as unknown_currencies`,
    [country, email, currencies],
  );

/** What of a partner is written by hand; `null` leaves what there is. */
export type PartnerFacts = {
  readonly name: string | null;
  readonly country: string | null;
  readonly domain: string | null;
  readonly mpnId: string | null;
  readonly currency: string | null;
  readonly legalName: string | null;
  readonly vatId: string | null;
  readonly address: PostalAddress | null;
  readonly language: string | null;
  readonly paymentTermsDays: number | null;
  readonly paymentMode: string | null;
};

const factValues = (facts: PartnerFacts) => [
  facts.name,
  facts.country,
  facts.domain,
  facts.mpnId,
  facts.currency,
  facts.legalName,
  facts.vatId,
  facts.address === null ? null : jsonb(facts.address),
  facts.language,
  facts.paymentTermsDays,
  facts.paymentMode,
];

export const insertPartner = (id: string, at: Instant, facts: PartnerFacts): Statement =>
  statement(
    'partners.insert',
    `insert into kontor.account (id, kind, created_at, name, country, domain, mpn_id, currency, legal_name, vat_id, address,
       language, payment_terms_days, payment_mode)
     values ($1, 'partner', $2, $3, $4, coalesce($5, ''), coalesce($6, ''), $7, coalesce($8, ''), coalesce($9, ''),
       coalesce($10::jsonb, '{}'), coalesce($11, 'en'), coalesce($12, 30), coalesce($13, 'on_account'))`,
    [id, new Date(at), ...factValues(facts)],
  );

export const updatePartner = (
  id: string,
  facts: PartnerFacts,
  suspension: { readonly suspended: boolean | null; readonly at: Instant },
): Statement =>
  statement(
    'partners.update',
    `with changed as (
       update kontor.account set name = coalesce($4, name), country = coalesce($5, country), domain = coalesce($6, domain),
         mpn_id = coalesce($7, mpn_id), currency = coalesce($8, currency), legal_name = coalesce($9, legal_name),
         vat_id = coalesce($10, vat_id), address = coalesce($11::jsonb, address), language = coalesce($12, language),
         payment_terms_days = coalesce($13, payment_terms_days), payment_mode = coalesce($14, payment_mode),
         suspended_at = case when $2::boolean is null then suspended_at when $2 then coalesce(suspended_at, $3) end
       where id = $1 and kind = 'partner' and deleted_at is null returning 1)
     select kontor.expect(count(*), 1, 'partner.changed') from changed`,
    [id, suspension.suspended, new Date(suspension.at), ...factValues(facts)],
  );

export type NewLimit = { readonly currency: string; readonly limitMinor: bigint };

/** What is owed stays; only how far it may go changes. */
export const setCreditLimits = (id: string, limits: readonly NewLimit[]): Statement =>
  statement(
    'partners.set_credit_limits',
    `insert into kontor.credit_limit (account_id, currency, limit_minor)
     select $1, l.currency, l.limit_minor from unnest($2::text[], $3::bigint[]) as l(currency, limit_minor)
     on conflict (account_id, currency) do update set limit_minor = excluded.limit_minor`,
    [id, limits.map(({ currency }) => currency), limits.map(({ limitMinor }) => limitMinor)],
  );

export type NewPerson = {
  readonly id: string;
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly totpCiphertext: Buffer;
  readonly dataKeyId: number;
};

export const insertAdministrator = (person: NewPerson): Statement =>
  statement(
    'partners.insert_administrator',
    `insert into kontor.person (account_id, id, kind, email, display_name, password_hash, totp_ciphertext, data_key_id, roles)
     values ($1, $2, 'partner_user', $3, $4, $5, $6, $7, '{global_administrator}')`,
    [
      person.accountId,
      person.id,
      person.email,
      person.name,
      person.passwordHash,
      person.totpCiphertext,
      person.dataKeyId,
    ],
  );

export type NewApplication = {
  readonly accountId: string;
  readonly clientId: string;
  readonly name: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly string[];
};

export const insertApplication = (application: NewApplication): Statement =>
  statement(
    'partners.insert_application',
    `insert into kontor.application (account_id, client_id, name, secret_hash, scopes) values ($1, $2, $3, $4, $5)`,
    [
      application.accountId,
      application.clientId,
      application.name,
      application.secretHash,
      application.scopes,
    ],
  );
