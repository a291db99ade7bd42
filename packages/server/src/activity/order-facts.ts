/** What a record of an order says of it, read back from its JSON; written by the commands of orders. */
export type OrderFacts = {
  readonly orderId: string;
  readonly alternateId: string | null;
  readonly billingCycle: string;
  readonly currency: string | null;
  readonly status: string;
  readonly lines: readonly OrderLineFacts[];
};

export type OrderLineFacts = {
  readonly lineNumber: number;
  readonly offerId: string;
  readonly subscriptionId: string | null;
  readonly subscriptionName: string;
  readonly quantity: number;
};

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Undefined where the JSON tells of no order. */
export const orderFactsFrom = (stored: unknown): OrderFacts | undefined => {
  if (!isObject(stored)) return undefined;
  const orderId = text(stored.orderId);
  if (orderId === null || !Array.isArray(stored.lines)) return undefined;
  return {
    orderId,
    alternateId: text(stored.alternateId),
    billingCycle: text(stored.billingCycle) ?? 'none',
    currency: text(stored.currency),
    status: text(stored.status) ?? 'completed',
    lines: stored.lines.filter(isObject).map((line: Json, index) => ({
      lineNumber: typeof line.lineNumber === 'number' ? line.lineNumber : index,
      offerId: text(line.offerId) ?? '',
      subscriptionId: text(line.subscriptionId),
      subscriptionName: text(line.subscriptionName) ?? '',
      quantity: typeof line.quantity === 'number' ? line.quantity : 0,
    })),
  };
};

/** `oneTime`, `one_time` → `OneTime`. */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
