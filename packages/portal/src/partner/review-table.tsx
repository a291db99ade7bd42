import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { CartLine } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { CancellationTermsText } from '../ui/cancellation-terms.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useReader } from '../ui/reader.ts';
import { useTermWords } from '../ui/term-words.ts';
import { lineErrorWords } from './line-error-words.ts';

const useStyles = makeStyles({
  faint: { color: tokens.colorNeutralForeground3, display: 'block', textAlign: 'inherit' },
  error: { color: tokens.colorPaletteRedForeground1, display: 'block' },
});

type Props = { readonly lines: readonly CartLine[]; readonly market: string };

export function ReviewTable({ lines, market }: Props) {
  const styles = useStyles();
  const { t, locale, money } = useReader();
  const { term, billing, taxNote } = useTermWords(market);
  const amount = (key: 'listUnitPrice' | 'unitPrice' | 'net' | 'total') => (line: CartLine) =>
    line.price ? money(line.price[key], line.currency, 'code') : '–';
  const columns: Column<CartLine>[] = [
    {
      key: 'product',
      title: t('line.product'),
      cell: (line) => (
        <span>
          {line.skuTitle}
          <Text size={200} className={styles.faint}>
            {[term(line.termDuration), billing(line.billingCycle)].filter(Boolean).join(' · ')}
          </Text>
          {line.error && (
            <Text size={200} className={styles.error}>
              {lineErrorWords(line.error, t)}
            </Text>
          )}
        </span>
      ),
    },
    {
      key: 'unit',
      title: t('line.unitPrice'),
      numeric: true,
      cell: (line) => (
        <span>
          {amount('unitPrice')(line)}
          {line.price && line.price.discounts.length > 0 && (
            <Text size={200} className={styles.faint}>
              {t('line.listPrice', { price: amount('listUnitPrice')(line) })}
            </Text>
          )}
        </span>
      ),
    },
    {
      key: 'quantity',
      title: t('line.quantity'),
      numeric: true,
      cell: (line) => formatCount(line.quantity, locale),
    },
    { key: 'net', title: t('line.net'), numeric: true, cell: amount('net') },
    {
      key: 'tax',
      title: t('line.tax'),
      numeric: true,
      cell: (line) =>
        line.price && (
          <span>
            {money(line.price.tax, line.currency, 'code')}
            <Text size={200} className={styles.faint}>
              {taxNote(line.price)}
            </Text>
          </span>
        ),
    },
    {
      key: 'total',
      title: t('line.total'),
      numeric: true,
      cell: (line) => (
        <span>
          {amount('total')(line)}
          {line.price?.billed && (
            <Text size={200} className={styles.faint}>
              {t('line.billedIn', {
                price: money(line.price.billed.total, line.price.billed.currency, 'code'),
              })}
            </Text>
          )}
        </span>
      ),
    },
    {
      key: 'cancel',
      title: t('line.lastDay'),
      cell: (line) => <CancellationTermsText terms={line.cancellation} />,
    },
  ];
  return (
    <DataTable label={t('review.lines')} columns={columns} rows={lines} rowKey={(line) => String(line.id)} />
  );
}
