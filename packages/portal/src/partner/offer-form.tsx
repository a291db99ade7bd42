import { Button, Field, Input, makeStyles, Select, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { Offer, Sku } from '../api/types.ts';
import { formatLastInstant } from '../format/dates.ts';
import { formatCount } from '../format/size.ts';
import { useReader } from '../ui/reader.ts';
import { useTermWords } from '../ui/term-words.ts';
import { useToast } from '../ui/toast.tsx';
import { type Choice, linePrice, nearestOffer, unitPriceFor, values } from './choose-offer.ts';
import type { OpenCart } from './use-cart.ts';

const useStyles = makeStyles({
  form: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 200px), 1fr))',
    gap: '12px',
    width: '100%',
    maxWidth: '640px',
  },
  whole: { gridColumn: '1 / -1' },
  price: {
    gridColumn: '1 / -1',
    display: 'grid',
    rowGap: '2px',
    padding: '12px 14px',
    backgroundColor: tokens.colorNeutralBackground2,
    borderRadius: tokens.borderRadiusMedium,
    fontVariantNumeric: 'tabular-nums',
  },
  add: { justifySelf: 'start' },
});

type Props = { readonly skus: readonly Sku[]; readonly cart: OpenCart; readonly market: string };

export function OfferForm({ skus, cart, market }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const { term, billing } = useTermWords();
  const toast = useToast();
  const [skuId, setSkuId] = useState(skus[0]?.skuId);
  const sku = skus.find((each) => each.skuId === skuId) ?? skus[0];
  const [wanted, setWanted] = useState<Partial<Choice>>({});
  const [quantityText, setQuantityText] = useState(String(sku?.minimumQuantity ?? 1));
  const offer = sku && nearestOffer(sku.offers, wanted);
  if (!sku || !offer) return null;
  const quantity = Number(quantityText);
  const fits =
    Number.isInteger(quantity) && quantity >= sku.minimumQuantity && quantity <= sku.maximumQuantity;
  const choose = (patch: Partial<Choice>) => setWanted({ ...offer, ...patch });
  const { segment, currency, termDuration } = offer;
  const segmentValues = values(sku.offers, 'segment', {});
  const termValues = values(sku.offers, 'termDuration', { segment, currency });
  const billingValues = values(sku.offers, 'billingCycle', { segment, currency, termDuration });
  const add = () => {
    cart.add({ ...offer, quantity });
    toast(t('product.added', { title: sku.title }));
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) add();
      }}
    >
      <Field label={t('product.sku')} className={styles.whole}>
        <Select value={sku.skuId} onChange={(_, data) => setSkuId(data.value)}>
          {skus.map((each) => (
            <option key={each.skuId} value={each.skuId}>
              {each.title}
            </option>
          ))}
        </Select>
      </Field>
      {segmentValues.length > 1 && (
        <Field label={t('products.segment')}>
          <Select
            value={segment}
            onChange={(_, { value }) => choose({ segment: pick(segmentValues, value, segment) })}
          >
            {segmentValues.map((each) => (
              <option key={each} value={each}>
                {t(`segment.${each}`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label={t('product.term')}>
        <Select
          value={termDuration}
          onChange={(_, { value }) => choose({ termDuration: pick(termValues, value, termDuration) })}
        >
          {termValues.map((each) => (
            <option key={each} value={each}>
              {term(each)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('product.billing')}>
        <Select
          value={offer.billingCycle}
          onChange={(_, { value }) =>
            choose({ billingCycle: pick(billingValues, value, offer.billingCycle) })
          }
        >
          {billingValues.map((each) => (
            <option key={each} value={each}>
              {billing(each)}
            </option>
          ))}
        </Select>
      </Field>
      <QuantityField sku={sku} text={quantityText} fits={fits} onChange={setQuantityText} />
      <OfferPrice offer={offer} quantity={fits ? quantity : 1} market={market} />
      <Button
        type="submit"
        appearance="primary"
        className={styles.add}
        disabledFocusable={!fits || cart.saving}
      >
        {t('product.add')}
      </Button>
    </form>
  );
}

function pick<T extends string>(known: readonly T[], value: string, otherwise: T): T {
  return known.find((each) => each === value) ?? otherwise;
}

type QuantityProps = {
  readonly sku: Sku;
  readonly text: string;
  readonly fits: boolean;
  readonly onChange: (text: string) => void;
};

function QuantityField({ sku, text, fits, onChange }: QuantityProps) {
  const { t, locale } = useReader();
  const { minimumQuantity, maximumQuantity } = sku;
  const limits = t('product.limits', {
    minimum: formatCount(minimumQuantity, locale),
    maximum: formatCount(maximumQuantity, locale),
  });
  return (
    <Field label={t('line.quantity')} {...(fits ? {} : { validationMessage: limits })}>
      <Input
        type="number"
        inputMode="numeric"
        min={minimumQuantity}
        max={maximumQuantity}
        step={1}
        value={text}
        onChange={(_, data) => onChange(data.value)}
      />
    </Field>
  );
}

type PriceProps = { readonly offer: Offer; readonly quantity: number; readonly market: string };

function OfferPrice({ offer, quantity, market }: PriceProps) {
  const styles = useStyles();
  const { t, locale, money } = useReader();
  const { taxNote } = useTermWords(market);
  const total = linePrice(offer, quantity);
  const { cancellation } = offer;
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
        {cancellation.cancellable && cancellation.cancellableUntil
          ? t('product.cancelUntil', { until: formatLastInstant(cancellation.cancellableUntil, locale) })
          : t('product.cancelNever')}
      </Text>
    </output>
  );
}
