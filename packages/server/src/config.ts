import { join, resolve } from 'node:path';
import { type MailSettings, mailFrom } from './platform/mail/mail-settings.ts';
import {
  type DownloadSettings,
  downloadsFrom,
  type FilesSettings,
  filesFrom,
} from './platform/storage/storage-settings.ts';
import { type SupportSettings, supportFrom } from './platform/support-settings.ts';

export type Config = {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Where the signed checkpoints of the log are published as files. */
  readonly checkpointDir: string;
  /** Origin of links, mails and tokens, without a slash at the end. */
  readonly publicUrl: string;
  /** Unset: the embedded PostgreSQL in the data directory. */
  readonly databaseUrl: string | undefined;
  readonly seed: 'demo' | 'none' | undefined;
  readonly masterKey: string | undefined;
  readonly masterKeyFile: string | undefined;
  readonly logLevel: string;
  /** Unset: the table of tax rates decides. */
  readonly taxEngineUrl: string | undefined;
  readonly taxEngineToken: string | undefined;
  readonly paymentProvider: 'none' | 'fake' | 'stripe';
  readonly stripeKey: string | undefined;
  /** Where Stripe is reached, when not at its own address. */
  readonly stripeUrl: string | undefined;
  /** Unset: mails wait in the database. */
  readonly mail: MailSettings | undefined;
  /** A file of certificates that the mail server may show besides those that everybody trusts. */
  readonly smtpCaFile: string | undefined;
  readonly files: FilesSettings;
  readonly downloads: DownloadSettings;
  readonly support: SupportSettings;
  /** Unset: the table of countries by address that comes with Kontor. */
  readonly countryDatabase: string | undefined;
  /** Unset: the wire is not throttled, except for accounts with a rate of their own. */
  readonly wireRatePerMinute: number | undefined;
  /** For development: webhooks may go to private addresses, and without TLS. */
  readonly webhooksAllowPrivate: boolean;
};

export class ConfigError extends Error {}

const faultOf = (message: string) => new ConfigError(message);

const portFrom = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ConfigError(`PORT is "${text}"; it must be a whole number from 0 to 65535.`);
  return port;
};

const urlFrom = (text: string): string => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new ConfigError(`KONTOR_PUBLIC_URL is "${text}"; it must be an http or https address.`);
  return text.replace(/\/+$/, '');
};

const engineFrom = (text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new ConfigError('KONTOR_TAX_ENGINE_URL must be an http or https address.');
  const { username, password } = new URL(text);
  if (username !== '' || password !== '')
    throw new ConfigError('KONTOR_TAX_ENGINE_URL must hold no password; set KONTOR_TAX_ENGINE_TOKEN.');
  return text;
};

const seedFrom = (text: string | undefined): Config['seed'] => {
  if (text === undefined || text === '') return undefined;
  if (text === 'demo' || text === 'none') return text;
  throw new ConfigError(`KONTOR_SEED is "${text}"; it must be "demo" or "none".`);
};

const providerFrom = (env: Readonly<Record<string, string | undefined>>) => {
  const paymentProvider = env.KONTOR_PAYMENT_PROVIDER || 'none';
  const stripeKey = env.KONTOR_STRIPE_KEY || undefined;
  const stripeUrl = env.KONTOR_STRIPE_URL || undefined;
  if (paymentProvider !== 'none' && paymentProvider !== 'fake' && paymentProvider !== 'stripe')
    throw new ConfigError(
      `KONTOR_PAYMENT_PROVIDER is "${paymentProvider}"; it must be "none", "fake" or "stripe".`,
    );
  if (paymentProvider === 'stripe' && stripeKey === undefined)
    throw new ConfigError('KONTOR_STRIPE_KEY is missing; it must hold the secret key of the Stripe account.');
  if (stripeUrl !== undefined && !(URL.canParse(stripeUrl) && /^https?:$/.test(new URL(stripeUrl).protocol)))
    throw new ConfigError('KONTOR_STRIPE_URL must be an http or https address.');
  return { paymentProvider, stripeKey, stripeUrl } as const;
};

const rateFrom = (text: string | undefined): number | undefined => {
  if (text === undefined || text === '') return undefined;
  const rate = Number(text);
  if (!Number.isInteger(rate) || rate < 1)
    throw new ConfigError(
      `KONTOR_WIRE_RATE_PER_MINUTE is "${text}"; it must be a whole number of at least 1.`,
    );
  return rate;
};

const switchFrom = (name: string, text: string | undefined): boolean => {
  if (text === undefined || text === '' || text === '0' || text === 'false') return false;
  if (text === '1' || text === 'true') return true;
  throw new ConfigError(`${name} is "${text}"; it must be "1" or "0".`);
};

/** Settings from the environment (product 12). @throws ConfigError naming the variable and the rule */
export const configFrom = (env: Readonly<Record<string, string | undefined>>): Config => {
  const port = portFrom(env.PORT ?? '8080');
  const host = env.HOST ?? '127.0.0.1';
  const files = filesFrom(env, faultOf);
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    port,
    host,
    dataDir: resolve(env.KONTOR_DATA_DIR ?? './data'),
    checkpointDir: resolve(env.KONTOR_CHECKPOINT_DIR || join(env.KONTOR_DATA_DIR ?? './data', 'checkpoints')),
    publicUrl: urlFrom(env.KONTOR_PUBLIC_URL ?? `http://${shownHost}:${port}`),
    databaseUrl: env.DATABASE_URL || undefined,
    seed: seedFrom(env.KONTOR_SEED),
    masterKey: env.KONTOR_MASTER_KEY || undefined,
    masterKeyFile: env.KONTOR_MASTER_KEY_FILE || undefined,
    logLevel: env.KONTOR_LOG_LEVEL ?? 'info',
    taxEngineUrl: engineFrom(env.KONTOR_TAX_ENGINE_URL),
    taxEngineToken: env.KONTOR_TAX_ENGINE_TOKEN || undefined,
    ...providerFrom(env),
    mail: mailFrom(env, faultOf),
    smtpCaFile: env.KONTOR_SMTP_CA_FILE || undefined,
    files,
    downloads: downloadsFrom(env, files, faultOf),
    support: supportFrom(env, faultOf),
    countryDatabase: env.KONTOR_COUNTRY_DATABASE || undefined,
    wireRatePerMinute: rateFrom(env.KONTOR_WIRE_RATE_PER_MINUTE),
    webhooksAllowPrivate: switchFrom('KONTOR_WEBHOOK_ALLOW_PRIVATE', env.KONTOR_WEBHOOK_ALLOW_PRIVATE),
  };
};
