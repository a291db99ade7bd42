import { hash, verify } from '@node-rs/argon2';

// argon2id is the library's default algorithm; figures: OWASP's minimum for it.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** An argon2id hash in PHC form; some 5 ms of a fast core, 50 of a slow one. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/** Whether the password fits; a hash that cannot be read fits none. */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password).catch(() => false);
}
