import type { Instant } from '@kontor/domain/time';
import { insertMany, type Statement } from '../db/statement.ts';
import { newUuid } from '../new-id.ts';
import { isAddress, oneLine, plainText } from './mail-text.ts';

export const mailLanguages = ['en', 'tr'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

/** A mail to one person. Never a key or a download link in its text. */
export type Mail = {
  readonly accountId: string;
  readonly to: string;
  readonly language: MailLanguage;
  /** What it is, for the operator's list: `support_answered`. */
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  /** The same key of the same account twice is one mail. */
  readonly dedupeKey?: string;
  /** Where the reader ends mails of this kind; for those that nobody asked for one by one. */
  readonly preferencesUrl?: string;
  /** The text holds an address that opens something (a reply link): it is emptied as soon as the mail is sent. */
  readonly secret?: true;
};

const column = (name: string, type: string) => ({ name, type });

const insertion = {
  name: 'mails.queue',
  table: 'kontor.mail',
  columns: [
    column('account_id', 'uuid'),
    column('id', 'uuid'),
    column('recipient', 'text'),
    column('language', 'text'),
    column('kind', 'text'),
    column('subject', 'text'),
    column('body', 'text'),
    column('dedupe_key', 'text'),
    column('secret', 'boolean'),
    column('preferences_url', 'text'),
    column('status', 'text'),
    column('settled_at', 'timestamptz'),
    column('failure', 'text'),
  ],
  // No target is named: that would ask for the right to read mails, which not everybody who causes one has.
  suffix: 'on conflict do nothing',
};

/**
 * Mails that go out when the act they stand in has committed. One to an address that cannot be written to is kept as
 * failed, so that no act fails for it and the operator sees it.
 */
export const queueMails = (mails: readonly Mail[]): Statement =>
  insertMany(
    insertion,
    mails.map((mail) => {
      const usable = isAddress(mail.to.trim());
      return [
        mail.accountId,
        newUuid(),
        usable ? mail.to.trim() : oneLine(mail.to, 320),
        mail.language,
        mail.kind,
        oneLine(mail.subject, 400),
        plainText(mail.text),
        mail.dedupeKey ?? null,
        mail.secret ?? false,
        mail.preferencesUrl ?? null,
        usable ? 'waiting' : 'failed',
        usable ? null : new Date(),
        usable ? '' : 'this is not an address that mail can be sent to',
      ];
    }),
  );

export type MailStatus = 'waiting' | 'sent' | 'failed';

/** A mail whose turn it is. */
export type DueMail = {
  readonly account_id: string;
  readonly id: string;
  readonly recipient: string;
  readonly language: MailLanguage;
  readonly kind: string;
  readonly subject: string;
  readonly body: string;
  readonly attempts: number;
  readonly created_at: Instant;
  readonly preferences_url: string | null;
};

/** Longer than a server may take to answer, with room to write what it answered. */
const leaseSeconds = 300;

/** Mails for this worker alone until the lease ends; whoever dies in between leaves them to the next. */
export const claimMails = (limit: number): Statement<DueMail> => ({
  name: 'mails.claim',
  text: `with claimed as (
      select account_id, id from kontor.mail
      where status = 'waiting' and next_attempt_at <= clock_timestamp()
      order by next_attempt_at, id limit $1 for update skip locked)
    update kontor.mail m
    set attempts = m.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $2)
    from claimed
    where m.account_id = claimed.account_id and m.id = claimed.id
    returning m.account_id, m.id, m.recipient, m.language, m.kind, m.subject, m.body, m.attempts, m.created_at,
      m.preferences_url`,
  values: [limit, leaseSeconds],
});

export const markMailSent = ({ account_id, id }: DueMail): Statement => ({
  name: 'mails.mark_sent',
  text: `update kontor.mail set status = 'sent', settled_at = clock_timestamp(), failure = '',
      body = case when secret then null else body end
    where account_id = $1 and id = $2 and status = 'waiting'`,
  values: [account_id, id],
});

export const postponeMail = ({ account_id, id }: DueMail, pauseMs: number, why: string): Statement => ({
  name: 'mails.postpone',
  text: `update kontor.mail set next_attempt_at = clock_timestamp() + make_interval(secs => $3 / 1000.0), failure = $4
    where account_id = $1 and id = $2 and status = 'waiting'`,
  values: [account_id, id, pauseMs, oneLine(why, 500)],
});

export const failMail = ({ account_id, id }: DueMail, why: string): Statement => ({
  name: 'mails.fail',
  text: `update kontor.mail set status = 'failed', settled_at = clock_timestamp(), failure = $3
    where account_id = $1 and id = $2 and status = 'waiting'`,
  values: [account_id, id, oneLine(why, 500)],
});

/** What was in settled mails goes after 30 days, the mails themselves after a year. */
export const forgetOldMails = (): Statement[] => [
  {
    name: 'mails.empty_old',
    text: `update kontor.mail set body = null
      where settled_at < clock_timestamp() - interval '30 days' and body is not null`,
    values: [],
  },
  {
    name: 'mails.drop_old',
    text: `delete from kontor.mail where settled_at < clock_timestamp() - interval '1 year' and body is null`,
    values: [],
  },
];

export type MailRow = {
  readonly account_id: string;
  readonly account_name: string;
  readonly id: string;
  readonly recipient: string;
  readonly language: MailLanguage;
  readonly kind: string;
  readonly subject: string;
  readonly status: MailStatus;
  readonly attempts: number;
  readonly next_attempt_at: Instant;
  readonly created_at: Instant;
  readonly settled_at: Instant | null;
  readonly failure: string;
  readonly emptied: boolean;
};

const row = `m.account_id, a.name as account_name, m.id, m.recipient, m.language, m.kind, m.subject, m.status,
  m.attempts, m.next_attempt_at, m.created_at, m.settled_at, m.failure, m.body is null as emptied`;

export type MailPage = {
  readonly status: MailStatus;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

/** The newest first. */
export const readMails = ({ status, after, limit }: MailPage): Statement<MailRow> => ({
  name: 'mails.list',
  text: `select ${row} from kontor.mail m join kontor.account a on a.id = m.account_id
    where m.status = $1
      and (m.created_at, m.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
    order by m.created_at desc, m.id desc limit $4`,
  values: [status, after ? new Date(after.at) : null, after?.id ?? null, limit],
});

export const readMail = (id: string): Statement<MailRow> => ({
  name: 'mails.get',
  text: `select ${row} from kontor.mail m join kontor.account a on a.id = m.account_id where m.id = $1`,
  values: [id],
});

export const countMails = (): Statement<{ readonly status: MailStatus; readonly mails: number }> => ({
  name: 'mails.count',
  text: `select s.status, (select count(*) from (
      select 1 from kontor.mail m where m.status = s.status limit 10000) counted)::integer as mails
    from (values ('waiting'), ('failed')) as s(status)`,
  values: [],
});

/** Raises when it is not failed any more. */
export const retryMailRow = (accountId: string, id: string): Statement => ({
  name: 'mails.retry',
  text: `with retried as (
      update kontor.mail set status = 'waiting', settled_at = null, attempts = 0, next_attempt_at = clock_timestamp()
      where account_id = $1 and id = $2 and status = 'failed' and body is not null returning 1)
    select kontor.expect(count(*), 1, 'mail.changed') from retried`,
  values: [accountId, id],
});
