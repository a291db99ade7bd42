import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { OrderLine } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { CancellationTermsText } from '../ui/cancellation-terms.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useReader } from '../ui/reader.ts';
import { StatusWord, type Tone } from '../ui/status-word.tsx';
import { useTermWords } from '../ui/term-words.ts';

const useStyles = makeStyles({
  faint: { color: tokens.colorNeutralForeground3, display: 'block', textAlign: 'inherit' },
});

const tones: Readonly<Record<OrderLine['status'], Tone>> = {
  provisioning: 'waiting',
  fulfilled: 'good',
  cancelled: 'off',
};

type Props = { readonly lines: readonly OrderLine[]; readonly currency: string };

export function OrderLineTable({ lines, currency }: Props) {
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
        line.status !== 'cancelled' ? <CancellationTermsText terms={line.cancellation} /> : null,
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
