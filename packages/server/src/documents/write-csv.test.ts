import { parseCurrency } from '@kontor/domain/money';
import papaparse from 'papaparse';
import { describe, expect, test } from 'vitest';
import { csvRecord } from './csv-writer.ts';
import { exampleCases } from './testing/example-cases.ts';
import { at, type ExampleSeed, exampleDocument } from './testing/example-documents.ts';
import { writeCsv } from './write-csv.ts';

async function* pagesOf<T>(page: T) {
  yield page;
}

const write = async (seed: ExampleSeed, bom = false): Promise<string> => {
  const { document, lines } = exampleDocument(seed);
  let text = '';
  for await (const piece of writeCsv(document, pagesOf(lines), { bom })) text += piece;
  return text;
};

const rowsOf = async (seed: ExampleSeed): Promise<Record<string, string>[]> => {
  const text = (await write(seed)).trimEnd();
  const { data, errors } = papaparse.parse<Record<string, string>>(text, { header: true });
  expect(errors).toEqual([]);
  return data;
};

// Reference 10, modern-invoice-reconciliation-file.md.
const columns =
  'PartnerId, CustomerId, CustomerName, CustomerDomainName, CustomerCountry, InvoiceNumber, MPNID, ResellerMPNID, OrderId, OrderDate, ProductId, SkuId, AvailabilityId, SkuName, ProductName, ChargeType, UnitPrice, Quantity, Subtotal, TaxTotal, Total, Currency, PriceAdjustmentDescription, PublisherName, PublisherId, SubscriptionDescription, SubscriptionId, ChargeStartDate, ChargeEndDate, TermAndBillingCycle, EffectiveUnitPrice, UnitType, AlternateId, BillableQuantity, BillingFrequency, PricingCurrency, PCToBCExchangeRate, PCToBCExchangeRateDate, MeterDescription, ReservationOrderId, CreditReasonCode, SubscriptionStartDate, SubscriptionEndDate, ReferenceID, ProductQualifiers, PromotionID';

describe('the reconciliation file', () => {
  test('has the columns of the reference in its order', async () => {
    const [head] = (await write(exampleCases.standard)).split('\r\n');
    expect(head).toBe(columns.replaceAll(', ', ','));
  });

  test('says everything of a line, with a point and without grouping', async () => {
    const [row] = await rowsOf({ lines: [{ price: '1234.56', quantity: 12, listUnit: 150_000n }] });
    expect(row).toEqual({
      PartnerId: '11111111-1111-4111-8111-111111111111',
      CustomerId: '00000000-0000-4000-8000-000000000900',
      CustomerName: 'Ülkü Kältetechnik GmbH',
      CustomerDomainName: 'ulku-kaelte.example',
      CustomerCountry: 'DE',
      InvoiceNumber: 'G000000042',
      MPNID: '4711',
      ResellerMPNID: '0',
      OrderId: '77777777777777777777777777777771',
      OrderDate: '2026-11-22T15:23:37.123Z',
      ProductId: 'DG7GMGF0DWT5',
      SkuId: '0001',
      AvailabilityId: 'DWT500DEEUR0',
      SkuName: '16 core licence pack',
      ProductName: 'Windows Server 2025 Standard',
      ChargeType: 'new',
      UnitPrice: '1500.00',
      Quantity: '12',
      Subtotal: '14814.72',
      TaxTotal: '2814.80',
      Total: '17629.52',
      Currency: 'EUR',
      PriceAdjustmentDescription: '',
      PublisherName: 'Example Publisher',
      PublisherId: '',
      SubscriptionDescription: '16 core licence pack',
      SubscriptionId: '00000000-0000-4000-8000-000000000700',
      ChargeStartDate: '2026-11-22',
      ChargeEndDate: '2027-11-21',
      TermAndBillingCycle: '1 Year Subscription, Annual',
      EffectiveUnitPrice: '1234.56',
      UnitType: '',
      AlternateId: '0123456789ab',
      BillableQuantity: '12',
      BillingFrequency: 'Annual',
      PricingCurrency: 'EUR',
      PCToBCExchangeRate: '1',
      PCToBCExchangeRateDate: '2026-11-22T15:23:37.123Z',
      MeterDescription: '',
      ReservationOrderId: '',
      CreditReasonCode: '',
      SubscriptionStartDate: '2026-11-22',
      SubscriptionEndDate: '2027-11-21',
      ReferenceID: '00000000-0000-4000-8000-000000000001',
      ProductQualifiers: '',
      PromotionID: '',
    });
  });

  test('leaves blank what perpetual software does not have', async () => {
    const [row] = await rowsOf({
      lines: [
        {
          price: '899.00',
          family: 'perpetual_software',
          termDuration: '',
          billingCycle: 'one_time',
          periodStart: null,
          periodEnd: null,
          startsOn: null,
          endsOn: null,
          subscriptionId: null,
        },
      ],
    });
    expect(row).toMatchObject({
      TermAndBillingCycle: '',
      ChargeStartDate: '',
      ChargeEndDate: '',
      BillingFrequency: '',
      SubscriptionId: '',
      SubscriptionStartDate: '',
      SubscriptionEndDate: '',
    });
  });

  test('prints a credit below zero, with the reference of the charge it takes back', async () => {
    const creditsChargeId = 'c0ffee00-0000-4000-8000-000000000000';
    const [row] = await rowsOf({ lines: [{ ...exampleCases.creditNote.lines[0], creditsChargeId }] });
    expect(row).toMatchObject({
      ChargeType: 'cancelImmediate',
      UnitPrice: '9.42',
      EffectiveUnitPrice: '-9.42',
      Quantity: '10',
      Subtotal: '-94.20',
      TaxTotal: '-17.90',
      Total: '-112.10',
      ReferenceID: creditsChargeId,
    });
  });

  test('states prices in their own currency, so that Subtotal = ROUNDDOWN(price × rate) × quantity', async () => {
    const pricing = {
      currency: parseCurrency('USD')!,
      unit: 1_000n,
      rate: '0.9249',
      rateAt: at('2026-11-20T00:00:00Z'),
    };
    const [charge, credit] = await rowsOf({
      lines: [
        { price: '9.24', listUnit: 1_087n, quantity: 10, pricing },
        { price: '9.24', quantity: 10, sign: -1, amount: '46.20', pricing },
      ],
    });
    expect(charge).toMatchObject({
      UnitPrice: '11.75',
      EffectiveUnitPrice: '10.00',
      Subtotal: '92.40',
      Currency: 'EUR',
      PricingCurrency: 'USD',
      PCToBCExchangeRate: '0.9249',
      PCToBCExchangeRateDate: '2026-11-20T00:00:00.000Z',
    });
    expect(credit).toMatchObject({ UnitPrice: '10.00', EffectiveUnitPrice: '-5.00', Subtotal: '-46.20' });
  });

  test.each([
    ['JPY', '123457', 1000, ['123457', '12346', '135803']],
    ['KWD', '98.765', 500, ['98.765', '4.938', '103.703']],
  ])('has the decimals of %s', async (currency, price, rate, amounts) => {
    const [row] = await rowsOf({ currency, lines: [{ price, rate }] });
    expect([row?.Subtotal, row?.TaxTotal, row?.Total]).toEqual(amounts);
  });

  test('says which discounts were given, and the promotion with its product', async () => {
    const [row] = await rowsOf({
      lines: [
        {
          price: '8.77',
          promotionId: 'SPRING26',
          discounts: [
            { kind: 'partner', id: 'x', basisPoints: 1000 },
            { kind: 'promotion', id: 'SPRING26', basisPoints: 250 },
          ],
        },
      ],
    });
    expect(row).toMatchObject({
      PriceAdjustmentDescription: 'Partner discount 10%; Promotion 2.5%',
      PromotionID: 'DG7GMGF0DWT5:0001:SPRING26',
    });
  });

  test('begins with a byte order mark only when asked', async () => {
    expect((await write(exampleCases.standard)).startsWith('PartnerId')).toBe(true);
    expect((await write(exampleCases.standard, true)).startsWith('\uFEFFPartnerId')).toBe(true);
  });
});

describe('a cell', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+49 Systems', "'+49 Systems"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['＝1', "'＝1"],
    ['a, "b"', '"a, ""b"""'],
    ['=a,b', `"'=a,b"`],
    ['two\nlines', '"two\nlines"'],
    ['Kältetechnik (1-2) = 3', 'Kältetechnik (1-2) = 3'],
    ['', ''],
  ])('holds the text %j as %j', (text, cell) => {
    expect(csvRecord([{ text }])).toBe(`${cell}\r\n`);
  });

  test('holds a number of ours as it is', () => {
    expect(csvRecord([{ value: '-94.20' }, { value: '' }])).toBe('-94.20,\r\n');
  });
});
