import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Offer } from '../api/types.ts';
import { formatLastInstant } from '../format/dates.ts';
import { formatCount } from '../format/size.ts';
import { useReader } from '../ui/reader.ts';
import { useTermWords } from '../ui/term-words.ts';
import { linePrice, unitPriceFor } from './choose-offer.ts';

const useStyles = makeStyles({
  price: {
    gridColumn: '1 / -1',
    display: 'grid',
    rowGap: '2px',
    padding: '12px 14px',
    backgroundColor: tokens.colorNeutralBackground2,
    borderRadius: tokens.borderRadiusMedium,
    fontVariantNumeric: 'tabular-nums',
  },
});

type Props = {
  readonly offer: Offer;
  readonly quantity: number;
  readonly market: string;
  /** Words for what no window ends, where there is another way. */
  readonly instead?: string | undefined;
};

/** What the choice costs, what of it is tax, and how long it could be taken back. */
export function OfferPrice({ offer, quantity, market, instead }: Props) {
  const styles = useStyles();
  const { t, locale, money } = useReader();
  const { taxNote } = useTermWords(market);
  const total = linePrice(offer, quantity);
  const until = offer.cancellation.cancellable ? offer.cancellation.cancellableUntil : undefined;
  return (
    <output className={styles.price}>
      <Text size={500} weight="semibold">
        {total === undefined ? '–' : money(total, offer.currency)}
      </Text>
      <Text size={200}>
        {t('product.unit', {
          price: money(unitPriceFor(offer, quantity), offer.currency),
          quantity: formatCount(quantity, locale),
        })}
      </Text>
      <Text size={200}>{taxNote(offer)}</Text>
      <Text size={200}>
        {until
          ? t('product.cancelUntil', { until: formatLastInstant(until, locale) })
          : (instead ?? t('product.cancelNever'))}
      </Text>
    </output>
  );
}
