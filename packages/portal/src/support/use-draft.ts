import { supportTypes } from '@kontor/domain/support/support-type';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { prefillQuery } from '../api/support-queries.ts';
import type { SupportPrefill } from '../api/types.ts';
import { type Reader, useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { oneOf, useUrlSearch } from '../ui/url-state.ts';
import { type Draft, linesOf } from './draft.ts';
import type { Purchase } from './purchase-picker.tsx';

type Written = Partial<Omit<Draft, 'type' | 'customerId' | 'orderId' | 'subscriptionId' | 'lines'>>;

/**
 * The form: what it is about stands in the address, where a refused cancel puts it; what somebody wrote is kept here;
 * what nobody wrote yet is filled in with what the server knows of the purchase and of the person.
 */
export function useDraft() {
  const reader = useReader();
  const { person } = useSession();
  const [search, change] = useUrlSearch();
  const [written, setWritten] = useState<Written>({});
  const known = useQuery(
    prefillQuery({
      orderId: search.order,
      lineItemNumbers: linesOf(search.lines) ? search.lines : undefined,
      subscriptionId: search.order ? undefined : search.subscription,
    }),
  );
  const hasPurchase = Boolean(search.order || search.subscription);
  const prefill = hasPurchase ? known.data : undefined;
  const draft: Draft = {
    type: oneOf(search.type, supportTypes) ?? '',
    impact: 'moderate',
    description: '',
    phone: '',
    name: person.displayName,
    email: person.email,
    ...filledIn(prefill, reader),
    ...written,
    customerId: prefill?.customer.id ?? search.customer,
    orderId: search.order,
    subscriptionId: search.order ? undefined : search.subscription,
    lines: linesOf(search.lines),
  };
  return {
    draft,
    prefill,
    prefilling: known,
    write: (change: Written) => setWritten((before) => ({ ...before, ...change })),
    chooseType: (type: string) => change({ type }, 'replace'),
    chooseCustomer: (customer: string | undefined) => {
      forget();
      change({ customer, order: undefined, subscription: undefined, lines: undefined }, 'replace');
    },
    choosePurchase: ({ order, subscription }: Purchase) => {
      forget();
      change({ customer: draft.customerId, order, subscription, lines: undefined }, 'replace');
    },
    chooseLines: (lines: readonly number[]) => {
      forget();
      change({ lines: lines.join(',') }, 'replace');
    },
  };

  /** Another purchase has another amount. */
  function forget(): void {
    setWritten(({ amount: _amount, ...rest }) => rest);
  }
}

function filledIn(prefill: SupportPrefill | undefined, reader: Reader) {
  if (!prefill) return { title: '', reason: '', amount: '', currency: '' };
  const { value, currency } = prefill.amount;
  return {
    title: reader.t('report.titleFilled', { title: titleOf(prefill) }),
    reason: reasonOf(prefill, reader),
    amount: value,
    currency,
  };
}

function titleOf({ purchase, lineItemNumbers }: SupportPrefill): string {
  const meant = purchase.lines.filter(
    ({ lineItemNumber }) => lineItemNumbers === null || lineItemNumbers.includes(lineItemNumber),
  );
  return [...new Set(meant.map(({ title }) => title))].join(', ').slice(0, 150);
}

function reasonOf({ refusal }: SupportPrefill, { t, date }: Reader): string {
  if (refusal === null) return '';
  const closed = refusal.closedOn ?? refusal.closedAt;
  if (refusal.code.endsWith('window_closed') && closed !== undefined) {
    return t('report.reasonWindow', { date: date(closed) });
  }
  return t(refusal.code.endsWith('needs_review') ? 'report.reasonReview' : 'report.reasonOther');
}

export type DraftForm = ReturnType<typeof useDraft>;
