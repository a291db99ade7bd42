import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { withTransaction } from '../platform/db/transaction.ts';

export const machineId = 'DZH318Z0VM01';
export const databaseId = 'DZH318Z0SQL1';

type SkuSeed = {
  readonly id: string;
  readonly title: string;
  readonly term: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly prices: readonly (readonly [cycle: string, unitMinor: bigint])[];
};

const size = { armSkuName: 'Standard_D4s_v5', cores: '4', ram: '16', armRegionName: 'westeurope' };

const machineSkus: readonly SkuSeed[] = [
  {
    id: '0001',
    title: 'D4s v5, West Europe, 1 year',
    term: 'P1Y',
    attributes: { ...size, operatingSystem: 'Linux', windowsSkuId: '0003' },
    prices: [
      ['one_time', 36_500n],
      ['monthly', 3_100n],
    ],
  },
  {
    id: '0002',
    title: 'D4s v5, West Europe, 3 years',
    term: 'P3Y',
    attributes: { ...size, operatingSystem: 'Linux' },
    prices: [['one_time', 109_600n]],
  },
  {
    id: '0003',
    title: 'D4s v5 with Windows, West Europe, 1 year',
    term: 'P1Y',
    attributes: { ...size, operatingSystem: 'Windows' },
    prices: [
      ['one_time', 60_833n],
      ['monthly', 5_200n],
    ],
  },
];

const databaseSkus: readonly SkuSeed[] = [
  {
    id: '0001',
    title: 'General Purpose, North Europe, 1 year',
    term: 'P1Y',
    attributes: { armSkuName: 'SQLDB_GP_Compute_Gen5', armRegionName: 'northeurope' },
    prices: [['one_time', 999_900n]],
  },
];

/** Where reservations are priced in tests; whether they are sold there is another matter. */
export const pricedMarkets: Readonly<Record<string, string>> = { DE: 'EUR', US: 'USD', AU: 'AUD', AZ: 'USD' };

export const reservationItem = (market: string, skuId = '0001', productId = machineId): string =>
  `${productId}:${skuId}:${availabilityOf(productId, skuId, market)}`;

const availabilityOf = (productId: string, skuId: string, market: string): string =>
  `${productId.slice(-4)}${skuId}${market}00`;

/** Virtual machines and databases to reserve, priced in some markets, with rates into dollars. */
export const addReservationProducts = (
  system: Pool,
  markets: Readonly<Record<string, string>> = pricedMarkets,
): Promise<void> =>
  withTransaction(system, noTenant, async (transaction) => {
    const { rows } = await transaction.sql(
      `insert into kontor.price_sheet (view, row_count, effective_from, sha256, imported_by)
       values ('azure_reservations', 1, '2020-01-01Z', '\\x01', 'tests') returning version`,
    );
    const { version } = rows[0] as { version: number }; // the row that was just inserted
    let line = 0;
    for (const [productId, title, type, skus] of [
      [machineId, 'Reserved VM Instance', 'VirtualMachines', machineSkus],
      [databaseId, 'SQL Database Reserved vCore', 'SqlDatabases', databaseSkus],
    ] as const) {
      await transaction.sql(
        `insert into kontor.product (id, title, family, publisher, type_id, sub_type_id, sub_type_name)
         values ($1, $2, 'reservation', 'Microsoft Corporation', 'Azure', $3, $3)`,
        [productId, title, type],
      );
      for (const sku of skus) {
        await transaction.sql(
          `insert into kontor.sku (product_id, id, title, key_source, keys_per_purchase, attributes, prerequisites)
           values ($1, $2, $3, 'none', 1, $4, '{AzureSubscriptionRegistration}')`,
          [productId, sku.id, sku.title, JSON.stringify(sku.attributes)],
        );
        for (const [market, currency] of Object.entries(markets)) {
          const availability = availabilityOf(productId, sku.id, market);
          await transaction.sql(
            `insert into kontor.availability (product_id, sku_id, id, market, segment, currency)
             values ($1, $2, $3, $4, 'commercial', $5)`,
            [productId, sku.id, availability, market, currency],
          );
          for (const [cycle, unitMinor] of sku.prices) {
            line += 1;
            await transaction.sql(
              `insert into kontor.price (sheet_version, line, product_id, sku_id, availability_id, term_duration,
                 billing_cycle, unit_minor, effective_from, effective_to)
               values ($1, $2, $3, $4, $5, $6, $7, $8, '2020-01-01Z', '2036-12-31Z')`,
              [version, line, productId, sku.id, availability, sku.term, cycle, unitMinor],
            );
          }
        }
      }
    }
    for (const [from, rate] of [
      ['EUR', '1.1'],
      ['AUD', '0.6'],
    ])
      await transaction.sql(
        `insert into kontor.exchange_rate (from_currency, to_currency, rate, effective_from)
         values ($1, 'USD', $2, '2020-01-01Z') on conflict do nothing`,
        [from, rate],
      );
  });
