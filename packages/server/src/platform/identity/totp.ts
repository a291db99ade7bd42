import { Secret, TOTP } from 'otpauth';

const stepSeconds = 30;

/** The time step that a six-digit code belongs to, one step of clock drift allowed; undefined when it fits none. */
export function stepOfCode(secretBase32: string, code: string, at: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const totp = new TOTP({ secret: Secret.fromBase32(secretBase32), digits: 6, period: stepSeconds });
  const delta = totp.validate({ token: code, timestamp: at, window: 1 });
  return delta === null ? undefined : Math.floor(at / 1000 / stepSeconds) + delta;
}

/** A new secret of 160 bits in base32, as authenticator apps read it. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}
