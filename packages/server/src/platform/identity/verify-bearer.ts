import { hash } from 'node:crypto';
import { parseAccountId, parseCustomerId, parseUserId } from '@kontor/domain/ids';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Principal } from '../http/context.ts';
import { type SigningKeys, signingAlgorithm } from './signing-keys.ts';
import { issuerOf } from './token-claims.ts';
import { acceptedResources } from './token-resources.ts';

export type VerifyBearer = (token: string) => Promise<Principal | undefined>;

export type VerifyDeps = {
  readonly keys: SigningKeys;
  readonly publicUrl: string;
  readonly realNow: () => number;
};

const longestToken = 8_192;
const mostRemembered = 10_000;

type Verified = { readonly principal: Principal; readonly expiresAt: number };

/**
 * Tells whose token it is, or undefined when it is not one of ours or has expired. A verified token is remembered
 * by its hash until it expires; whether the person may still act is read at each request, so nothing is lost.
 */
export function bearerVerifier(deps: VerifyDeps): VerifyBearer {
  const keySet = createLocalJWKSet({ keys: [...deps.keys.public] });
  const audience = [...acceptedResources(deps.publicUrl)];
  const remembered = new Map<string, Verified>();
  return async (token) => {
    if (token.length > longestToken) return undefined;
    const now = deps.realNow();
    const key = hash('sha256', token, 'base64');
    const known = remembered.get(key);
    if (known !== undefined) {
      if (known.expiresAt > now) return known.principal;
      remembered.delete(key);
      return undefined;
    }
    const options = { algorithms: [signingAlgorithm], audience, currentDate: new Date(now) };
    const payload = await jwtVerify(token, keySet, options).then(
      (verified) => verified.payload,
      (error: unknown) => {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      },
    );
    const verified = payload === undefined ? undefined : verifiedOf(deps.publicUrl, payload);
    if (verified === undefined) return undefined;
    remember(remembered, key, verified, now);
    return verified.principal;
  };
}

function remember(remembered: Map<string, Verified>, key: string, verified: Verified, now: number): void {
  if (remembered.size >= mostRemembered) {
    for (const [old, { expiresAt }] of remembered) if (expiresAt <= now) remembered.delete(old);
    // A map keeps the order of insertion: the first is the oldest.
    const [oldest] = remembered.keys();
    if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest);
  }
  remembered.set(key, verified);
}

function verifiedOf(publicUrl: string, payload: JWTPayload): Verified | undefined {
  const { iss, tid, ver, exp } = payload;
  if (exp === undefined || typeof tid !== 'string' || (ver !== '1.0' && ver !== '2.0')) return undefined;
  if (iss !== issuerOf(publicUrl, tid, ver === '1.0' ? 'v1' : 'v2')) return undefined;
  const principal = principalOf(payload);
  return principal === undefined ? undefined : { principal, expiresAt: exp * 1000 };
}

function principalOf(payload: JWTPayload): Principal | undefined {
  const accountId = parseAccountId(text(payload.kontor_account));
  const clientId = text(payload.appid);
  const kind = payload.kontor_kind;
  if (accountId === undefined || clientId === '') return undefined;
  if (kind === 'partner_app') return { kind, accountId, clientId };
  const userId = parseUserId(text(payload.oid));
  if (userId === undefined) return undefined;
  const secondFactor = Array.isArray(payload.amr) && payload.amr.includes('mfa');
  if (kind === 'partner_user' || kind === 'operator') {
    return { kind, accountId, userId, clientId, secondFactor };
  }
  const customerId = parseCustomerId(text(payload.kontor_customer));
  if (kind !== 'customer_user' || customerId === undefined) return undefined;
  return { kind, accountId, customerId, userId, clientId, secondFactor };
}

function text(claim: unknown): string {
  return typeof claim === 'string' ? claim : '';
}
