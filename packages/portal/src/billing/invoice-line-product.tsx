import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { InvoiceLine } from '../api/types.ts';
import { explainCredit } from '../ui/explain-credit.ts';
import { useReader } from '../ui/reader.ts';
import { kindWords } from './kind-words.ts';

const useStyles = makeStyles({
  product: { display: 'grid', rowGap: '2px' },
  faint: { color: tokens.colorNeutralForeground3, textAlign: 'inherit', overflowWrap: 'anywhere' },
});

const dayMs = 86_400_000;

/** A period ends before the day that the API names; people read its last day. */
function lastDayOf(periodEnd: string): string {
  return new Date(Date.parse(periodEnd) - dayMs).toISOString().slice(0, 10);
}

type Props = { readonly line: InvoiceLine; readonly currency: string };

/** What a line is about: the product, why it is there, for which days, and the arithmetic of what is given back. */
export function InvoiceLineProduct({ line, currency }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t, date } = reader;
  const { periodStart: from, periodEnd: end } = line;
  const days = from && end ? t('line.period', { from: date(from), to: date(lastDayOf(end)) }) : '';
  const formula = isFacts(line.formula) ? line.formula : undefined;
  const arithmetic = explainCredit(formula, line.explanation ?? '', currency, reader);
  return (
    <span className={styles.product}>
      {line.skuTitle}
      <Text size={200} className={styles.faint}>
        {[kindWords(line.kind, t), days].filter(Boolean).join(' · ')}
      </Text>
      {arithmetic && (
        <Text size={200} className={styles.faint}>
          {arithmetic}
        </Text>
      )}
      {line.reason && (
        <Text size={200} className={styles.faint}>
          {t('invoice.reason', { reason: line.reason })}
        </Text>
      )}
    </span>
  );
}

function isFacts(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
