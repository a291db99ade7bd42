import { expect, test } from 'vitest';
import { readRegistrationNumber } from './registration-number.ts';

const codeOf = (country: string, text?: string, phone?: string) => {
  const read = readRegistrationNumber(country, text, phone);
  return read.accepted ? read.value : read.refusal.code;
};

test('is taken where the country keeps such a register, with a phone number', () => {
  expect(codeOf('HU', ' 12345678-1-12 ', '+36 1')).toBe('12345678-1-12');
  expect(codeOf('IN', 'abcde1234f', '+91')).toBe('ABCDE1234F');
});

test('is refused where there is none', () => {
  expect(codeOf('DE', '1')).toBe('customer.registration_number_unsupported');
  expect(codeOf('DE')).toBe('');
  expect(codeOf('DE', '  ')).toBe('');
});

test.each([
  [undefined, '+36', 'customer.registration_number_missing'],
  ['1234567-1-12', '+36', 'customer.registration_number_invalid'],
  ['123456789-1-12', '+36', 'customer.registration_number_invalid'],
  ['12345678-1-12', ' ', 'customer.phone_missing'],
  ['12345678-1-12', undefined, 'customer.phone_missing'],
])('%s with phone %s in Hungary is %s', (text, phone, code) => {
  expect(codeOf('HU', text, phone)).toBe(code);
});

test.each(['AM', 'AZ', 'BY', 'HU', 'IN', 'KZ', 'KG', 'MD', 'RU', 'TJ', 'UZ', 'UA'])(
  'is asked for in %s',
  (country) => {
    expect(codeOf(country, '', '1')).toBe('customer.registration_number_missing');
  },
);
