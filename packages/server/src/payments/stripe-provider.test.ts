import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseCurrency } from '@kontor/domain/money';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CaptureRequest } from './payment-provider.ts';
import { stripeAmount } from './stripe-amount.ts';
import { createStripeProvider } from './stripe-provider.ts';

// A server that behaves as Stripe says it does: one answer a key, for ever the same; another body under a known key
// is an error; declines are 402; what has become of a payment since is told by its own address.

type Intent = Record<string, unknown> & { id: string; status: string; metadata: Record<string, string> };
type Kept = { readonly body: string; readonly status: number; readonly answer: unknown };

let server: Server;
let url: string;
const kept = new Map<string, Kept>();
const intents = new Map<string, Intent>();
const asked: { path: string; form: URLSearchParams; headers: IncomingMessage['headers'] }[] = [];
let breakAfter = 0;

const errorOf = (type: string, code: string, more = {}) => ({
  error: { type, code, message: code, ...more },
});

const decide = (form: URLSearchParams): [number, unknown] => {
  const method = form.get('payment_method');
  if (method === 'pm_missing') return [400, errorOf('invalid_request_error', 'resource_missing')];
  if (method === 'pm_broken') return [400, errorOf('invalid_request_error', 'parameter_unknown')];
  if (method === 'pm_limited') return [429, errorOf('invalid_request_error', 'rate_limit')];
  const intent: Intent = {
    id: `pi_${intents.size + 1}`,
    object: 'payment_intent',
    status: method === 'pm_slow' ? 'processing' : 'succeeded',
    metadata: { kontor_capture: form.get('metadata[kontor_capture]') ?? '' },
  };
  if (method === 'pm_declined') {
    intent.status = 'requires_payment_method';
    intents.set(intent.id, intent);
    return [402, errorOf('card_error', 'card_declined', { decline_code: 'insufficient_funds' })];
  }
  if (method === 'pm_action') intent.status = 'requires_action';
  intents.set(intent.id, intent);
  return [200, { ...intent }];
};

const answer = async (request: IncomingMessage, response: ServerResponse) => {
  const body = await text(request);
  const path = request.url ?? '';
  const form = new URLSearchParams(body);
  asked.push({ path, form, headers: request.headers });
  const reply = (status: number, value: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (request.headers.authorization !== 'Bearer sk_test_1')
    return reply(401, errorOf('invalid_request_error', 'api_key_invalid'));
  if (path.startsWith('/v1/payment_intents/search'))
    return reply(200, {
      object: 'search_result',
      has_more: false,
      data: [...intents.values()].filter(({ metadata }) =>
        decodeURIComponent(path).includes(`'${metadata.kontor_capture}'`),
      ),
    });
  if (request.method === 'GET') return reply(200, intents.get(path.split('/').at(-1) ?? ''));
  const key = String(request.headers['idempotency-key']);
  const known = kept.get(key);
  if (known && known.body !== body) return reply(400, errorOf('idempotency_error', 'idempotency_key_in_use'));
  const [status, value] = known ? [known.status, known.answer] : decide(form);
  // Errors of limits and of ours are not kept.
  if (status !== 429) kept.set(key, { body, status, answer: value });
  breakAfter -= 1;
  if (breakAfter >= 0) return request.socket.destroy();
  return reply(status, value);
};

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  for (const store of [kept, intents]) store.clear();
  asked.length = 0;
  breakAfter = 0;
});

const provider = (key = 'sk_test_1') => createStripeProvider({ key, url });
const request = (methodReference: string, facts: Partial<CaptureRequest> = {}): CaptureRequest => ({
  idempotencyKey: 'capture-1',
  amountMinor: 119_00n,
  currency: parseCurrency('EUR')!,
  methodReference,
  description: 'Order 1',
  mayBeForgotten: false,
  ...facts,
});

describe('Stripe', () => {
  test('takes money from a customer’s kept card without the payer, under our key', async () => {
    expect(await provider().capture(request('cus_1/pm_1'))).toEqual({
      status: 'captured',
      reference: 'pi_1',
    });
    const [{ path, form, headers } = asked[0]!] = asked;
    expect([path, headers['idempotency-key']]).toEqual(['/v1/payment_intents', 'capture-1']);
    expect(Object.fromEntries(form)).toEqual({
      amount: '11900',
      currency: 'eur',
      customer: 'cus_1',
      payment_method: 'pm_1',
      confirm: 'true',
      off_session: 'true',
      'automatic_payment_methods[enabled]': 'true',
      'automatic_payment_methods[allow_redirects]': 'never',
      description: 'Order 1',
      'metadata[kontor_capture]': 'capture-1',
    });
  });

  test('asked twice takes once and answers the same', async () => {
    const first = await provider().capture(request('pm_1'));
    expect(await provider().capture(request('pm_1'))).toEqual(first);
    expect(intents.size).toBe(1);
  });

  test('whose answer is lost on the way is asked again with the same key, and takes once', async () => {
    breakAfter = 1;
    expect(await provider().capture(request('pm_1'))).toMatchObject({ status: 'captured' });
    expect(asked).toHaveLength(2);
    expect(intents.size).toBe(1);
  });

  test('that cannot be reached leaves it undecided', async () => {
    breakAfter = 9;
    await expect(provider().capture(request('pm_1'))).rejects.toThrow();
    expect(intents.size).toBe(1);
    breakAfter = 0;
    expect(await provider().capture(request('pm_1'))).toMatchObject({ reference: 'pi_1' });
  });

  test.each([
    ['pm_declined', 'insufficient_funds'],
    ['pm_missing', 'resource_missing'],
    ['pm_action', 'requires_action'],
  ])('declines %s with its own code', async (method, code) => {
    expect(await provider().capture(request(method))).toEqual({ status: 'declined', code });
  });

  test.each(['pm_broken', 'pm_limited'])(
    'leaves undecided what is no matter of the payer: %s',
    async (method) => {
      await expect(provider().capture(request(method))).rejects.toThrow();
    },
  );

  test('leaves undecided what its key is not good for', async () => {
    await expect(provider('sk_test_2').capture(request('pm_1'))).rejects.toThrow();
  });

  test('that is still working is asked until it knows', async () => {
    await expect(provider().capture(request('pm_slow'))).rejects.toThrow('still being processed');
    intents.get('pi_1')!.status = 'succeeded';
    expect(await provider().capture(request('pm_slow'))).toEqual({ status: 'captured', reference: 'pi_1' });
    expect(intents.size).toBe(1);
  });

  test('that has forgotten the key is asked for the payment first', async () => {
    await provider().capture(request('pm_1'));
    kept.clear();
    const again = await provider().capture(request('pm_1', { mayBeForgotten: true }));
    expect(again).toEqual({ status: 'captured', reference: 'pi_1' });
    expect(intents.size).toBe(1);
    const other = { idempotencyKey: 'capture-2', mayBeForgotten: true };
    expect(await provider().capture(request('pm_1', other))).toMatchObject({ reference: 'pi_2' });
  });

  test('is never asked for an amount it cannot take exactly', async () => {
    const kwd = { currency: parseCurrency('KWD')!, amountMinor: 1_234n };
    expect(await provider().capture(request('pm_1', kwd))).toEqual({
      status: 'declined',
      code: 'amount_not_supported',
    });
    expect(asked).toEqual([]);
  });
});

test.each([
  ['EUR', 1999n, 1999],
  ['JPY', 1999n, 1999],
  ['ISK', 1999n, 199_900],
  ['UGX', 5n, 500],
  ['KWD', 1_230n, 1230],
  ['KWD', 1_231n, undefined],
  ['MGA', 500n, 5],
  ['MGA', 501n, undefined],
  ['EUR', 10n ** 17n, undefined],
] as const)('%s %d is %s to Stripe', (currency, minor, amount) => {
  expect(stripeAmount(minor, parseCurrency(currency)!)).toBe(amount);
});
