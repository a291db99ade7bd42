import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { OrderDetail, OrderLine } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { CancellationTermsText } from '../ui/cancellation-terms.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useReader } from '../ui/reader.ts';
import { StatusWord, type Tone } from '../ui/status-word.tsx';
import { useTermWords } from '../ui/term-words.ts';
import { WhyButton } from './why-button.tsx';

const useStyles = makeStyles({
  faint: { color: tokens.colorNeutralForeground3, display: 'block', textAlign: 'inherit' },
  terms: { display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center' },
});

const tones: Readonly<Record<OrderLine['status'], Tone>> = {
  provisioning: 'waiting',
  fulfilled: 'good',
  cancelled: 'off',
};

type Props = { readonly order: OrderDetail };

export function OrderLineTable({ order }: Props) {
  const { id: orderId, customerId, lines, currency } = order;
  const styles = useStyles();
  const { t, locale, money, date } = useReader();
  const { term, billing, taxNote } = useTermWords();
  const columns: Column<OrderLine>[] = [
    {
      key: 'product',
      title: t('line.product'),
      cell: (line) => (
        <span>
          {line.skuTitle}
          <Text size={200} className={styles.faint}>
            {[term(line.termDuration), billing(line.billingCycle)].filter(Boolean).join(' · ')}
          </Text>
          {line.startsOn && line.endsOn && (
            <Text size={200} className={styles.faint}>
              {t('line.period', { from: date(line.startsOn), to: date(line.endsOn) })}
            </Text>
          )}
        </span>
      ),
    },
    {
      key: 'unit',
      title: t('line.unitPrice'),
      numeric: true,
      cell: (line) => money(line.unitPrice, currency, 'code'),
    },
    {
      key: 'quantity',
      title: t('line.quantity'),
      numeric: true,
      cell: (line) => formatCount(line.quantity, locale),
    },
    { key: 'net', title: t('line.net'), numeric: true, cell: (line) => money(line.net, currency, 'code') },
    {
      key: 'tax',
      title: t('line.tax'),
      numeric: true,
      cell: (line) => <span title={taxNote(line)}>{money(line.tax, currency, 'code')}</span>,
    },
    {
      key: 'total',
      title: t('line.total'),
      numeric: true,
      cell: (line) => money(line.total, currency, 'code'),
    },
    {
      key: 'status',
      title: t('orders.status'),
      cell: (line) => <StatusWord tone={tones[line.status]}>{t(`lineStatus.${line.status}`)}</StatusWord>,
    },
    {
      key: 'cancel',
      title: t('line.lastDay'),
      cell: (line) =>
        line.status !== 'cancelled' ? (
          <span className={styles.terms}>
            <CancellationTermsText terms={line.cancellation} />
            <WhyButton
              customerId={customerId}
              orderId={orderId}
              lineNumber={line.lineNumber}
              what={line.skuTitle}
            />
          </span>
        ) : null,
    },
  ];
  return (
    <DataTable
      label={t('orders.lines')}
      columns={columns}
      rows={lines}
      rowKey={(line) => String(line.lineNumber)}
    />
  );
}
