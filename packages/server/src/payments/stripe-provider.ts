import type { CaptureOutcome } from '@kontor/domain/payment/capture';
import Stripe from 'stripe';
import type { CaptureRequest, PaymentProvider } from './payment-provider.ts';
import { stripeAmount } from './stripe-amount.ts';

export type StripeOptions = {
  readonly key: string;
  /** Where it is reached, when not at its own address. */
  readonly url: string | undefined;
};

/** The money is on its way, or the answer says nothing of it yet. */
class NotDecided extends Error {
  override readonly name = 'NotDecided';
}

// With one repetition well inside the time for which a worker has a capture to itself.
const timeoutMs = 15_000;
const repetitions = 1;
const captureName = 'kontor_capture';

/**
 * Takes money by a PaymentIntent that is confirmed at once, without the payer being there. The means of payment is
 * `customer/payment method` in Stripe's ids, as a card that was kept belongs to a customer.
 */
export const createStripeProvider = ({ key, url }: StripeOptions): PaymentProvider => {
  const stripe = new Stripe(key, {
    ...addressOf(url),
    timeout: timeoutMs,
    maxNetworkRetries: repetitions,
    telemetry: false,
  });
  return {
    name: 'stripe',
    capture: async (request) => {
      const amount = stripeAmount(request.amountMinor, request.currency);
      if (amount === undefined) return { status: 'declined', code: 'amount_not_supported' };
      try {
        const known = request.mayBeForgotten ? await find(stripe, request) : undefined;
        const intent = known ?? (await create(stripe, request, amount));
        return outcomeOf(intent);
      } catch (error) {
        return declineOf(error);
      }
    },
  };
};

const addressOf = (url: string | undefined) => {
  if (url === undefined) return {};
  const { hostname, port, protocol } = new URL(url);
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const);
  return { host: hostname, port: port || (scheme === 'http' ? '80' : '443'), protocol: scheme };
};

const create = async (stripe: Stripe, request: CaptureRequest, amount: number) => {
  const [customer = '', method] = request.methodReference.split('/');
  const intent = await stripe.paymentIntents.create(
    {
      amount,
      currency: request.currency.toLowerCase(),
      ...(method === undefined ? { payment_method: customer } : { customer, payment_method: method }),
      confirm: true,
      off_session: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      description: request.description,
      metadata: { [captureName]: request.idempotencyKey },
    },
    { idempotencyKey: request.idempotencyKey },
  );
  // A repeated request is answered as the first time: what has become of it since, only a look tells.
  return intent.status === 'processing' ? stripe.paymentIntents.retrieve(intent.id) : intent;
};

/** A payment that was asked for so long ago that its key has been forgotten. */
const find = async (stripe: Stripe, { idempotencyKey }: CaptureRequest) => {
  const { data } = await stripe.paymentIntents.search({
    query: `metadata['${captureName}']:'${idempotencyKey}'`,
  });
  return data.find(({ status }) => status === 'succeeded' || status === 'processing') ?? data[0];
};

const outcomeOf = (intent: Stripe.PaymentIntent): CaptureOutcome => {
  if (intent.status === 'succeeded') return { status: 'captured', reference: intent.id };
  if (intent.status === 'processing') throw new NotDecided('the payment is still being processed');
  return {
    status: 'declined',
    code: intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? intent.status,
  };
};

/** What a request may be refused for because of the payer; anything else is a fault of ours or theirs, and tried again. */
const payersFault =
  /^(amount_too_(large|small)|resource_missing|invalid_currency|currency_not_supported|country_unsupported|payment_method_\w+|customer_\w+|card_\w+|authentication_required)$/;

const declineOf = (error: unknown): CaptureOutcome => {
  if (error instanceof Stripe.errors.StripeCardError)
    return { status: 'declined', code: error.decline_code ?? error.code ?? 'card_declined' };
  if (error instanceof Stripe.errors.StripeInvalidRequestError && payersFault.test(error.code ?? ''))
    return { status: 'declined', code: error.code ?? 'refused' };
  throw error;
};
