import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes;

/** A sealed text was changed, moved to another row or tenant, or sealed under another key. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  constructor(what: string) {
    super(`${what} cannot be opened: it was changed, moved, or sealed under another key`);
  }
}

/** AES-256-GCM bound to `context`: version byte ‖ 12-byte nonce ‖ ciphertext ‖ 16-byte tag. */
export function sealBytes(key: KeyObject, context: string, plaintext: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(formatVersion), nonce, ciphertext, cipher.getAuthTag()]);
}

/** The plaintext of `sealBytes` with the same key and context. @throws SealBroken, naming `what` */
export function openBytes(key: KeyObject, context: string, sealed: Buffer, what: string): Buffer {
  if (sealed.length < headBytes + tagBytes || sealed[0] !== formatVersion) throw new SealBroken(what);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, headBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    const head = decipher.update(sealed.subarray(headBytes, sealed.length - tagBytes));
    return Buffer.concat([head, decipher.final()]);
  } catch {
    // Node's reason says no more than that the tag did not match.
    throw new SealBroken(what);
  }
}
