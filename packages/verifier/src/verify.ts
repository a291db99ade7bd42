// For Node.js and whatever has its `node:crypto`: one call, nothing to wait for.
import { createHash, createPublicKey, type KeyObject, verify as verifySignature } from 'node:crypto';
import {
  type Claim,
  judgeLicence,
  keyFor,
  type LicenceKey,
  type LicenceVerdict,
  openLicence,
} from '../../domain/src/licence/judge-licence.ts';
import { deviceText } from '../../domain/src/licence/licence-file.ts';

export type VerifyOptions = {
  /** Refuse licences of any other product. */
  readonly product?: string;
  /** What this device calls itself; needed for a licence that is bound to a device. */
  readonly fingerprint?: string;
};

// Making a key of its bytes costs more than a signature.
const known = new Map<string, KeyObject>();

/**
 * Whether a licence file holds at an instant, and if not, why. Needs no network.
 * `revocations` are lists as published, whole or deltas; the one that the file carries is looked at as well.
 */
export function verify(
  file: string,
  keys: readonly LicenceKey[],
  now: Date,
  revocations: string | readonly string[] = [],
  { product, fingerprint }: VerifyOptions = {},
): LicenceVerdict {
  const opened = openLicence(file, typeof revocations === 'string' ? [revocations] : revocations);
  const at = now.getTime();
  const holds = ({ payload, signed }: Claim<{ readonly keyId: string }>): boolean | undefined => {
    const key = keyFor(payload.keyId, keys, at);
    return key && verifySignature(null, signed.bytes, publicKeyOf(key.x), signed.signature);
  };
  const signatures = opened
    ? { licence: holds(opened.licence), lists: opened.lists.map(holds) }
    : { licence: undefined, lists: [] };
  const device =
    opened && fingerprint !== undefined ? deviceHash(opened.licence.payload.product, fingerprint) : undefined;
  return judgeLicence(opened, signatures, { now: at, product, device });
}

/** The hash of a device's fingerprint that stands in licences bound to it. */
export function deviceHash(product: string, fingerprint: string): string {
  return createHash('sha256').update(deviceText(product, fingerprint), 'utf8').digest('base64url');
}

function publicKeyOf(x: string): KeyObject {
  const key = known.get(x) ?? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  if (known.size < 100) known.set(x, key);
  return key;
}
