import { canonicalJson } from './canonical-json.ts';
import { isCount, isText, isTime, parseObject } from './licence-file.ts';

/** Licences of one product that were taken back, as signed and published. Instants are ISO 8601 in UTC. */
export type RevocationPayload = {
  readonly type: 'kontor.revocations';
  readonly version: 1;
  readonly keyId: string;
  readonly product: string;
  /** Grows with every licence that is taken back, and never falls. */
  readonly number: number;
  /** 0: everything up to `number`. Otherwise what came after the list of this number. */
  readonly since: number;
  readonly issued: string;
  /** From then on a newer list is there to be fetched, and this one is stale. */
  readonly nextUpdate: string;
  /** Ids of licences, sorted. */
  readonly revoked: readonly string[];
};

/** Licences whose file has been refused as expired for so long leave the list. */
export const keptAfterEndDays = 30;
/** A list is published anew so often, and is stale after `nextUpdateHours`. */
export const reissueHours = 1;
export const nextUpdateHours = 24;
/** A licence file carries so many of the newest entries; the whole list is at its address. */
export const mostCarried = 200;

export function revocationText(payload: RevocationPayload): string {
  return canonicalJson({ ...payload, revoked: [...payload.revoked].sort() });
}

/** The payload of a signed text; undefined when it is not one of version 1. */
export function parseRevocations(text: string): RevocationPayload | undefined {
  const value = parseObject(text);
  if (value?.type !== 'kontor.revocations' || value.version !== 1) return undefined;
  const { revoked } = value;
  const whole =
    isText(value.keyId) &&
    isText(value.product) &&
    isCount(value.number) &&
    isCount(value.since) &&
    isTime(value.issued) &&
    isTime(value.nextUpdate) &&
    Array.isArray(revoked) &&
    revoked.every(isText);
  // Every member was looked at just above.
  return whole ? (value as unknown as RevocationPayload) : undefined;
}
