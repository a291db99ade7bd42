import { describe, expect, test } from 'vitest';
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

test('files lie in the data directory unless a bucket is named', () => {
  expect(configFrom({})).toMatchObject({
    files: { kind: 'directory' },
    downloads: { handOff: { kind: 'none' }, limits: { atOnceOfLink: 16 } },
  });
  const bucket = {
    KONTOR_FILES: 's3',
    KONTOR_S3_BUCKET: 'files',
    KONTOR_S3_ENDPOINT: 'http://127.0.0.1:9000',
    KONTOR_S3_ACCESS_KEY_ID: 'a',
    KONTOR_S3_SECRET_ACCESS_KEY: 'b',
    KONTOR_S3_PATH_STYLE: '1',
  };
  expect(configFrom(bucket).files).toEqual({
    kind: 's3',
    bucket: {
      bucket: 'files',
      endpoint: 'http://127.0.0.1:9000',
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      pathStyle: true,
    },
  });
  expect(configFrom({ ...bucket, KONTOR_DOWNLOAD_HANDOFF: 's3' }).downloads.handOff).toEqual({ kind: 's3' });
  expect(configFrom({ KONTOR_DOWNLOAD_HANDOFF: 'x-accel' }).downloads.handOff).toEqual({
    kind: 'x-accel',
    internalPath: '/kontor-files/',
  });
});

test.each([
  [{ KONTOR_PAYMENT_PROVIDER: 'cash' }, 'KONTOR_PAYMENT_PROVIDER is "cash"'],
  [{ KONTOR_PAYMENT_PROVIDER: 'stripe' }, 'KONTOR_STRIPE_KEY is missing'],
  [{ KONTOR_STRIPE_URL: 'ftp://stripe.example' }, 'KONTOR_STRIPE_URL must be'],
  [{ KONTOR_FILES: 'tape' }, 'KONTOR_FILES is "tape"'],
  [{ KONTOR_FILES: 's3' }, 'KONTOR_S3_BUCKET is missing'],
  [{ KONTOR_FILES: 's3', KONTOR_S3_BUCKET: 'b', KONTOR_S3_ENDPOINT: 'minio' }, 'KONTOR_S3_ENDPOINT must be'],
  [{ KONTOR_FILES: 's3', KONTOR_S3_BUCKET: 'b', KONTOR_S3_ACCESS_KEY_ID: 'a' }, 'both or neither'],
  [
    { KONTOR_FILES: 's3', KONTOR_S3_BUCKET: 'b', KONTOR_S3_PATH_STYLE: 'yes' },
    'KONTOR_S3_PATH_STYLE is "yes"',
  ],
  [{ KONTOR_DOWNLOAD_HANDOFF: 's3' }, 'needs KONTOR_FILES "s3"'],
  [{ KONTOR_DOWNLOAD_HANDOFF: 'apache' }, 'KONTOR_DOWNLOAD_HANDOFF is "apache"'],
  [
    { KONTOR_DOWNLOAD_HANDOFF: 'x-accel', KONTOR_DOWNLOAD_INTERNAL_PATH: 'files' },
    'KONTOR_DOWNLOAD_INTERNAL_PATH must begin',
  ],
  [{ KONTOR_TRANSFERS_LINK: '0' }, 'KONTOR_TRANSFERS_LINK is "0"'],
  [{ KONTOR_TRANSFERS_SERVER: '1.5' }, 'KONTOR_TRANSFERS_SERVER is "1.5"'],
])('a setting that cannot be is refused by name: %j', (env, words) => {
  expect(() => configFrom(env)).toThrow(ConfigError);
  expect(() => configFrom(env)).toThrow(words);
});

describe('support', () => {
  test('has usual limits, and takes others and a scanner', () => {
    const { support } = configFrom({});
    expect(support).toMatchObject({
      mailTo: undefined,
      scanner: undefined,
      attachments: { mostFiles: 10, mostBytesOfFile: 26_214_400, mostBytesOfRequest: 104_857_600 },
    });
    const set = {
      KONTOR_SUPPORT_FILE_MB: '1',
      KONTOR_CLAMD: 'scanner:3310',
      KONTOR_SUPPORT_MAIL: 'help@kontor.example',
    };
    expect(configFrom(set).support).toMatchObject({
      mailTo: 'help@kontor.example',
      scanner: { host: 'scanner', port: 3310 },
      attachments: { mostBytesOfFile: 1_048_576 },
    });
    expect(configFrom({ KONTOR_CLAMD: '/run/clamd.sock' }).support.scanner).toEqual({
      path: '/run/clamd.sock',
    });
  });

  test.each([
    ['KONTOR_CLAMD', 'scanner'],
    ['KONTOR_CLAMD', 'scanner:0'],
    ['KONTOR_SUPPORT_MAIL', 'nobody'],
    ['KONTOR_SUPPORT_FILES', '0'],
    ['KONTOR_SUPPORT_LANGUAGE', 'de'],
  ])('refuses %s "%s", naming it', (name, value) => {
    expect(() => configFrom({ [name]: value })).toThrow(name);
  });
});

test('webhooks go to public addresses only, unless a developer says otherwise', () => {
  const name = 'KONTOR_WEBHOOK_ALLOW_PRIVATE';
  for (const value of [undefined, '', '0', 'false'])
    expect(configFrom({ [name]: value }).webhooksAllowPrivate).toBe(false);
  for (const value of ['1', 'true']) expect(configFrom({ [name]: value }).webhooksAllowPrivate).toBe(true);
  expect(() => configFrom({ [name]: 'yes' })).toThrow(name);
});
