import { describe, expect, it } from 'vitest';
import {
  catalogItemId,
  parseAccountId,
  parseAvailabilityId,
  parseCatalogItemId,
  parseLegacyOfferId,
  parseOrderId,
  parseProductId,
  parseSkuId,
} from './ids.ts';

describe('ids', () => {
  it('of tenants and things are uuids in lower case', () => {
    expect(parseAccountId('ABCDEF01-2345-6789-ABCD-EF0123456789')).toBe(
      'abcdef01-2345-6789-abcd-ef0123456789',
    );
    for (const text of [
      '',
      'abc',
      '{abcdef01-2345-6789-abcd-ef0123456789}',
      'abcdef0123456789abcdef0123456789',
    ]) {
      expect(parseAccountId(text)).toBeUndefined();
    }
  });

  it('of catalog items are product, SKU and availability, in upper case', () => {
    const parts = parseCatalogItemId('dg7gmgf0fkzv:0001:dzh318z0bxyz');
    expect(parts).toEqual({ productId: 'DG7GMGF0FKZV', skuId: '0001', availabilityId: 'DZH318Z0BXYZ' });
    expect(parts && catalogItemId(parts.productId, parts.skuId, parts.availabilityId)).toBe(
      'DG7GMGF0FKZV:0001:DZH318Z0BXYZ',
    );
    for (const text of [
      '',
      'DG7GMGF0FKZV',
      'DG7GMGF0FKZV:0001',
      'DG7GMGF0FKZV:0001:DZH318Z0BXYZ:1',
      'a:b:c',
    ]) {
      expect(parseCatalogItemId(text)).toBeUndefined();
    }
    expect([parseProductId('x'), parseSkuId('00001'), parseAvailabilityId('')]).toEqual(
      Array(3).fill(undefined),
    );
  });

  it('of orders are 32 characters that end in 1', () => {
    expect(parseOrderId('abcdefghijklmnopqrstuvwxyz012341')).toBe('abcdefghijklmnopqrstuvwxyz012341');
    for (const text of ['abcdefghijklmnopqrstuvwxyz012342', 'abc1', 'abcdefghijklmnopqrstuvwxyz01234-']) {
      expect(parseOrderId(text)).toBeUndefined();
    }
  });

  it('of old offers are uuids or numbers of the old kind', () => {
    expect(parseLegacyOfferId('ms-azr-0145p')).toBe('MS-AZR-0145P');
    expect(parseLegacyOfferId('DG7GMGF0FKZV')).toBeUndefined();
  });
});
