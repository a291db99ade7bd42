import type { CurrencyCode } from '@kontor/domain/money';
import type { CaptureOutcome } from '@kontor/domain/payment/capture';

/** Money to be taken from a partner's stored means of payment. */
export type CaptureRequest = {
  /** The same key is the same request: however often it is sent, money is taken once and the answer is the same. */
  readonly idempotencyKey: string;
  /** In the currency's minor units. */
  readonly amountMinor: bigint;
  readonly currency: CurrencyCode;
  /** The provider's own name of the means of payment. */
  readonly methodReference: string;
  /** What the payer reads on a statement. */
  readonly description: string;
  /** The provider may have forgotten the key by now: it must look for the payment before it asks for a new one. */
  readonly mayBeForgotten: boolean;
};

/**
 * An outside service that takes money. It answers what it decided; when that cannot be known it throws, and is asked
 * again with the same key.
 */
export type PaymentProvider = {
  readonly name: string;
  readonly capture: (request: CaptureRequest) => Promise<CaptureOutcome>;
};
