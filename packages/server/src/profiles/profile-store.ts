import type { AccountId } from '@kontor/domain/ids';
import { jsonb } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';

export const profileKinds = ['legal', 'organization', 'billing', 'support'] as const;
export type ProfileKind = (typeof profileKinds)[number];

export type ProfileContact = Readonly<Record<string, string | undefined>>;
/** What a partner wrote of itself; each kind has members of its own. */
export type ProfileBody = {
  readonly companyName?: string | undefined;
  readonly address?: ProfileContact | undefined;
  readonly primaryContact?: ProfileContact | undefined;
  readonly companyApproverAddress?: ProfileContact | undefined;
  readonly companyApproverEmail?: string | undefined;
  readonly email?: string | undefined;
  readonly language?: string | undefined;
  readonly culture?: string | undefined;
  readonly purchaseOrderNumber?: string | undefined;
  readonly taxId?: string | undefined;
  readonly telephone?: string | undefined;
  readonly website?: string | undefined;
};

/** The account as the operator keeps it, with the profile if one was written. */
export type ProfileRow = {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly domain: string;
  readonly mpn_id: string;
  readonly legal_name: string;
  readonly vat_id: string;
  readonly address: Readonly<Record<string, string>>;
  readonly language: string;
  readonly currency: string | null;
  readonly billing_currency: string | null;
  readonly body: ProfileBody | null;
  /** 0 where nothing was written yet. */
  readonly version: number;
};

export const readProfile = (accountId: AccountId, kind: ProfileKind): Statement<ProfileRow> =>
  statement(
    'profiles.read',
    `select a.id, a.name, a.country, a.domain, a.mpn_id, a.legal_name, a.vat_id, a.address, a.language, a.currency,
       a.billing_currency, p.body, coalesce(p.version, 0) as version
     from kontor.account a left join kontor.partner_profile p on p.account_id = a.id and p.kind = $2
     where a.id = $1`,
    [accountId, kind],
  );

/** As it is to be; somebody else's change since it was read is noticed. */
export const writeProfile = (
  accountId: AccountId,
  kind: ProfileKind,
  version: number,
  body: ProfileBody,
): Statement =>
  statement(
    'profiles.write',
    `with changed as (
       insert into kontor.partner_profile (account_id, kind, body, version) values ($1, $2, $4::jsonb, 1)
       on conflict (account_id, kind) do update set body = excluded.body, version = partner_profile.version + 1
         where partner_profile.version = $3
       returning version)
     select kontor.expect(count(*) filter (where version = $3 + 1), 1, 'profile.changed') from changed`,
    [accountId, kind, version, jsonb(body)],
  );
