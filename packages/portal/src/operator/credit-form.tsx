import { useState } from 'react';
import { call } from '../api/call.ts';
import type { CreditLine } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import { useReader } from '../ui/reader.ts';
import { FormDialog } from './form-dialog.tsx';

type Props = {
  readonly partnerId: string;
  readonly orderId: string;
  readonly line: CreditLine;
  readonly onDone: (what: string) => void;
  readonly onClose: () => void;
};

/** Asked once and sent once: the key makes a second press the same credit. */
const newKey = (): string => crypto.randomUUID();

/** An amount of one line given back, up to what is left of it. */
export function CreditForm({ partnerId, orderId, line, onDone, onClose }: Props) {
  const { t, locale, money, longDate } = useReader();
  const [key] = useState(newKey);
  const { lineNumber, currency, taxMode } = line;
  const left = money(line.left, currency);
  return (
    <FormDialog
      title={t('credits.giveOf', { title: line.skuTitle })}
      explain={t(taxMode === 'inclusive' ? 'credits.leftInclusive' : 'credits.leftExclusive', { left })}
      fields={() => [
        {
          kind: 'text',
          name: 'amount',
          label: t('credits.amount', { currency }),
          numeric: true,
          required: true,
          maxLength: 20,
        },
        {
          kind: 'lines',
          name: 'reason',
          label: t('credits.reason'),
          hint: t('credits.reasonHint'),
          required: true,
        },
      ]}
      initial={{}}
      submit={t('credits.give')}
      failed={t('credits.notGiven')}
      permission="credits.give"
      stale={[['partners', partnerId]]}
      send={({ amount = '', reason = '' }) =>
        call(
          'giveCredit',
          {
            params: { partnerId, orderId },
            body: { lineNumber, amount: amount.trim(), currency, reason: reason.trim() },
          },
          { headers: { 'idempotency-key': key } },
        )
      }
      onDone={({ total, tax, billingPeriod, invoiceDate }) =>
        onDone(
          t('credits.given', {
            total: money(total, currency),
            tax: money(tax, currency),
            month: formatMonth(billingPeriod, locale, invoiceDate.slice(0, 4)),
            date: longDate(invoiceDate),
          }),
        )
      }
      onClose={onClose}
    />
  );
}
