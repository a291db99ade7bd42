import { type ArmourLabel, licenceLabel, readArmour, revocationLabel, type Signed } from './armour.ts';
import { type LicencePayload, parseLicence } from './licence-file.ts';
import { parseRevocations, type RevocationPayload } from './revocation-list.ts';

/**
 * Why a licence file is not taken as it stands, the weightiest first. The first three say that nothing in the file
 * can be believed and stand alone; of the others all that hold are named. `in_grace` alone still lets it work.
 */
export const licenceReasons = [
  'malformed',
  'key_unknown',
  'signature_invalid',
  'wrong_product',
  'revoked',
  'wrong_device',
  'not_yet_valid',
  'expired',
  'in_grace',
] as const;
export type LicenceReason = (typeof licenceReasons)[number];

/** The newest revocation list that was believed. `stale`: its next one was due. `whole`: not a delta. */
export type ListSeen = {
  readonly number: number;
  readonly issued: string;
  readonly nextUpdate: string;
  readonly stale: boolean;
  readonly whole: boolean;
};

export type LicenceVerdict = {
  readonly valid: boolean;
  readonly code: 'valid' | LicenceReason;
  readonly reasons: readonly LicenceReason[];
  /** What the file says; absent when it is not to be believed. */
  readonly licence?: LicencePayload;
  /** Absent when no list of this product was at hand. */
  readonly revocations?: ListSeen;
};

/** A public key as published (RFC 8037), with the instant from which it verifies nothing any more. */
export type LicenceKey = { readonly kid: string; readonly x: string; readonly until?: string | null };

/** A signed text whose signature somebody has to look at. */
export type Claim<P> = { readonly payload: P; readonly signed: Signed };
export type OpenedLicence = {
  readonly licence: Claim<LicencePayload>;
  /** Carried in the file, then as it was handed in. */
  readonly lists: readonly Claim<RevocationPayload>[];
};

/** Clocks of devices differ: a licence issued within the next five minutes is valid already. */
const clockToleranceMs = 5 * 60_000;
const millisecondsPerDay = 86_400_000;

/** Reads a licence file and lists beside it without believing anything yet; undefined when one is malformed. */
export function openLicence(file: string, besides: readonly string[] = []): OpenedLicence | undefined {
  const blocks = readArmour(file, [licenceLabel, revocationLabel]);
  const [first, carried] = blocks ?? [];
  const payload = first && parseLicence(first.text);
  if (!first || !payload) return undefined;
  const lists: Claim<RevocationPayload>[] = [];
  for (const signed of [
    ...(carried ? [carried] : []),
    ...besides.map((text) => onlyBlock(text, revocationLabel)),
  ]) {
    const list = signed && parseRevocations(signed.text);
    if (!signed || !list) return undefined;
    lists.push({ payload: list, signed });
  }
  return { licence: { payload, signed: first }, lists };
}

function onlyBlock(file: string, label: ArmourLabel): Signed | undefined {
  return readArmour(file, [label])?.[0];
}

/** The key that a signed text names, while it still verifies; undefined when there is none. */
export function keyFor(keyId: string, keys: readonly LicenceKey[], now: number): LicenceKey | undefined {
  const key = keys.find(({ kid }) => kid === keyId);
  return key && (key.until == null || now < Date.parse(key.until)) ? key : undefined;
}

export type LicenceFacts = {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Only licences of this product are taken. */
  readonly product?: string | undefined;
  /** The hash of this device's fingerprint (`deviceText`), as base64url. */
  readonly device?: string | undefined;
};

/** What has become of the signatures: undefined where the key is unknown. */
export type Signatures = {
  readonly licence: boolean | undefined;
  readonly lists: readonly (boolean | undefined)[];
};

/** Ranks what speaks against a licence whose signatures have been looked at. Pure. */
export function judgeLicence(
  opened: OpenedLicence | undefined,
  signatures: Signatures,
  facts: LicenceFacts,
): LicenceVerdict {
  if (!opened) return refusedFor('malformed');
  const all = [signatures.licence, ...signatures.lists];
  if (all.includes(undefined)) return refusedFor('key_unknown');
  if (all.includes(false)) return refusedFor('signature_invalid');
  const licence = opened.licence.payload;
  const lists = opened.lists
    .map(({ payload }) => payload)
    .filter(({ product }) => product === licence.product);
  const found = new Set(reasonsAgainst(licence, lists, facts));
  const reasons = licenceReasons.filter((reason) => found.has(reason));
  const [code = 'valid'] = reasons;
  const seen = newestOf(lists, facts.now);
  return {
    valid: code === 'valid' || code === 'in_grace',
    code,
    reasons,
    licence,
    ...(seen ? { revocations: seen } : {}),
  };
}

function* reasonsAgainst(
  licence: LicencePayload,
  lists: readonly RevocationPayload[],
  { now, product, device }: LicenceFacts,
): Generator<LicenceReason> {
  if (product !== undefined && product !== licence.product) yield 'wrong_product';
  if (lists.some(({ revoked }) => revoked.includes(licence.licence))) yield 'revoked';
  if (licence.activation !== null && licence.activation.device !== device) yield 'wrong_device';
  if (now < Date.parse(licence.issued) - clockToleranceMs) yield 'not_yet_valid';
  if (licence.expires === null) return;
  const expires = Date.parse(licence.expires);
  if (now >= expires + licence.graceDays * millisecondsPerDay) yield 'expired';
  else if (now >= expires) yield 'in_grace';
}

function newestOf(lists: readonly RevocationPayload[], now: number): ListSeen | undefined {
  const [newest] = lists.toSorted(
    (a, b) => b.number - a.number || Date.parse(b.issued) - Date.parse(a.issued),
  );
  if (!newest) return undefined;
  const { number, issued, nextUpdate, since } = newest;
  return { number, issued, nextUpdate, stale: now >= Date.parse(nextUpdate), whole: since === 0 };
}

const refusedFor = (reason: LicenceReason): LicenceVerdict => ({
  valid: false,
  code: reason,
  reasons: [reason],
});
