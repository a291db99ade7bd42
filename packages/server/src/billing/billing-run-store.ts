import type { BillingPeriod } from '@kontor/domain/billing/billing-run';
import type { AccountId } from '@kontor/domain/ids';
import type { Instant, LocalDate } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';

export type RunStatus = 'running' | 'completed' | 'failed';

/** Whose series the documents are numbered in: production as a whole, or one sandbox account. */
export type Issuer = 'production' | AccountId;

export type RunRow = {
  readonly id: string;
  readonly issuer: Issuer;
  readonly period: BillingPeriod;
  readonly only_account_id: AccountId | null;
  readonly status: RunStatus;
  readonly invoice_date: LocalDate;
  readonly done_until: AccountId | null;
  readonly invoices: number;
  readonly lines: number;
  readonly parked: number;
  readonly error: string | null;
  readonly started_at: Instant;
  readonly finished_at: Instant | null;
};

const columns = `id, issuer, period, only_account_id, status, invoice_date, done_until, invoices, lines, parked, error,
  started_at, finished_at`;

export type NewRun = Pick<
  RunRow,
  'id' | 'issuer' | 'period' | 'only_account_id' | 'invoice_date' | 'started_at'
> & {
  readonly started_by: string | null;
};

export const insertRun = (run: NewRun): Statement => ({
  name: 'billing.insert_run',
  text: `insert into kontor.billing_run (id, issuer, period, only_account_id, status, invoice_date, started_by, started_at)
    values ($1, $2, $3, $4, 'running', $5, $6, $7)`,
  values: [
    run.id,
    run.issuer,
    run.period,
    run.only_account_id,
    run.invoice_date,
    run.started_by,
    new Date(run.started_at),
  ],
});

/** A sandbox account has a series of its own from its first document on. */
export const openSeries = (issuer: Issuer): Statement => ({
  name: 'billing.open_series',
  text: `insert into kontor.invoice_series (issuer, prefix) values ($1, $2) on conflict (issuer) do nothing`,
  values: [issuer, issuer === 'production' ? 'G' : 'GS'],
});

export const readRun = (id: string): Statement<RunRow> => ({
  name: 'billing.read_run',
  text: `select ${columns} from kontor.billing_run where id = $1`,
  values: [id],
});

/** Runs that began and did not end: going on now, or left by a process that died. */
export const readRunningRuns = (issuer: Issuer | null): Statement<RunRow> => ({
  name: 'billing.read_running_runs',
  text: `select ${columns} from kontor.billing_run where status = 'running' and ($1::text is null or issuer = $1)
    order by started_at, id`,
  values: [issuer],
});

export type RunPage = {
  readonly before: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
};

/** Newest first. */
export const readRunPage = ({ before, limit }: RunPage): Statement<RunRow> => ({
  name: 'billing.read_run_page',
  text: `select ${columns} from kontor.billing_run
    where (started_at, id) < (coalesce($1::timestamptz, 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by started_at desc, id desc limit $3`,
  values: [before ? new Date(before.at) : null, before?.id ?? null, limit],
});

export const completeRun = (id: string, at: Instant): Statement => ({
  name: 'billing.complete_run',
  text: `with r as (
      update kontor.billing_run set status = 'completed', finished_at = $2 where id = $1 and status = 'running' returning 1)
    select kontor.expect(count(*), 1, 'billing_run.changed') from r`,
  values: [id, new Date(at)],
});

/** The accounts of the next part of a run, in the order in which documents are numbered. */
export const readShard = (
  run: Pick<RunRow, 'issuer' | 'only_account_id'>,
  after: AccountId | null,
  size: number,
): Statement<{ readonly upto: AccountId | null }> => ({
  name: 'billing.read_shard',
  text: `select max(id::text)::uuid as upto from (
      select id from kontor.account
      where kind = 'partner' and (case when $1 = 'production' then not sandbox else id::text = $1 end)
        and ($2::uuid is null or id = $2) and ($3::uuid is null or id > $3)
      order by id limit $4) a`,
  values: [run.issuer, run.only_account_id, after, size],
});
