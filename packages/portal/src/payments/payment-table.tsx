import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Payment } from '../api/types.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { isZero } from './share-of.ts';

const useStyles = makeStyles({
  stack: { display: 'grid', rowGap: '2px' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

type Props = { readonly payments: readonly Payment[]; readonly busy: boolean };

export function PaymentTable({ payments, busy }: Props) {
  const { t, money, date } = useReader();
  const columns: Column<Payment>[] = [
    { key: 'paidOn', title: t('payments.paidOn'), nowrap: true, cell: ({ paidOn }) => date(paidOn) },
    { key: 'partner', title: t('payments.partner'), cell: ({ partnerName }) => partnerName },
    {
      key: 'amount',
      title: t('payments.amount'),
      numeric: true,
      cell: ({ amount, currency }) => money(amount, currency, 'code'),
    },
    { key: 'method', title: t('payments.method'), cell: ({ method }) => t(`paymentMethod.${method}`) },
    { key: 'reference', title: t('payments.reference'), cell: (payment) => <Words payment={payment} /> },
    { key: 'allocated', title: t('payments.allocated'), cell: (payment) => <Parts payment={payment} /> },
    {
      key: 'recorded',
      title: t('payments.recorded'),
      nowrap: true,
      cell: ({ recordedAt }) => <ExactDate at={recordedAt} />,
    },
  ];
  return (
    <DataTable
      label={t('payments.title')}
      columns={columns}
      rows={payments}
      rowKey={({ id }) => id}
      busy={busy}
    />
  );
}

function Words({ payment }: { readonly payment: Payment }) {
  const styles = useStyles();
  return (
    <span className={styles.stack}>
      {payment.reference}
      {payment.note !== '' && (
        <Text size={200} className={styles.quiet}>
          {payment.note}
        </Text>
      )}
    </span>
  );
}

function Parts({ payment }: { readonly payment: Payment }) {
  const styles = useStyles();
  const { t, money } = useReader();
  const { allocations, unallocated, currency, partnerId } = payment;
  return (
    <span className={styles.stack}>
      {allocations.map(({ invoiceId, amount }) => (
        <span key={invoiceId}>
          <GoLink href={paths.partnerInvoice(partnerId, invoiceId)}>{invoiceId}</GoLink>{' '}
          {money(amount, currency, 'code')}
        </span>
      ))}
      {!isZero(unallocated) && (
        <span>{t('payments.toBalance', { amount: money(unallocated, currency, 'code') })}</span>
      )}
    </span>
  );
}
