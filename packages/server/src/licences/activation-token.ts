import { createHash, timingSafeEqual } from 'node:crypto';

/** Only the hash is stored: whoever reads the database cannot speak for a device. */
export const hashOfActivationToken = (token: string): Buffer =>
  createHash('sha256').update(token, 'utf8').digest();

const nothing = Buffer.alloc(32);

/** Takes as long for a wrong token as for a device that is not there. */
export const isTokenOf = (stored: Buffer | null | undefined, token: string): boolean =>
  timingSafeEqual(stored ?? nothing, hashOfActivationToken(token)) && stored != null;
