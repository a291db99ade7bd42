import { Text } from '@fluentui/react-components';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { productQuery, productsQuery } from '../api/catalog-queries.ts';
import {
  type ExchangeTarget,
  exchangePreviewQuery,
  exchangeReservation,
} from '../api/reservation-queries.ts';
import type { Offer, Reservation, ReservationExchange, Sku } from '../api/types.ts';
import { ChoiceSelect } from '../partner/choice-select.tsx';
import { type Choice, nearestOffer, values } from '../partner/choose-offer.ts';
import { QuantityField, quantityOf } from '../partner/quantity-field.tsx';
import { Facts } from '../ui/facts.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useTermWords } from '../ui/term-words.ts';
import { DialogFrame } from './dialog-frame.tsx';
import { useDeed } from './use-deed.ts';

type Props = {
  readonly customerId: string;
  readonly reservation: Reservation;
  readonly onClose: () => void;
};

/** Another SKU of the same type, what is left of the old one, what the new one costs, and the difference. */
export function ExchangeDialog({ customerId, reservation, onClose }: Props) {
  const { t } = useReader();
  const [productId, setProductId] = useState(reservation.productId);
  const products = useInfiniteQuery(productsQuery(customerId, { family: 'reservation' }));
  const product = useQuery(productQuery(customerId, productId, undefined));
  const [wanted, setWanted] = useState<Wanted>({ text: String(reservation.quantity) });
  const skus = product.data?.skus.filter((sku) => sku.offers.length > 0) ?? [];
  const chosen = chosenOf(skus, wanted);
  const target = chosen && targetOf(chosen);
  const preview = useQuery(exchangePreviewQuery(customerId, reservation.id, target));
  const { busy, failure, run } = useDeed(customerId, onClose);
  const offered = products.data?.pages.flatMap((page) => page.items) ?? [];
  const exchange = () => {
    if (target) run((key) => exchangeReservation(customerId, reservation.id, target, key));
  };
  return (
    <DialogFrame
      title={t('reservation.exchange')}
      submit={t('reservation.exchangeNow')}
      reason={preview.data && target ? undefined : t('reservation.exchangePreviewFailed')}
      busy={busy || preview.isFetching}
      failure={failure}
      failed={t('reservation.exchangeFailed')}
      onSubmit={exchange}
      onClose={onClose}
    >
      <Text>{t('reservation.exchangeExplain')}</Text>
      {offered.length > 0 && (
        <ChoiceSelect
          label={t('reservation.exchangeFor')}
          values={offered.map(({ id }) => id)}
          chosen={productId}
          name={(id) => offered.find((one) => one.id === id)?.title ?? id}
          onChoose={(id) => {
            setProductId(id);
            setWanted({ text: wanted.text });
          }}
        />
      )}
      {chosen ? (
        <TargetFields skus={skus} chosen={chosen} onChoose={setWanted} />
      ) : product.error || product.data ? (
        <EmptyState text={t('reservation.exchangeNone')} />
      ) : (
        <LoadingLines lines={4} />
      )}
      {preview.error ? (
        <ReadFailure error={preview.error} what={t('reservation.exchangePreviewFailed')} />
      ) : (
        preview.data && target && <ExchangeFacts exchange={preview.data} />
      )}
    </DialogFrame>
  );
}

/** What was answered so far; what is left open is the first that there is. */
type Wanted = { readonly skuId?: string; readonly offer?: Partial<Choice>; readonly text: string };
type Chosen = { readonly sku: Sku; readonly offer: Offer; readonly text: string };

function chosenOf(skus: readonly Sku[], { skuId, offer: wanted = {}, text }: Wanted): Chosen | undefined {
  const sku = skus.find((each) => each.skuId === skuId) ?? skus[0];
  const offer = sku && nearestOffer(sku.offers, wanted);
  return sku && offer && { sku, offer, text };
}

function targetOf({ sku, offer, text }: Chosen): ExchangeTarget | undefined {
  const quantity = quantityOf(text, sku);
  if (quantity === undefined) return undefined;
  const { catalogItemId, termDuration, billingCycle } = offer;
  return { catalogItemId, quantity, termDuration, billingCycle };
}

type TargetProps = {
  readonly skus: readonly Sku[];
  readonly chosen: Chosen;
  readonly onChoose: (wanted: Wanted) => void;
};

function TargetFields({ skus, chosen, onChoose }: TargetProps) {
  const { t } = useReader();
  const { term, billing } = useTermWords();
  const { sku, offer, text } = chosen;
  const { segment, currency, termDuration, billingCycle } = offer;
  const wanted = { skuId: sku.skuId, offer: { segment, currency, termDuration, billingCycle }, text };
  return (
    <>
      <ChoiceSelect
        label={t('product.sku')}
        values={skus.map((each) => each.skuId)}
        chosen={sku.skuId}
        name={(id) => skus.find((each) => each.skuId === id)?.title ?? id}
        onChoose={(skuId) => onChoose({ ...wanted, skuId })}
      />
      <ChoiceSelect
        label={t('product.billing')}
        values={values(sku.offers, 'billingCycle', { segment, currency, termDuration })}
        chosen={billingCycle}
        name={(cycle) => [term(termDuration), billing(cycle)].filter(Boolean).join(' · ')}
        onChoose={(cycle) => onChoose({ ...wanted, offer: { ...wanted.offer, billingCycle: cycle } })}
      />
      <QuantityField sku={sku} text={text} onChange={(next) => onChoose({ ...wanted, text: next })} />
    </>
  );
}

function ExchangeFacts({ exchange }: { readonly exchange: ReservationExchange }) {
  const { t, money, date } = useReader();
  const { currency } = exchange.charge;
  return (
    <Facts
      facts={[
        { term: t('reservation.remaining'), fact: money(exchange.remaining, currency) },
        { term: t('reservation.commitment'), fact: money(exchange.commitment, currency) },
        { term: t('reservation.difference'), fact: money(exchange.difference, currency) },
        { term: t('reservation.credit'), fact: money(exchange.credit.total, currency) },
        { term: t('reservation.charge'), fact: money(exchange.charge.total, currency) },
        {
          term: t('reservation.newTerm'),
          fact: t('reservation.period', { from: date(exchange.startsOn), to: date(exchange.endsOn) }),
        },
      ]}
    />
  );
}
