import type { ScenarioName } from './figure.ts';
import type { Subject } from './subject.ts';
import { catalogItemId, offer } from './world-offer.ts';

/** The members of an answer that scenarios read; whatever else it has is not looked at. */
export type Answer = {
  readonly id?: string;
  readonly status?: string;
  readonly lineItems?: readonly { readonly quantity?: number; readonly error?: unknown }[];
  readonly orders?: readonly Answer[];
  readonly orderErrors?: readonly unknown[];
  readonly keys?: readonly { readonly position?: number; readonly key?: string }[];
};

export type Step = {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: string | undefined;
  readonly status: number;
  /** Whether the answer says what it has to. */
  readonly isRight: (answer: Answer) => boolean;
};

/** One operation as clients do it: requests of which each may need the answer to the one before. */
export type Scenario = {
  readonly steps: readonly ((subject: Subject, before: Answer) => Step)[];
  /** 'once': each subject serves for one operation, and many of them are needed. */
  readonly subjects: 'again' | 'once';
};

const cartBody = JSON.stringify({
  lineItems: [{ id: 0, catalogItemId, quantity: 1, billingCycle: 'one_time', termDuration: offer.term }],
});

const checkout: Scenario = {
  subjects: 'again',
  steps: [
    ({ customer }) => ({
      method: 'POST',
      path: `/v1/customers/${customer}/carts`,
      body: cartBody,
      status: 201,
      isRight: (cart) => cart.id !== undefined && cart.lineItems?.length === 1 && !cart.lineItems[0]?.error,
    }),
    ({ customer }, cart) => ({
      method: 'POST',
      path: `/v1/customers/${customer}/carts/${cart.id}/checkout`,
      body: undefined,
      status: 201,
      isRight: ({ orders, orderErrors }) =>
        orders?.length === 1 &&
        orderErrors?.length === 0 &&
        orders[0]?.status === 'completed' &&
        orders[0].lineItems?.[0]?.quantity === 1,
    }),
  ],
};

const revealBody = JSON.stringify(offer.fulfilment);

const reveal: Scenario = {
  subjects: 'again',
  steps: [
    ({ customer, entitlement }) => ({
      method: 'POST',
      path: `/kontor/v1/customers/${customer}/software/${entitlement}/keys`,
      body: revealBody,
      status: 200,
      isRight: ({ keys }) => keys?.length === 1 && /^\d{32}$/.test(keys[0]?.key ?? ''),
    }),
  ],
};

const cancelBody = JSON.stringify({ status: 'cancelled' });

const cancel: Scenario = {
  subjects: 'once',
  steps: [
    ({ customer, order }) => ({
      method: 'PATCH',
      path: `/v1/customers/${customer}/orders/${order}`,
      body: cancelBody,
      status: 200,
      isRight: ({ id, status, lineItems }) =>
        id !== undefined && status === 'cancelled' && lineItems?.[0]?.quantity === 0,
    }),
  ],
};

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = { checkout, reveal, cancel };
