import { invariant } from '@kontor/domain/invariant';
import { type CurrencyCode, type Money, money, parseCurrency, zero } from '@kontor/domain/money';
import type { SupportState } from '@kontor/domain/support/support-request';
import { type Target, type TargetClock, targetAt } from '@kontor/domain/support/target-clock';
import type { Instant } from '@kontor/domain/time';
import { type AttachmentRow, type NoteRow, readAttachments, readNotes } from './conversation-store.ts';
import { type LeftRow, type RequestKey, type RequestRow, readLeft, readRequest } from './support-store.ts';

/** A request with everything that was said and added to it. */
export type RequestRecord = {
  readonly row: RequestRow;
  readonly notes: readonly NoteRow[];
  readonly attachments: readonly AttachmentRow[];
  /** Of a refund: what can still be given back, tax included. */
  readonly left: Money | undefined;
};

export const recordReads = (key: RequestKey) =>
  [readRequest(key), readNotes(key), readAttachments(key), readLeft(key)] as const;

export const recordFrom = (
  rows: readonly [RequestRow[], NoteRow[], AttachmentRow[], LeftRow[]],
): RequestRecord | undefined => {
  const [[row], notes, attachments, left] = rows;
  return row && { row, notes, attachments, left: leftFrom(row, left) };
};

const leftFrom = (row: RequestRow, left: readonly LeftRow[]): Money | undefined => {
  if (row.refund_currency === null) return undefined;
  const currency = currencyOf(row.refund_currency);
  const found = left.find((each) => each.currency === currency);
  return found ? money(found.left_minor, currency) : zero(currency);
};

export const currencyOf = (text: string): CurrencyCode => {
  const currency = parseCurrency(text);
  invariant(currency, 'a stored currency is well formed');
  return currency;
};

export const stateOf = (row: RequestRow): SupportState => ({
  status: row.status,
  clock: clockOf(row),
  ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
  ...(row.outcome === null ? {} : { outcome: row.outcome }),
});

const clockOf = (row: RequestRow): TargetClock => ({
  usedMs: Number(row.clock_used_ms),
  ...(row.clock_since === null ? {} : { since: row.clock_since }),
});

export const targetOf = (row: RequestRow, now: Instant): Target =>
  targetAt(clockOf(row), { impact: row.impact, waiting: row.status === 'attention_needed' }, now);

/** The row in the state that an act leads to. A request that was declined and is opened again is undecided. */
export const rowInState = (row: RequestRow, state: SupportState, now: Instant): RequestRow => ({
  ...row,
  status: state.status,
  closed_at: state.closedAt ?? null,
  clock_used_ms: BigInt(state.clock.usedMs),
  clock_since: state.clock.since ?? null,
  outcome: state.outcome ?? null,
  ...(state.outcome === undefined ? { decided_at: null, decided_by: null, kept_purchase: null } : {}),
  version: row.version + 1,
  modified_at: now,
});
