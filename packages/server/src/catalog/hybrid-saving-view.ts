import type { sku as skuShape } from '@kontor/contract/catalog';
import type { PriceRow } from '@kontor/domain/catalog/price';
import { savingOf } from '@kontor/domain/hybrid-benefit/saving';
import { formatAmount } from '@kontor/domain/money';
import type { z } from 'zod';
import type { NamedOffer } from './assemble-offers.ts';

type HybridBenefit = NonNullable<z.infer<typeof skuShape>['hybridBenefit']>;
type Saving = HybridBenefit['savings'][number];

/** What a SKU at the base rate spares against the one with the operating system inside, price by price. */
export const hybridSaving = (
  sku: { readonly id: string; readonly attributes: Readonly<Record<string, string>> },
  offers: readonly NamedOffer[],
): { readonly hybridBenefit: HybridBenefit } | Record<string, never> => {
  const { windowsSkuId } = sku.attributes;
  if (windowsSkuId === undefined) return {};
  const withSystem = offers.filter((offer) => offer.skuId === windowsSkuId);
  const savings = offers
    .filter((offer) => offer.skuId === sku.id)
    .flatMap((base) => withSystem.flatMap((other) => savingsBetween(base, other)));
  return savings.length === 0 ? {} : { hybridBenefit: { windowsSkuId, savings } };
};

const savingsBetween = (base: NamedOffer, other: NamedOffer): Saving[] =>
  base.segment !== other.segment
    ? []
    : base.prices.flatMap((price) => {
        const windows = other.prices.find((candidate) => isSamePrice(candidate, price));
        if (!windows) return [];
        const { amount, percent } = savingOf(windows.unitPrice, price.unitPrice);
        return [
          {
            segment: base.segment,
            termDuration: price.term,
            billingCycle: price.billingCycle,
            currency: price.unitPrice.currency,
            windowsUnitPrice: formatAmount(windows.unitPrice),
            baseUnitPrice: formatAmount(price.unitPrice),
            amount: formatAmount(amount),
            percent,
          },
        ];
      });

const isSamePrice = (a: PriceRow, b: PriceRow): boolean =>
  a.term === b.term &&
  a.billingCycle === b.billingCycle &&
  a.tierFrom === b.tierFrom &&
  a.unitPrice.currency === b.unitPrice.currency;
