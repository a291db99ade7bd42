// For browsers and every other place with WebCrypto; the same answers, to be awaited.
import { toBase64, utf8Of } from '../../domain/src/licence/bytes-as-text.ts';
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

/** As `verify` of the main entry, with WebCrypto. */
export async function verify(
  file: string,
  keys: readonly LicenceKey[],
  now: Date,
  revocations: string | readonly string[] = [],
  { product, fingerprint }: VerifyOptions = {},
): Promise<LicenceVerdict> {
  const opened = openLicence(file, typeof revocations === 'string' ? [revocations] : revocations);
  if (!opened) return judgeLicence(undefined, { licence: undefined, lists: [] }, { now: now.getTime() });
  const at = now.getTime();
  const holds = async ({
    payload,
    signed,
  }: Claim<{ readonly keyId: string }>): Promise<boolean | undefined> => {
    const key = keyFor(payload.keyId, keys, at);
    if (!key) return undefined;
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.x };
    const imported = await crypto.subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify']);
    return crypto.subtle.verify(
      { name: 'Ed25519' },
      imported,
      Uint8Array.from(signed.signature),
      Uint8Array.from(signed.bytes),
    );
  };
  const { product: named } = opened.licence.payload;
  const device = fingerprint === undefined ? undefined : await deviceHash(named, fingerprint);
  const [licence, ...lists] = await Promise.all([holds(opened.licence), ...opened.lists.map(holds)]);
  return judgeLicence(opened, { licence, lists }, { now: at, product, device });
}

/** The hash of a device's fingerprint that stands in licences bound to it. */
export async function deviceHash(product: string, fingerprint: string): Promise<string> {
  const text = Uint8Array.from(utf8Of(deviceText(product, fingerprint)));
  const digest = await crypto.subtle.digest('SHA-256', text);
  return toBase64(new Uint8Array(digest)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
