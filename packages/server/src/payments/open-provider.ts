import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createFakeProvider } from './fake-provider.ts';
import type { PaymentProvider } from './payment-provider.ts';

/** Who takes the money of an account; undefined where nobody does. */
export type ProviderOf = (account: { readonly sandbox: boolean }) => PaymentProvider | undefined;

/** The provider that was configured. Sandbox accounts pay with the fake one, whatever it is: their money is none. */
export const openProviders = async (config: Config): Promise<ProviderOf> => {
  const fake = createFakeProvider(join(config.dataDir, 'fake-bank'));
  const production = await productionOf(config, fake);
  return ({ sandbox }) => (sandbox ? fake : production);
};

const productionOf = async (config: Config, fake: PaymentProvider): Promise<PaymentProvider | undefined> => {
  if (config.paymentProvider === 'none') return undefined;
  if (config.paymentProvider === 'fake') return fake;
  // Only an installation that uses it carries it.
  const { createStripeProvider } = await import('./stripe-provider.ts');
  return createStripeProvider({ key: config.stripeKey ?? '', url: config.stripeUrl });
};
