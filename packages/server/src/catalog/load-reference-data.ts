import { readFile } from 'node:fs/promises';
import { type PresetRule, policyPresets } from '@kontor/domain/cancellation/policy-presets';
import { writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import {
  addCurrencies,
  addMarkets,
  addPolicies,
  addReservationMarkets,
  addTaxRates,
  type CurrencyData,
  lockReferenceData,
  type MarketData,
  type PolicyData,
  type ReservationMarketData,
  type TaxRateData,
} from './market-data-store.ts';

const folder = new URL('../../data/', import.meta.url);

/** The ids that purchases freeze on their lines, so they are the same in every installation. */
const defaultPolicyIds = {
  software_subscription: '5c1f2a60-0d7e-4c55-9d0b-6f0a3b1c0001',
  perpetual_software: '5c1f2a60-0d7e-4c55-9d0b-6f0a3b1c0002',
  software_plan: '5c1f2a60-0d7e-4c55-9d0b-6f0a3b1c0003',
} as const satisfies Record<PresetRule['family'], string>;

/**
 * Loads markets, currencies, the markets without reservations, tax rates and the default cancellation policies as
 * rows in force from the year 2000. Safe to call at every start: rows that exist are left alone (product 2 and 6).
 */
export async function loadReferenceData(system: Pool): Promise<void> {
  const [currencies, markets, reservations, taxes] = await Promise.all([
    readData<readonly CurrencyData[]>('currencies.json'),
    readData<readonly MarketData[]>('markets.json'),
    readData<readonly ReservationMarketData[]>('reservation-markets.json'),
    readData<{ readonly source: string; readonly rates: readonly TaxRateData[] }>('tax-rates.json'),
  ]);
  await writeBatch(system, noTenant, [
    lockReferenceData(),
    addCurrencies(currencies),
    addMarkets(markets),
    addReservationMarkets(reservations),
    addTaxRates(taxes.rates, taxes.source),
    addPolicies(defaultPolicies()),
  ]);
}

function defaultPolicies(): PolicyData[] {
  return policyPresets.default.map(({ family, window, credit }) => ({
    id: defaultPolicyIds[family],
    family,
    window,
    credit,
    preset: 'default',
  }));
}

async function readData<T>(name: string): Promise<T> {
  // Our own files, whose shape a test proves by loading them.
  return JSON.parse(await readFile(new URL(name, folder), 'utf8')) as T;
}
