import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Answer } from '../../api/types.ts';
import { formatLastInstant } from '../../format/dates.ts';
import { useReader } from '../../ui/reader.ts';

const useStyles = makeStyles({
  price: {
    display: 'grid',
    rowGap: '4px',
    padding: '12px',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  faint: { color: tokens.colorNeutralForeground3 },
});

/** The arithmetic of added units, as the server will charge them. */
export function QuantityPrice({ price }: { readonly price: Answer<'previewQuantity'> }) {
  const styles = useStyles();
  const { t, locale, money, date } = useReader();
  const { currency, cancellableUntil } = price;
  const share = {
    added: price.added,
    unit: money(price.unitPrice, currency),
    remaining: price.remainingDays,
    days: price.days,
    date: date(price.periodEndsOn),
    tax: money(price.tax, currency),
  };
  return (
    <div className={styles.price} aria-live="polite">
      <Text weight="semibold">
        {`${t('subscription.quantityPrice')}: ${t('subscription.quantityTotalPrice', { total: money(price.total, currency, 'code') })}`}
      </Text>
      <Text>{t('subscription.quantityShare', share)}</Text>
      {cancellableUntil && (
        <Text size={200} className={styles.faint}>
          {t('subscription.quantityWindow', { until: formatLastInstant(cancellableUntil, locale) })}
        </Text>
      )}
    </div>
  );
}
