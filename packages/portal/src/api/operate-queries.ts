import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';

/** What an operator sets: policies, markets, partners, prices, billing. Keys begin with the noun that a change touches. */
export const policiesQuery = queryOptions({
  queryKey: ['policies'],
  queryFn: ({ signal }) => call('listPolicies', { query: { upcoming: 'true' } }, { signal }),
});

export const policyVersionsQuery = (policyId: string) =>
  queryOptions({
    queryKey: ['policies', policyId],
    queryFn: ({ signal }) => call('getPolicy', { params: { policyId } }, { signal }),
  });

export type PolicyDraft = Parameters<typeof call<'createPolicy'>>[1]['body'];

export const policyPreviewQuery = (body: PolicyDraft, ready: boolean) =>
  queryOptions({
    queryKey: ['policies', 'preview', body],
    queryFn: ({ signal }) => call('previewPolicy', { body }, { signal }),
    enabled: ready,
    retry: false,
  });

export const reviewRulesQuery = queryOptions({
  queryKey: ['review-rules'],
  queryFn: ({ signal }) => call('listReviewRules', {}, { signal }),
});

export const taxRatesQuery = queryOptions({
  queryKey: ['tax-rates'],
  queryFn: ({ signal }) => call('listTaxRates', { query: { upcoming: 'true' } }, { signal }),
});

export const missingTaxRatesQuery = queryOptions({
  queryKey: ['tax-rates', 'missing'],
  queryFn: ({ signal }) => call('listMissingTaxRates', {}, { signal }),
});

type Family = NonNullable<Parameters<typeof call<'listMarketAvailability'>>[1]['query']>['family'];

export const marketsQuery = (family: Family) =>
  queryOptions({
    queryKey: ['markets', family],
    queryFn: ({ signal }) => call('listMarketAvailability', { query: { family } }, { signal }),
    staleTime: 60_000,
  });

export const partnersQuery = (query: {
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
}) =>
  queryOptions({
    queryKey: ['partners', query],
    queryFn: ({ signal }) => call('listPartners', { query }, { signal }),
  });

export const partnerQuery = (partnerId: string) =>
  queryOptions({
    queryKey: ['partners', partnerId],
    queryFn: ({ signal }) => call('getPartner', { params: { partnerId } }, { signal }),
  });

export const partnerDiscountsQuery = (partnerId: string) =>
  queryOptions({
    queryKey: ['partners', partnerId, 'discounts'],
    queryFn: ({ signal }) => call('listPartnerDiscounts', { params: { partnerId } }, { signal }),
  });

type Search = { readonly search?: string | undefined; readonly cursor?: string | undefined };

export const partnerCustomersQuery = (partnerId: string, query: Search) =>
  queryOptions({
    queryKey: ['partners', partnerId, 'customers', query],
    queryFn: ({ signal }) => call('listPartnerCustomers', { params: { partnerId }, query }, { signal }),
  });

export const creditLeftQuery = (partnerId: string, orderId: string) =>
  queryOptions({
    queryKey: ['partners', partnerId, 'credits', orderId],
    queryFn: ({ signal }) => call('getCreditLeft', { params: { partnerId, orderId } }, { signal }),
    staleTime: 0,
  });

/** Always fresh: what a preview promises is what the deed does a moment later. */
export const partnerRefundQuery = (partnerId: string, reservationId: string) =>
  queryOptions({
    queryKey: ['partners', partnerId, 'refund', reservationId],
    queryFn: ({ signal }) =>
      call('previewPartnerRefund', { params: { partnerId, reservationId } }, { signal }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

export const reservationPoliciesQuery = queryOptions({
  queryKey: ['reservation-policies'],
  queryFn: ({ signal }) => call('listReservationPolicies', {}, { signal }),
});

export const promotionsQuery = (query: { readonly cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ['promotions', query],
    queryFn: ({ signal }) => call('listPromotions', { query }, { signal }),
  });

export const exchangeRatesQuery = (query: { readonly cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ['exchange-rates', query],
    queryFn: ({ signal }) => call('listExchangeRates', { query }, { signal }),
  });

export const billingSettingsQuery = queryOptions({
  queryKey: ['settings', 'billing'],
  queryFn: ({ signal }) => call('getBillingSettings', {}, { signal }),
});
