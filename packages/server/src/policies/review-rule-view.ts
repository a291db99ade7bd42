import type { reviewRule } from '@kontor/contract/policies';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount, money, parseCurrency } from '@kontor/domain/money';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import type { ReviewRuleRow } from './review-rule-store.ts';

export const reviewRuleView = (row: ReviewRuleRow): z.infer<typeof reviewRule> => ({
  id: row.id,
  kind: row.kind,
  ...(row.amount_minor === null ? {} : { amount: amountOf(row.amount_minor, row.currency) }),
  ...(row.order_ids === null ? {} : { orderIds: row.order_ids }),
  effectiveFrom: formatInstant(row.effective_from),
  ...(row.ended_at === null ? {} : { endedAt: formatInstant(row.ended_at) }),
});

const amountOf = (minor: bigint, code: string | null) => {
  const currency = parseCurrency(code ?? '');
  invariant(currency, 'an amount rule has a currency');
  return { value: formatAmount(money(minor, currency)), currency };
};
