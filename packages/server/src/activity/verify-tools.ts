import { createHmac, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Mac } from '@kontor/domain/activity/openings';
import type { Toolbox } from '@kontor/domain/activity/verify-export';
import { sha256 } from './leaf-of.ts';

/** An Ed25519 public key of 32 bytes as Node takes it. */
function keyObject(publicKey: Uint8Array): KeyObject {
  const x = Buffer.from(publicKey).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

const decoder = new TextDecoder();

/** What Node brings to the verification of an export. */
export const verifyTools: Toolbox = {
  sha256,
  verifySignature: (message, signature, publicKey) => {
    try {
      return verify(null, message, keyObject(publicKey), signature);
    } catch {
      // 32 bytes that are no point of the curve are nobody's key.
      return false;
    }
  },
  textOf: (bytes) => decoder.decode(bytes),
};

export const hmacSha256: Mac = (key, message) => createHmac('sha256', key).update(message).digest();
