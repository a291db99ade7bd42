import type { Mac } from '@kontor/domain/activity/openings';
import type { Toolbox } from '@kontor/domain/activity/verify-export';
import { ed25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

const decoder = new TextDecoder();

/** What a browser brings to the verification of a log: the same rules as on the command line, other arithmetic. */
export const verifyTools: Toolbox = {
  sha256,
  verifySignature: (message, signature, publicKey) => {
    try {
      // RFC 8032 to the letter, as Go and OpenSSL judge.
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    } catch {
      return false;
    }
  },
  textOf: (bytes) => decoder.decode(bytes),
};

export const hmacSha256: Mac = (key, message) => hmac(sha256, key, message);
