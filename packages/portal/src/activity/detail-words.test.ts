import { expect, test } from 'vitest';
import { detailWords } from './detail-words.ts';

const orderId = '69ab852975fdc0222c0fb1a8098060e1';

test('says which product, version, language and order a key was fetched for', () => {
  const details = { skuTitle: 'Windows Server', version: '2025', language: 'en-US', bitness: '64', orderId };
  expect(detailWords({ details, resourceId: 'e1' }, 'en')).toBe(
    'Windows Server · 2025 · English (United States) · 64 · 69ab8529…',
  );
});

test('names the lines of an order once each', () => {
  const lines = [{ subscriptionName: 'SUSE' }, { subscriptionName: 'SUSE' }, { subscriptionName: 'Office' }];
  expect(detailWords({ details: { lines, orderId }, resourceId: 'o1' }, 'en')).toBe(
    'SUSE, Office · 69ab8529…',
  );
});

test('falls back to what the record is about', () => {
  expect(detailWords({ details: { credit: 1 }, resourceId: 'short' }, 'en')).toBe('short');
});
