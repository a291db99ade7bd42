import type { ApplicationRow, PersonRow } from './identity-store.ts';
import { type TokenVersion, userScope } from './token-resources.ts';

/** Who a token is for: an application alone, or a person through an application. */
export type TokenSubject = { readonly application: ApplicationRow; readonly person: PersonRow | undefined };

export type TokenTimes = { readonly iat: number; readonly exp: number };

/** The tenant that a token names: the customer of a customer's user, the account of everybody else. */
export function tenantOf({ application, person }: TokenSubject): string {
  return person === undefined ? application.account_id : (person.customer_id ?? person.account_id);
}

// Clocks of several machines differ: a token counts from five minutes before it was made.
const notBeforeSeconds = 300;

export function notBefore({ iat }: TokenTimes): number {
  return iat - notBeforeSeconds;
}

export function issuerOf(publicUrl: string, tenant: string, version: TokenVersion): string {
  return version === 'v1' ? `${publicUrl}/${tenant}/` : `${publicUrl}/${tenant}/v2.0`;
}

/**
 * The claims of an access token. Clients read tid, oid, appid, upn, amr, exp; the `kontor_` ones are for
 * ourselves. Roles are there to be shown: what a person may do is read from the database at each request.
 */
export function accessTokenClaims(
  publicUrl: string,
  version: TokenVersion,
  token: { readonly id: string; readonly audience: string } & TokenTimes,
  subject: TokenSubject,
): Record<string, unknown> {
  const tenant = tenantOf(subject);
  const { application, person } = subject;
  return {
    aud: token.audience,
    iss: issuerOf(publicUrl, tenant, version),
    iat: token.iat,
    nbf: notBefore(token),
    exp: token.exp,
    tid: tenant,
    appid: application.client_id,
    azp: application.client_id,
    appidacr: '1',
    azpacr: '1',
    app_displayname: application.name,
    jti: token.id,
    uti: token.id,
    ver: version === 'v1' ? '1.0' : '2.0',
    ...(person === undefined ? applicationClaims(application) : personClaims(person)),
  };
}

function applicationClaims(application: ApplicationRow): Record<string, unknown> {
  return {
    oid: application.client_id,
    sub: application.client_id,
    idtyp: 'app',
    roles: application.scopes,
    kontor_kind: 'partner_app',
    kontor_account: application.account_id,
  };
}

function personClaims(person: PersonRow): Record<string, unknown> {
  return {
    oid: person.id,
    sub: person.id,
    upn: person.email,
    unique_name: person.email,
    preferred_username: person.email,
    name: person.display_name,
    idtyp: 'user',
    // Refresh tokens are given only to people who passed a second factor (product 1).
    amr: ['pwd', 'mfa'],
    scp: userScope,
    roles: person.roles,
    kontor_kind: person.kind,
    kontor_account: person.account_id,
    ...(person.customer_id === null ? {} : { kontor_customer: person.customer_id }),
  };
}
