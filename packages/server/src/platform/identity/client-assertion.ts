import { createPublicKey, hash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { query, writeBatch } from '../db/batch.ts';
import type { Pools } from '../db/pools.ts';
import { noTenant } from '../db/scope.ts';
import { type ApplicationCertificate, findApplication } from './identity-store.ts';
import { claimOidcModel } from './oidc-store.ts';
import type { TokenRefusal } from './token-errors.ts';

/** How an application with a certificate proves itself instead of sending a secret (RFC 7523). */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export type AssertionDeps = {
  readonly pools: Pools;
  readonly publicUrl: string;
  readonly realNow: () => number;
};

export type Proof = { readonly clientId: string } | { readonly refused: TokenRefusal };

// Clients give their assertions ten minutes; an hour is the longest that anybody asks for.
const longestLifeSeconds = 3600;
const toleranceSeconds = 300;
const algorithms = ['RS256', 'PS256', 'ES256'];
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whose signature the assertion carries; each assertion proves once. Never throws for what a client sent. */
export async function proveByAssertion(deps: AssertionDeps, assertion: string): Promise<Proof> {
  const read = readAssertion(assertion);
  if (read === undefined) return refuse('it is not a signed JWT');
  const { clientId, thumbprint } = read;
  if (!uuidPattern.test(clientId)) return { refused: { code: 'client_unknown', client: clientId } };
  const [application] = await query(deps.pools.lookup, noTenant, findApplication(clientId));
  if (application === undefined) return { refused: { code: 'client_unknown', client: clientId } };
  const now = deps.realNow();
  const certificate = application.certificates.find((each) => isNamed(each, thumbprint));
  if (certificate === undefined)
    return refuse('its head (x5t or x5t#S256) names no certificate of this application');
  if (now < certificate.notBefore || now >= certificate.notAfter)
    return refuse('its certificate is outside its validity; add a new one');
  const trouble = await verify(deps, assertion, clientId, certificate, now);
  return trouble === undefined ? { clientId } : refuse(trouble);
}

const refuse = (detail: string): Proof => ({ refused: { code: 'assertion_invalid', detail } });

function readAssertion(assertion: string): { clientId: string; thumbprint: string | undefined } | undefined {
  try {
    const head = decodeProtectedHeader(assertion);
    const { iss } = decodeJwt(assertion);
    const named = head['x5t#S256'] ?? head.x5t ?? head.kid;
    return { clientId: String(iss ?? ''), thumbprint: typeof named === 'string' ? named : undefined };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}

// Clients write a thumbprint as base64url (x5t) or, as a key id, in hexadecimal.
function isNamed({ sha1, sha256 }: ApplicationCertificate, named: string | undefined): boolean {
  if (named === undefined) return false;
  const hex = /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(named)
    ? named.toLowerCase()
    : Buffer.from(named, 'base64url').toString('hex');
  return hex === sha1 || hex === sha256;
}

async function verify(
  { pools, publicUrl }: AssertionDeps,
  assertion: string,
  clientId: string,
  { jwk }: ApplicationCertificate,
  now: number,
): Promise<string | undefined> {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const options = {
    algorithms,
    issuer: clientId,
    subject: clientId,
    currentDate: new Date(now),
    clockTolerance: toleranceSeconds,
    requiredClaims: ['exp', 'aud', 'jti'],
  };
  const payload = await jwtVerify(assertion, key, options).then(
    (verified) => verified.payload,
    (error: unknown) => {
      if (error instanceof errors.JOSEError) return error;
      throw error;
    },
  );
  if (payload instanceof errors.JOSEError) return payload.message;
  const audiences = [payload.aud].flat();
  if (!audiences.some((audience) => isOurs(publicUrl, String(audience))))
    return `its audience is not this token endpoint (${publicUrl}/…/token)`;
  const expiresAt = (payload.exp ?? 0) * 1000;
  if (expiresAt > now + (longestLifeSeconds + toleranceSeconds) * 1000)
    return 'it lives longer than an hour; give it ten minutes';
  const claim = claimOidcModel(
    'ClientAssertion',
    hash('sha256', `${clientId}\0${payload.jti}`, 'base64url'),
    expiresAt + toleranceSeconds * 1000,
  );
  const [claimed] = await writeBatch(pools.system, noTenant, [claim]);
  return claimed.rows.length === 0 ? 'it was used before (jti); sign a new one' : undefined;
}

const isOurs = (publicUrl: string, audience: string): boolean => {
  if (!URL.canParse(audience)) return false;
  const { origin, pathname } = new URL(audience);
  return (
    origin === new URL(publicUrl).origin && /^\/[^/]+(\/oauth2(\/v2\.0)?\/token|\/v2\.0|\/?)$/.test(pathname)
  );
};
