import type { NoticeKind } from '@kontor/domain/notice/notice-kinds';
import type { Instant, LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import type { MailLanguage } from '../platform/mail/mail-store.ts';

export type DigestAccount = {
  readonly account_id: string;
  readonly country: string;
  readonly last_day: LocalDate | null;
};

/** Accounts in which somebody waits for a digest. */
export const readDigestAccounts = (): Statement<DigestAccount> => ({
  name: 'digests.read_accounts',
  text: `select a.id as account_id, a.country, d.day as last_day
    from (select distinct account_id from kontor.notice where for_digest) n
    join kontor.account a on a.id = n.account_id
    left join kontor.notice_digest d on d.account_id = a.id
    order by a.id`,
  values: [],
});

export type DigestNotice = {
  readonly id: string;
  readonly person_id: string;
  readonly kind: NoticeKind;
  readonly customer_id: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly read_at: Instant | null;
  readonly email: string;
  readonly person_kind: 'partner_user' | 'operator';
  readonly language: MailLanguage;
  readonly disabled: boolean;
};

/** What waits for the digest of an account, a person at a time. */
export const readForDigest = (accountId: string): Statement<DigestNotice> => ({
  name: 'digests.read_notices',
  text: `select n.id, n.person_id, n.kind, n.customer_id, n.facts, n.read_at, p.email, p.kind as person_kind,
      coalesce(r.language, a.language) as language,
      p.disabled_at is not null or a.suspended_at is not null as disabled
    from kontor.notice n
    join kontor.account a on a.id = n.account_id
    join kontor.person p on p.account_id = n.account_id and p.id = n.person_id
    left join kontor.notice_reader r on r.account_id = n.account_id and r.person_id = n.person_id
    where n.account_id = $1 and n.for_digest
    order by n.person_id, n.at desc, n.id desc limit 20000`,
  values: [accountId],
});

/** Raises when somebody else has made the day's digests. */
export const advanceDigest = (accountId: string, last: LocalDate | null, day: LocalDate): Statement => ({
  name: 'digests.advance',
  text: `with advanced as (
      insert into kontor.notice_digest as d (account_id, day) values ($1, $3::date)
      on conflict (account_id) do update set day = excluded.day where d.day = $2::date returning 1)
    select kontor.expect(count(*), 1, 'digest.changed') from advanced`,
  values: [accountId, last, day],
});

export const clearFromDigest = (accountId: string, ids: readonly string[]): Statement => ({
  name: 'digests.clear',
  text: 'update kontor.notice set for_digest = false where account_id = $1 and id = any ($2::uuid[])',
  values: [accountId, ids],
});
