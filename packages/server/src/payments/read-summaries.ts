import { accepted } from '@kontor/domain/decision';
import type { Instant } from '@kontor/domain/time';
import type { RequestContext } from '../platform/http/context.ts';
import { type AccountDates, readAccountDates } from './balance-store.ts';
import { readPayers } from './payment-store.ts';
import { type Balance, balancesOf } from './read-balance.ts';
import { subjectOf } from './subject.ts';

export type AccountSummary = { readonly balance: Balance; readonly dates: AccountDates | undefined };
export type AccountSummaries = {
  readonly now: Instant;
  /** The account's own currency first, then by code. */
  readonly summaries: readonly AccountSummary[];
};

/** The balances with what the wire tells beside them. */
export const readSummaries = async (
  ctx: RequestContext,
  permission: 'invoices.read' | 'invoice_summaries.read',
) => {
  const subject = await subjectOf(ctx, permission, undefined);
  if (!subject.accepted) return subject;
  const { accountId, now, read } = subject.value;
  const balances = await balancesOf(subject.value);
  const [dates, [payer]] = await read([readAccountDates(accountId), readPayers([accountId])]);
  const isOwn = ({ currency }: Balance): number => (currency === payer?.currency ? 0 : 1);
  const summaries = [...balances]
    .sort((a, b) => isOwn(a) - isOwn(b))
    .map((balance) => ({ balance, dates: dates.find(({ currency }) => currency === balance.currency) }));
  return accepted<AccountSummaries>({ now, summaries });
};
