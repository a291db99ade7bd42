import { Button, makeStyles, Text } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import type { Sku } from '../api/types.ts';
import { firstReservationChoice, reservationInput } from '../reservations/reservation-choice.ts';
import { ReservationFields } from '../reservations/reservation-fields.tsx';
import { useReader } from '../ui/reader.ts';
import { useTermWords } from '../ui/term-words.ts';
import { usePathParam } from '../ui/url-state.ts';
import { ChoiceSelect } from './choice-select.tsx';
import { type Choice, nearestOffer, values } from './choose-offer.ts';
import { OfferPrice } from './offer-price.tsx';
import { QuantityField, quantityOf } from './quantity-field.tsx';
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
  add: { justifySelf: 'start' },
});

type Props = {
  readonly skus: readonly Sku[];
  readonly cart: OpenCart;
  readonly market: string;
  /** A reservation asks for its scope and its cloud subscription too. */
  readonly reserves?: boolean;
};

/** SKU, term, billing and quantity; each answer narrows the next, the price follows at once. */
export function OfferForm({ skus, cart, market, reserves = false }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const customerId = usePathParam('customerId');
  const [reservation, setReservation] = useState(firstReservationChoice);
  const [added, setAdded] = useState('');
  const [skuId, setSkuId] = useState(skus[0]?.skuId);
  const [wanted, setWanted] = useState<Partial<Choice>>({});
  const [quantityText, setQuantityText] = useState(String(skus[0]?.minimumQuantity ?? 1));
  const sku = skus.find((each) => each.skuId === skuId) ?? skus[0];
  const offer = sku && nearestOffer(sku.offers, wanted);
  if (!sku || !offer) return null;
  const quantity = quantityOf(quantityText, sku);
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (quantity === undefined || (reserves && !reservation.cloudSubscriptionId)) return;
    cart.add({
      ...offer,
      quantity,
      ...(reserves ? { reservation: reservationInput(reservation, sku) } : {}),
    });
    setAdded(t('product.added', { title: sku.title, quantity }));
  };
  return (
    <form className={styles.form} onSubmit={add}>
      <div className={styles.whole}>
        <ChoiceSelect
          label={t('product.sku')}
          values={skus.map((each) => each.skuId)}
          chosen={sku.skuId}
          name={(id) => skus.find((each) => each.skuId === id)?.title ?? id}
          onChoose={setSkuId}
        />
      </div>
      <OfferChoices sku={sku} chosen={offer} onChoose={(patch) => setWanted({ ...offer, ...patch })} />
      <QuantityField sku={sku} text={quantityText} onChange={setQuantityText} />
      {reserves && (
        <ReservationFields
          customerId={customerId}
          sku={sku}
          offer={offer}
          choice={reservation}
          onChoose={setReservation}
        />
      )}
      <OfferPrice
        offer={offer}
        quantity={quantity ?? 1}
        market={market}
        instead={reserves ? t('reservation.refundRules') : undefined}
      />
      <Button
        type="submit"
        appearance="primary"
        className={styles.add}
        disabledFocusable={
          quantity === undefined || cart.saving || (reserves && !reservation.cloudSubscriptionId)
        }
      >
        {t('product.add')}
      </Button>
      <Text role="status" className={styles.whole}>
        {added}
      </Text>
    </form>
  );
}

type ChoicesProps = {
  readonly sku: Sku;
  readonly chosen: Choice;
  readonly onChoose: (patch: Partial<Choice>) => void;
};

function OfferChoices({ sku: { offers }, chosen, onChoose }: ChoicesProps) {
  const { t } = useReader();
  const { term, billing } = useTermWords();
  const { segment, currency, termDuration, billingCycle } = chosen;
  const segments = values(offers, 'segment', {});
  return (
    <>
      {segments.length > 1 && (
        <ChoiceSelect
          label={t('products.segment')}
          values={segments}
          chosen={segment}
          name={(value) => t(`segment.${value}`)}
          onChoose={(value) => onChoose({ segment: value })}
        />
      )}
      <ChoiceSelect
        label={t('product.term')}
        values={values(offers, 'termDuration', { segment, currency })}
        chosen={termDuration}
        name={term}
        onChoose={(value) => onChoose({ termDuration: value })}
      />
      <ChoiceSelect
        label={t('product.billing')}
        values={values(offers, 'billingCycle', { segment, currency, termDuration })}
        chosen={billingCycle}
        name={billing}
        onChoose={(value) => onChoose({ billingCycle: value })}
      />
    </>
  );
}
