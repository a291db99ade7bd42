import type { NoticeKind } from '@kontor/domain/notice/notice-kinds';
import type { Instant } from '@kontor/domain/time';
import { insertMany, type Statement } from '../platform/db/statement.ts';

export type NewNotice = {
  readonly accountId: string;
  readonly personId: string;
  readonly id: string;
  readonly kind: NoticeKind;
  readonly cause: string;
  readonly customerId: string | null;
  readonly at: Instant;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly forDigest: boolean;
};

const column = (name: string, type: string) => ({ name, type });

export const insertNotices = (notices: readonly NewNotice[]): Statement =>
  insertMany(
    {
      name: 'notices.insert',
      table: 'kontor.notice',
      columns: [
        column('account_id', 'uuid'),
        column('person_id', 'uuid'),
        column('id', 'uuid'),
        column('kind', 'text'),
        column('cause', 'text'),
        column('customer_id', 'uuid'),
        column('at', 'timestamptz'),
        column('facts', 'jsonb'),
        column('for_digest', 'boolean'),
      ],
      suffix: 'on conflict (account_id, cause, person_id) do nothing',
    },
    notices.map((notice) => [
      notice.accountId,
      notice.personId,
      notice.id,
      notice.kind,
      notice.cause,
      notice.customerId,
      new Date(notice.at),
      JSON.stringify(notice.facts),
      notice.forDigest,
    ]),
  );

export type NoticeRow = {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly customer_id: string | null;
  readonly at: Instant;
  readonly read_at: Instant | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly person_name: string | null;
};

export type NoticePage = {
  readonly unreadOnly: boolean;
  readonly after: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

const text = (
  unreadOnly: boolean,
) => `select n.id, n.kind, n.customer_id, n.at, n.read_at, n.facts, p.display_name as person_name
  from kontor.notice n
  left join kontor.person p on p.account_id = n.account_id and p.id = (n.facts->>'personId')::uuid
  where n.account_id = $1 and n.person_id = $2 ${unreadOnly ? 'and n.read_at is null' : ''}
    and (n.at, n.id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
  order by n.at desc, n.id desc limit $5`;

/** A person's own, newest first. */
export const readNotices = (
  { accountId, personId }: { readonly accountId: string; readonly personId: string },
  { unreadOnly, after, limit }: NoticePage,
): Statement<NoticeRow> => ({
  name: unreadOnly ? 'notices.list_unread' : 'notices.list',
  text: text(unreadOnly),
  values: [accountId, personId, after ? new Date(after.at) : null, after?.id ?? null, limit],
});

/** No further than a thousand: a number on a bell. */
export const countUnread = (accountId: string, personId: string): Statement<{ readonly unread: number }> => ({
  name: 'notices.count_unread',
  text: `select count(*)::integer as unread from (
      select 1 from kontor.notice where account_id = $1 and person_id = $2 and read_at is null limit 1000) counted`,
  values: [accountId, personId],
});

export const readNoticeKnown = (accountId: string, personId: string, id: string): Statement => ({
  name: 'notices.known',
  text: 'select 1 from kontor.notice where account_id = $1 and person_id = $2 and id = $3',
  values: [accountId, personId, id],
});

export const markRead = (accountId: string, personId: string, id: string, at: Instant): Statement => ({
  name: 'notices.mark_read',
  text: `update kontor.notice set read_at = $4
    where account_id = $1 and person_id = $2 and id = $3 and read_at is null`,
  values: [accountId, personId, id, new Date(at)],
});

export const markAllRead = (accountId: string, personId: string, at: Instant): Statement => ({
  name: 'notices.mark_all_read',
  text: `update kontor.notice set read_at = $3 where account_id = $1 and person_id = $2 and read_at is null`,
  values: [accountId, personId, new Date(at)],
});

/** Notices are kept for 90 days. */
export const dropOldNotices = (): Statement => ({
  name: 'notices.drop_old',
  text: `delete from kontor.notice n using (
      select account_id, id from kontor.notice
      where recorded_at < clock_timestamp() - interval '90 days' order by recorded_at limit 20000) old
    where n.account_id = old.account_id and n.id = old.id`,
  values: [],
});
