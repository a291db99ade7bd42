import { describe, expect, test } from 'vitest';
import { parseAccountId } from '../ids.ts';
import { must } from '../testing/fixtures.ts';
import { invoiceNumbersIn, matchBankLine, plainName } from './match-bank-line.ts';

const anadolu = must(parseAccountId('11111111-1111-4111-8111-111111111111'));
const nordlicht = must(parseAccountId('22222222-2222-4222-8222-222222222222'));
const sandbox = must(parseAccountId('33333333-3333-4333-8333-333333333333'));
const payers = [
  { accountId: anadolu, names: ['Anadolu Yazılım', 'Anadolu Yazılım San. ve Tic. A.Ş.'] },
  { accountId: nordlicht, names: ['Nordlicht Systeme', ''] },
  { accountId: sandbox, names: ['Test', ''] },
];
const invoices = [
  { accountId: anadolu, invoiceId: 'G000000001' },
  { accountId: anadolu, invoiceId: 'G000000002' },
  { accountId: nordlicht, invoiceId: 'G000000003' },
  { accountId: anadolu, invoiceId: 'GS00000001' },
  { accountId: nordlicht, invoiceId: 'GS00000001' },
];
const match = (reference: string, counterparty = '') =>
  matchBankLine({ reference, counterparty }, payers, invoices);

describe('numbers of documents in a bank’s text', () => {
  test.each([
    ['G000000001', ['G000000001']],
    ['Rechnung g000000001, G000000002 u. G000000001', ['G000000001', 'G000000002']],
    ['RE G 000 000 001', ['G000000001']],
    ['GS00000042', ['GS00000042']],
    ['G00000000', []],
    ['G0000000011', []],
    ['XG000000001', []],
    ['GS000000001', []],
    ['GS 00.00-00 01', ['GS00000001']],
    ['G00000001', []],
    ['', []],
  ])('%s', (text, numbers) => {
    expect(invoiceNumbersIn(text)).toEqual(numbers);
  });
});

describe('money that came in', () => {
  test('is whose document the reference names', () => {
    expect(match('G000000002 G000000001', 'Nordlicht Systeme')).toEqual({
      matched: true,
      accountId: anadolu,
      invoiceIds: ['G000000002', 'G000000001'],
    });
  });

  test('is told by the partner’s id, then by its name, without accents or case', () => {
    const theirs = { matched: true, accountId: anadolu, invoiceIds: [] };
    expect(match(`customer ${anadolu.toUpperCase()}`)).toEqual(theirs);
    expect(match('', 'ANADOLU YAZILIM SAN VE TIC A S')).toEqual(theirs);
    expect(match('payment of Anadolu Yazılım for October')).toEqual(theirs);
  });

  test('is not guessed from a part of a word or a short name', () => {
    expect(match('Anadolu Yazılımcılar')).toEqual({ matched: false, reason: 'unknown' });
    expect(match('this is a test')).toEqual({ matched: false, reason: 'unknown' });
    expect(match('', 'Test')).toMatchObject({ matched: true, accountId: sandbox });
    expect(match('', '')).toEqual({ matched: false, reason: 'unknown' });
  });

  test('is not guessed where the words could mean several', () => {
    expect(match('G000000001 G000000003')).toEqual({ matched: false, reason: 'ambiguous' });
    expect(match('Anadolu Yazılım and Nordlicht Systeme')).toEqual({ matched: false, reason: 'ambiguous' });
  });

  test('for a number that two series have is told by the name', () => {
    expect(match('GS00000001')).toEqual({ matched: false, reason: 'ambiguous' });
    expect(match('GS00000001', 'Nordlicht Systeme')).toEqual({
      matched: true,
      accountId: nordlicht,
      invoiceIds: ['GS00000001'],
    });
  });
});

test('a name as banks print it', () => {
  expect(plainName('  İSTANBUL  Isı–Sanayi A.Ş. ')).toBe('istanbul isi sanayi a s');
  expect(plainName('Groß & Söhne')).toBe('gross sohne');
});
