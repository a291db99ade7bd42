import type { marketAvailability, taxRate } from '@kontor/contract/markets';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import type { MarketStanding } from './market-availability.ts';
import type { StandingRate } from './set-tax-rate.ts';
import type { MissingTaxRate } from './tax-rate-store.ts';

type Named = { readonly market_en: string; readonly market_tr: string };

/** The market's name for a reader; data knows English and Turkish. */
const nameFor = ({ market_en, market_tr }: Named, locale: string): string =>
  /^tr\b/i.test(locale) ? market_tr : market_en;

export const taxRateView = (row: StandingRate, locale: string): z.infer<typeof taxRate> => ({
  market: row.market,
  marketName: nameFor(row, locale),
  ...(row.region === '' ? {} : { region: row.region }),
  mode: row.mode,
  rateBasisPoints: row.rate_basis_points,
  effectiveFrom: formatInstant(row.effective_from),
  source: row.source,
  standing: row.standing,
});

export const missingTaxRateView = (row: MissingTaxRate, locale: string) => ({
  market: row.market,
  marketName: nameFor(row, locale),
  customers: row.customers,
});

export const availabilityView = (row: MarketStanding): z.infer<typeof marketAvailability> => ({
  family: row.family,
  market: row.market,
  nameEn: row.name_en,
  nameTr: row.name_tr,
  available: row.available,
  ...(row.effective_from === null ? {} : { effectiveFrom: formatInstant(row.effective_from) }),
  ...(row.position === null ? {} : { position: row.position }),
  upcoming: row.upcoming.map((change) => ({
    available: change.available,
    effectiveFrom: formatInstant(change.effective_from),
  })),
});
