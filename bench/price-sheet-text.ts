/** A price sheet of the real layout, as large as wanted, and the same at every run. */

const header =
  'ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,' +
  'Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment';

const skusOfProduct = 4;
const marketsOfSku = 100;
const offers = [
  ['P1M', 'OneTime'],
  ['P1Y', 'OneTime'],
  ['P1Y', 'Monthly'],
  ['P3Y', 'OneTime'],
  ['P3Y', 'Annual'],
] as const;

export type SheetMarket = { readonly code: string; readonly currency: string; readonly digits: number };

/** Yields a product at a time. */
export function* sheetText(rows: number, markets: readonly SheetMarket[]): Generator<Buffer> {
  yield Buffer.from(`${header}\r\n`);
  const sold = markets.slice(0, marketsOfSku);
  let written = 0;
  for (let product = 0; written < rows; product += 1) {
    const lines: string[] = [];
    for (let sku = 0; sku < skusOfProduct; sku += 1)
      for (const market of sold)
        for (const [term, plan] of offers) {
          if (written + lines.length === rows) break;
          lines.push(lineOf({ product, sku, term, plan, market, row: written + lines.length }));
        }
    written += lines.length;
    yield Buffer.from(lines.join(''));
  }
}

type Row = {
  readonly product: number;
  readonly sku: number;
  readonly term: string;
  readonly plan: string;
  readonly market: SheetMarket;
  readonly row: number;
};

const lineOf = ({ product, sku, term, plan, market, row }: Row): string => {
  const productId = `BENCH${String(product).padStart(7, '0')}`;
  const skuId = String(sku + 1).padStart(4, '0');
  const price = priceOf(row, market.digits);
  return (
    `"Windows Server 2025 Standard, edition ${product}",${productId},${skuId},${(sku + 1) * 8} cores,Contoso,` +
    `"Per-core licences for ${(sku + 1) * 8} cores",1 pack,${term},${plan},${market.code},${market.currency},${price},1,,` +
    `2026-11-01T00:00:00Z,9999-11-30T23:59:59Z,Software;Subscription,${price},Commercial\r\n`
  );
};

// Spread over five digits without anything random.
const priceOf = (row: number, digits: number): string => {
  const whole = String(10 + (Math.imul(row, 2_654_435_761) >>> 12) / 16).split('.', 1)[0] ?? '10';
  const fraction = String((row * 37) % 10 ** digits).padStart(digits, '0');
  return digits === 0 ? whole : `${whole}.${fraction}`;
};
