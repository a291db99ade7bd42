import { resourceOfAction } from '@kontor/domain/activity/actions';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import type { ActivityEntry } from './activity-store.ts';

export type ErasableRow = {
  readonly account_id: string;
  readonly email: string | null;
  readonly display_name: string | null;
};

/** The person of an id: everybody's, or those of one account. */
export const readErasable = (personId: string, accountId: string | null): Statement<ErasableRow> => ({
  name: 'erase.read_person',
  text: `select p.account_id, p.email, p.display_name from kontor.person p
    where p.id = $1 and ($2::uuid is null or p.account_id = $2)
    union all
    select s.account_id, null, null from kontor.activity_subject s
    where s.id = $1 and ($2::uuid is null or s.account_id = $2)
      and not exists (select from kontor.person p where p.id = $1)
    limit 1`,
  values: [personId, accountId],
});

export type SubjectState = { readonly account_id: string; readonly erased_at: Instant | null };

/** In which logs somebody has a salt, or had one. */
export const readSubjectStates = (personId: string): Statement<SubjectState> => ({
  name: 'erase.read_subjects',
  text: 'select account_id, erased_at from kontor.activity_subject where id = $1',
  values: [personId],
});

/** Under which names they are on record. */
export const readSubjectNames = (personId: string): Statement<{ readonly name: string }> => ({
  name: 'erase.read_names',
  text: 'select distinct name from kontor.activity_name where actor_id = $1',
  values: [personId],
});

/** Whether records of somebody wait for their numbers, with their name in clear. */
export const readWaitingOf = (
  personId: string,
  names: readonly string[],
): Statement<{ readonly waiting: boolean }> => ({
  name: 'erase.read_waiting',
  text: `select exists (select from kontor.activity_pending p where p.person_id = $1 or p.resource_id = $1::text
    or lower(p.person_name) = any ($2)
    or exists (select from unnest($2::text[]) n (name)
      where position(n.name in lower(concat(p.old_value::text, p.new_value::text, p.details::text))) > 0)) as waiting`,
  values: [personId, names],
});

/** First of all, and one at a time: records that are being placed are waited for; of two at once the second finds it done. */
export const holdErasure = (personId: string, accounts: readonly string[]): readonly Statement[] => [
  {
    name: 'erase.hold',
    text: 'select pg_advisory_xact_lock(7236541009)',
    values: [],
  },
  {
    name: 'erase.expect_undone',
    text: `select kontor.expect(least(count(*) filter (where s.erased_at is null), 1), 1, 'erasure.changed')
      from unnest($2::uuid[]) a (account_id) left join kontor.activity_subject s on s.account_id = a.account_id and s.id = $1`,
    values: [personId, accounts],
  },
];

// Somebody whom the log has not met yet gets no salt either when it does.
export const forgetSubject = (accountId: string, personId: string, at: Instant): readonly Statement[] => [
  {
    name: 'erase.add_subject',
    text: `insert into kontor.activity_subject (account_id, id, salt, erased_at) values ($1, $2, null, $3)
      on conflict do nothing`,
    values: [accountId, personId, new Date(at)],
  },
  {
    name: 'erase.forget_subject',
    text: 'select kontor.forget_activity_subject($1, $2, $3) as records',
    values: [accountId, personId, new Date(at)],
  },
];

export const forgetNames = (accountId: string, names: readonly string[]): Statement => ({
  name: 'erase.forget_names',
  text: 'select kontor.forget_activity_names($1, $2) as records',
  values: [accountId, names],
});

/** What the operator did from the command line, where nobody is signed in; on the account's own clock. */
export const addTerminalRecord = (
  accountId: string,
  application: string,
  entry: ActivityEntry,
  realNow: Instant,
): Statement => ({
  name: 'erase.add_terminal_record',
  text: `insert into kontor.activity_pending (account_id, id, at, action, outcome, resource_type, resource_id, application,
      old_value, new_value, details)
    select a.id, $2, $3::timestamptz + a.clock_offset_ms * interval '1 millisecond', $4, 'succeeded', $5, $6, $7,
      $8::jsonb, $9::jsonb, $10::jsonb
    from kontor.account a where a.id = $1`,
  values: [
    accountId,
    newUuid(),
    new Date(realNow),
    entry.action,
    resourceOfAction[entry.action],
    entry.resourceId,
    application,
    JSON.stringify(entry.oldValue ?? null),
    JSON.stringify(entry.newValue ?? null),
    JSON.stringify(entry.details ?? {}),
  ],
});
