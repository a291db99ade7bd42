import { importJWK, SignJWT } from 'jose';
import type { PersonRow } from './identity-store.ts';
import { type SigningKeys, signingAlgorithm } from './signing-keys.ts';
import { issuerOf, notBefore, type TokenTimes } from './token-claims.ts';
import type { TokenVersion } from './token-resources.ts';

export type IdTokenSubject = {
  readonly clientId: string;
  readonly person: PersonRow;
  readonly tenant: string;
  readonly nonce: string | undefined;
  /** Half of a code's hash, where the token comes beside one (OpenID Connect 3.3.2.11). */
  readonly codeHash?: string;
};

/** Who signed in, for the application to read; it opens nothing. */
export async function signIdToken(
  keys: SigningKeys,
  publicUrl: string,
  version: TokenVersion,
  times: TokenTimes,
  { clientId, person, tenant, nonce, codeHash }: IdTokenSubject,
): Promise<string> {
  const [jwk] = keys.private;
  if (jwk === undefined) throw new Error('an opened installation has a signing key');
  return new SignJWT({
    tid: tenant,
    oid: person.id,
    name: person.display_name,
    preferred_username: person.email,
    upn: person.email,
    unique_name: person.email,
    ver: version === 'v1' ? '1.0' : '2.0',
    ...(nonce === undefined ? {} : { nonce }),
    ...(codeHash === undefined ? {} : { c_hash: codeHash }),
  })
    .setProtectedHeader({ alg: signingAlgorithm, kid: jwk.kid ?? '', typ: 'JWT' })
    .setIssuer(issuerOf(publicUrl, tenant, version))
    .setSubject(person.id)
    .setAudience(clientId)
    .setIssuedAt(times.iat)
    .setNotBefore(notBefore(times))
    .setExpirationTime(times.exp)
    .sign(await importJWK(jwk, signingAlgorithm));
}
