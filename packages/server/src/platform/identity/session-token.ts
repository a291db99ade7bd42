import { createHmac, hash, timingSafeEqual } from 'node:crypto';

export const sessionCookie = 'kontor_session';
/** Holds the sign-in that waits for its code. */
export const pendingSignInCookie = 'kontor_sign_in';

export const sessionLifeMs = 12 * 3_600_000;
export const sessionIdleMs = 3_600_000;
export const pendingSignInLifeMs = 5 * 60_000;

/** What the table holds instead of the token. */
export function sessionKey(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** The page of a session says this in a header; another site can neither read nor compute it. */
export function csrfTokenFor(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('kontor csrf').digest('base64url');
}

export function isCsrfTokenOf(sessionToken: string, given: string): boolean {
  const expected = Buffer.from(csrfTokenFor(sessionToken));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

export type CookieOptions = {
  readonly httpOnly: true;
  readonly sameSite: 'strict';
  readonly secure: boolean;
  readonly path: '/';
  /** Seconds. */
  readonly maxAge: number;
};

export function cookieOptions(publicUrl: string, lifeMs: number): CookieOptions {
  const secure = publicUrl.startsWith('https:');
  return { httpOnly: true, sameSite: 'strict', secure, path: '/', maxAge: Math.floor(lifeMs / 1000) };
}
