import { describe, expect, it, test } from 'vitest';
import { formatAmount } from '../money.ts';
import { type ChargeTexts, calculateCredit, chargeFrom, splitCredit } from './calculator.ts';

const sold: ChargeTexts = {
  currency: 'EUR',
  unitPrice: '1000.00',
  quantity: 3,
  taxRateBasisPoints: 1900,
  periodStart: '2028-01-15',
  periodEnd: '2029-01-15',
};
const onMarch1 = { rule: 'prorated', cancelDate: '2028-03-01' } as const;

describe('the calculator, texts in and texts out', () => {
  it('gives back the unused days with their tax, and says how', () => {
    const credit = calculateCredit(sold, onMarch1);
    expect(credit).toMatchObject({
      net: '2622.93',
      tax: '498.36',
      total: '3121.29',
      explanation: '320 of 366 days of 1000.00 = 874.31 × 3',
    });
    expect(credit.formula).toMatchObject({ id: 'prorated/1', inputs: { cancelDate: '2028-03-01' } });
  });

  it('gives back all under the full rule, and of what has no period', () => {
    const full = { net: '3000.00', tax: '570.00', total: '3570.00' };
    expect(calculateCredit(sold, { ...onMarch1, rule: 'full' })).toMatchObject(full);
    const { periodStart: _start, periodEnd: _end, ...perpetual } = sold;
    expect(calculateCredit(perpetual, onMarch1)).toMatchObject(full);
  });

  it('counts earlier credits, in net and in tax', () => {
    const charged = { ...sold, unitPrice: '333.33', quantity: 1 };
    const rest = { ...charged, creditedNet: '166.66', creditedTax: '31.67' };
    expect(calculateCredit(rest, { ...onMarch1, rule: 'full' })).toMatchObject({
      net: '166.67',
      tax: '31.66',
    });
    expect(splitCredit(charged, '166.66')).toEqual({ net: '166.66', tax: '31.67', total: '198.33' });
    expect(splitCredit(rest, '166.67')).toEqual({ net: '166.67', tax: '31.66', total: '198.33' });
    expect(() => splitCredit(rest, '166.68')).toThrow();
  });

  it('takes tax out of prices that have it inside', () => {
    const inside = { currency: 'AUD', unitPrice: '109.95', quantity: 7, taxMode: 'inclusive' } as const;
    const { net, tax, gross } = chargeFrom({ ...inside, taxRateBasisPoints: 1000 });
    expect([net, tax, gross].map(formatAmount)).toEqual(['699.68', '69.97', '769.65']);
  });

  it('knows no tax, and tax outside the price, where nothing is said', () => {
    const plain = chargeFrom({ currency: 'eur', unitPrice: '10.00', quantity: 2 });
    expect(plain).toMatchObject({ taxMode: 'exclusive', taxRateBasisPoints: 0, net: { currency: 'EUR' } });
    expect(formatAmount(plain.tax)).toBe('0.00');
    expect(plain).not.toHaveProperty('periodStart');
    expect(plain).not.toHaveProperty('periodEnd');
    expect(plain.alreadyCredited.net.minor + plain.alreadyCredited.tax.minor).toBe(0n);
    expect(chargeFrom({ ...sold, quantity: 0 }).gross.minor).toBe(0n);
  });

  test.each<[Partial<ChargeTexts>, string]>([
    [{ currency: 'euro' }, 'currency is three letters, such as EUR'],
    [{ unitPrice: '1.001' }, 'unitPrice is no amount of EUR: 1.001'],
    [{ quantity: 1.5 }, 'quantity is a whole number'],
    [{ quantity: -1 }, 'quantity is a whole number'],
    [{ periodStart: '2026-02-30' }, 'periodStart is no date such as 2026-11-22: 2026-02-30'],
    [{ periodEnd: 'soon' }, 'periodEnd is no date such as 2026-11-22: soon'],
    [{ creditedNet: 'x' }, 'creditedNet is no amount of EUR: x'],
    [{ creditedTax: '1,00' }, 'creditedTax is no amount of EUR: 1,00'],
  ])('names what it cannot read: %o', (change, message) => {
    expect(() => chargeFrom({ ...sold, ...change })).toThrow(new RangeError(message));
  });

  it('names the day or the amount that it cannot read', () => {
    expect(() => calculateCredit(sold, { ...onMarch1, cancelDate: 'today' })).toThrow(
      /^cancelDate is no date/,
    );
    expect(() => splitCredit(sold, 'all')).toThrow(/^amount is no amount of EUR: all/);
  });
});
