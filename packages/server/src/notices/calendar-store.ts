import type { AccountId } from '@kontor/domain/ids';
import type { Instant, LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import type { MailLanguage } from '../platform/mail/mail-store.ts';

export const readCalendarOf = (
  accountId: string,
  personId: string,
): Statement<{ readonly created_at: Instant }> => ({
  name: 'calendars.get',
  text: 'select created_at from kontor.calendar where account_id = $1 and person_id = $2',
  values: [accountId, personId],
});

/** The address before it, where there was one, is worth nothing from now on. */
export const saveCalendar = (
  { accountId, personId }: { readonly accountId: string; readonly personId: string },
  tokenHash: Buffer,
  at: Instant,
): Statement => ({
  name: 'calendars.save',
  text: `insert into kontor.calendar (account_id, person_id, token_hash, created_at) values ($1, $2, $3, $4)
    on conflict (account_id, person_id) do update
      set token_hash = excluded.token_hash, created_at = excluded.created_at`,
  values: [accountId, personId, tokenHash, new Date(at)],
});

export const dropCalendar = (accountId: string, personId: string): Statement => ({
  name: 'calendars.drop',
  text: 'delete from kontor.calendar where account_id = $1 and person_id = $2',
  values: [accountId, personId],
});

export type FoundCalendar = {
  readonly account_id: AccountId;
  readonly person_id: string;
  readonly kind: 'partner_user' | 'operator' | 'customer_user';
  readonly roles: string[];
  readonly clock_offset_ms: bigint;
  readonly country: string;
};

export const findCalendar = (tokenHash: Buffer): Statement<FoundCalendar> => ({
  name: 'calendars.find',
  text: 'select * from kontor.find_calendar($1)',
  values: [tokenHash],
});

export type OpenWindow = {
  readonly order_id: string;
  readonly line_number: number;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly quantity: number;
  readonly cancellable_until: Instant;
  readonly closed_on: LocalDate | null;
  readonly recorded_at: Instant;
};

/** The windows that close next. They are found by the work that is due of them, of which each open one has a row. */
export const readOpenWindows = (accountId: string, now: Instant, limit: number): Statement<OpenWindow> => ({
  name: 'calendars.read_windows',
  text: `select l.order_id, l.line_number, l.customer_id, c.name as customer_name, l.product_title, l.sku_title,
      l.quantity, l.cancellable_until, l.closed_on, l.recorded_at
    from (select split_part(ref, ':', 1) as order_id, split_part(ref, ':', 2)::integer as line_number
      from kontor.due
      where account_id = $1 and done_at is null
        and kind in ('cancellation_window.closing', 'cancellation_window.closed')
      order by due_at, id limit $3) d
    join kontor.order_line l on l.account_id = $1 and l.order_id = d.order_id and l.line_number = d.line_number
    join kontor.customer c on c.account_id = l.account_id and c.id = l.customer_id
    where l.status <> 'cancelled' and l.cancellable_until >= $2
    order by l.cancellable_until, l.order_id, l.line_number`,
  values: [accountId, new Date(now), limit],
});

/** In which language somebody's calendar speaks. */
export const readCalendarLanguage = (
  accountId: string,
  personId: string,
): Statement<{ readonly language: MailLanguage }> => ({
  name: 'calendars.read_language',
  text: `select coalesce(r.language, a.language) as language
    from kontor.account a
    left join kontor.notice_reader r on r.account_id = a.id and r.person_id = $2
    where a.id = $1`,
  values: [accountId, personId],
});
