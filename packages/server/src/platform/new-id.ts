import { randomBytes, randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let used = pool.length;

const random = (count: number): Buffer => {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
};

/** A new UUID of version 7: later ones sort later, which keeps indexes dense. */
export const newUuid = (): string => {
  const bytes = Buffer.from(random(16));
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** Hexadecimal digits nobody can guess. */
export const randomHex = (digits: number): string =>
  random(Math.ceil(digits / 2))
    .toString('hex')
    .slice(0, digits);

/** 256 bits as base64url, for tokens; never from the shared pool, so that none is left lying in it. */
export const newToken = (): string => randomBytes(32).toString('base64url');
