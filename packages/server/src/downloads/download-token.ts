import { createHash } from 'node:crypto';

/** Only the hash is stored: whoever reads the database cannot download. */
export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

/** 256 bits as base64url; nothing else is worth looking for. */
export const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);
