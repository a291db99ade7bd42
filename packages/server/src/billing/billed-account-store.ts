import type { AccountId } from '@kontor/domain/ids';
import type { Statement } from '../platform/db/statement.ts';

export type BilledAccount = {
  readonly id: AccountId;
  readonly name: string;
  readonly kind: 'installation' | 'partner';
  readonly sandbox: boolean;
  readonly clock_offset_ms: bigint;
};

export const readBilledAccount = (id: AccountId): Statement<BilledAccount> => ({
  name: 'billing.read_account',
  text: `select id, name, kind, sandbox, clock_offset_ms from kontor.account where id = $1 and deleted_at is null`,
  values: [id],
});

/** Accounts whose clock starts runs: the installation for all of production, and each sandbox for itself. */
export const readUnscheduled = (
  onlyAccountId: AccountId | null,
): Statement<Pick<BilledAccount, 'id' | 'clock_offset_ms'> & { readonly billing_day: number }> => ({
  name: 'billing.read_unscheduled',
  text: `select a.id, a.clock_offset_ms, k.billing_day from kontor.account a cross join kontor.installation k
    where (a.kind = 'installation' or a.sandbox) and a.deleted_at is null and ($1::uuid is null or a.id = $1)
      and not exists (select from kontor.due d where d.account_id = a.id and d.kind = 'billing.run' and d.done_at is null)`,
  values: [onlyAccountId],
});

export const readBillingDay = (): Statement<{ readonly billing_day: number }> => ({
  name: 'billing.read_billing_day',
  text: 'select billing_day from kontor.installation',
  values: [],
});

export type ScheduledMonth = {
  readonly accountId: AccountId;
  readonly id: string;
  readonly at: Date;
  readonly period: string;
};

/** A month is put down once, whoever comes first. */
export const scheduleMonth = ({ accountId, id, at, period }: ScheduledMonth): Statement => ({
  name: 'billing.schedule_month',
  text: `insert into kontor.due (account_id, id, due_at, kind, ref) values ($1, $2, $3, 'billing.run', $4)
    on conflict (account_id, ref) where kind = 'billing.run' do nothing`,
  values: [accountId, id, at, period],
});
