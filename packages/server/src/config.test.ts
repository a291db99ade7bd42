import { expect, test } from 'vitest';
import { ConfigError, configFrom } from './config.ts';

test('no payment provider is used unless one is named', () => {
  expect(configFrom({})).toMatchObject({ paymentProvider: 'none', stripeKey: undefined });
  expect(configFrom({ KONTOR_PAYMENT_PROVIDER: 'fake' }).paymentProvider).toBe('fake');
  const stripe = {
    KONTOR_PAYMENT_PROVIDER: 'stripe',
    KONTOR_STRIPE_KEY: 'sk_test_1',
    KONTOR_STRIPE_URL: 'http://127.0.0.1:12111',
  };
  expect(configFrom(stripe)).toMatchObject({
    paymentProvider: 'stripe',
    stripeKey: 'sk_test_1',
    stripeUrl: 'http://127.0.0.1:12111',
  });
});

test.each([
  [{ KONTOR_PAYMENT_PROVIDER: 'cash' }, 'KONTOR_PAYMENT_PROVIDER is "cash"'],
  [{ KONTOR_PAYMENT_PROVIDER: 'stripe' }, 'KONTOR_STRIPE_KEY is missing'],
  [{ KONTOR_STRIPE_URL: 'ftp://stripe.example' }, 'KONTOR_STRIPE_URL must be'],
])('a setting that cannot be is refused by name: %j', (env, words) => {
  expect(() => configFrom(env)).toThrow(ConfigError);
  expect(() => configFrom(env)).toThrow(words);
});
