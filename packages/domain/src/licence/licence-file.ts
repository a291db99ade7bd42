import { canonicalJson } from './canonical-json.ts';

/** What a licence file says, and what its signature is over. Instants are ISO 8601 in UTC. */
export type LicencePayload = {
  readonly type: 'kontor.licence';
  readonly version: 1;
  /** Stays the same when the file is fetched again; a replacement has another. */
  readonly licence: string;
  /** Counts the files of this licence, so that the newest is known. */
  readonly edition: number;
  readonly keyId: string;
  readonly product: string;
  readonly sku: string;
  readonly title: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly quantity: number;
  readonly issued: string;
  /** The first instant at which it no longer holds; null when it never ends. */
  readonly expires: string | null;
  /** How long after `expires` it is still let work, with a warning. */
  readonly graceDays: number;
  /** The device it is bound to, by the hash of its fingerprint; null for a file of the whole purchase. */
  readonly activation: { readonly id: string; readonly device: string } | null;
  /** From a sandbox account: worth nothing outside of tests. */
  readonly sandbox: boolean;
};

export function licenceText(payload: LicencePayload): string {
  return canonicalJson(payload);
}

/** The payload of a signed text; undefined when it is not one of version 1. */
export function parseLicence(text: string): LicencePayload | undefined {
  const value = parseObject(text);
  if (value?.type !== 'kontor.licence' || value.version !== 1) return undefined;
  const texts = ['licence', 'keyId', 'product', 'sku', 'title'].every((name) => isText(value[name]));
  const counts = ['edition', 'quantity', 'graceDays'].every((name) => isCount(value[name]));
  const times = isTime(value.issued) && (value.expires === null || isTime(value.expires));
  const { customer, activation } = value;
  const whose = isObject(customer) && isText(customer.id) && isText(customer.name);
  const bound =
    activation === null || (isObject(activation) && isText(activation.id) && isText(activation.device));
  const whole = texts && counts && times && whose && bound && typeof value.sandbox === 'boolean';
  // Every member was looked at just above.
  return whole ? (value as unknown as LicencePayload) : undefined;
}

/** What is hashed for a device: bound to the product, so that two vendors cannot compare their devices. */
export function deviceText(product: string, fingerprint: string): string {
  return canonicalJson(['kontor.device', product, fingerprint]);
}

type Members = { readonly [name: string]: unknown };

export function parseObject(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export const isTime = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));
