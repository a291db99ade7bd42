import { readFile } from 'node:fs/promises';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount, minorDigits, money, parseCurrency } from '@kontor/domain/money';

export type DemoPrices = {
  /** Hundredths of the currency that a dollar is worth in the demo. */
  readonly currencyHundredthsPerDollar: Readonly<Record<string, number>>;
  readonly offers: readonly {
    readonly productId: string;
    readonly skuId: string;
    readonly term: string;
    readonly plan: string;
    readonly usdCents: number;
    readonly unit: string;
    readonly segments?: readonly string[];
  }[];
};

export type DemoProduct = {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly publisher: string;
  readonly skus: readonly { readonly id: string; readonly title: string }[];
};

export type SheetMarket = { readonly code: string; readonly currency: string };

const folder = new URL('../../data/', import.meta.url);

export const demoProductsFile = new URL('demo-products.jsonl', folder);

export async function readDemoPrices(): Promise<DemoPrices> {
  // Our own file, whose shape the seed's test proves.
  return JSON.parse(await readFile(new URL('demo-prices.json', folder), 'utf8')) as DemoPrices;
}

export async function readDemoProducts(): Promise<DemoProduct[]> {
  const text = await readFile(demoProductsFile, 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as DemoProduct); // as above
}

/** Which products each of the demo's three sheets prices. */
export const demoSheets = [
  { view: 'software', families: ['software_subscription', 'perpetual_software', 'software_plan'] },
  { view: 'azure_reservations', families: ['reservation', 'cloud_plan'] },
  { view: 'marketplace', families: ['marketplace_saas'] },
] as const;

const header =
  'ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,' +
  'Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment';

const tagsOfFamily: Readonly<Record<string, string>> = {
  software_subscription: 'Software;Subscription',
  perpetual_software: 'Software;Perpetual',
  software_plan: 'Software;Plan',
  reservation: 'Azure;Reservation',
  cloud_plan: 'AzurePlan',
  marketplace_saas: 'Marketplace;SaaS',
};

/** A sheet in the real layout, a market at a time; in force from the given year on, without an end. */
export function* writeDemoSheet(
  families: readonly string[],
  sources: { readonly products: readonly DemoProduct[]; readonly prices: DemoPrices },
  markets: readonly SheetMarket[],
  fromYear: number,
): Generator<Buffer> {
  yield Buffer.from(`${header}\r\n`);
  const products = new Map(sources.products.map((product) => [product.id, product]));
  for (const market of markets) {
    const rows = sources.prices.offers.flatMap((offer) => {
      const product = products.get(offer.productId);
      if (product === undefined || !families.includes(product.family)) return [];
      const title = product.skus.find((sku) => sku.id === offer.skuId)?.title ?? product.title;
      const price = priceIn(market.currency, offer.usdCents, sources.prices);
      return (offer.segments ?? ['Commercial']).map((segment) => [
        ...[
          product.title,
          product.id,
          offer.skuId,
          title,
          product.publisher,
          '',
          offer.unit,
          offer.term,
          offer.plan,
        ],
        ...[
          market.code,
          market.currency,
          price,
          '1',
          '',
          `${fromYear}-01-01T00:00:00Z`,
          '9999-11-30T23:59:59Z',
        ],
        ...[tagsOfFamily[product.family] ?? '', '', segment],
      ]);
    });
    if (rows.length > 0) yield Buffer.from(rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join(''));
  }
}

// The demo's prices are dollars times a round rate, cut to the currency's decimals.
function priceIn(code: string, usdCents: number, prices: DemoPrices): string {
  const currency = parseCurrency(code);
  const rate = prices.currencyHundredthsPerDollar[code];
  invariant(currency !== undefined && rate !== undefined, `the demo has no rate for ${code}`);
  const hundredths = (BigInt(usdCents) * BigInt(rate)) / 100n;
  const digits = minorDigits(currency);
  const minor = digits === 0 ? hundredths / 100n : digits === 3 ? hundredths * 10n : hundredths;
  return formatAmount(money(minor, currency));
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
