import { createHash, X509Certificate } from 'node:crypto';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type ActRefusal, act } from '../partners/act.ts';
import { type Caller, type ReadRefusal, readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { pageOf } from '../platform/http/cursor.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { newToken, newUuid } from '../platform/new-id.ts';
import {
  type ApplicationRow,
  type CertificateEntry,
  insertApplication,
  insertCertificate,
  type NewCertificate,
  readApplication,
  readApplicationPage,
  removeCertificate,
  updateApplication,
  updateSecret,
} from './application-store.ts';

export type ApplicationRefusal =
  | ReadRefusal
  | ActRefusal
  | InputRefusal
  | { readonly code: 'application.not_found' };

export type ApplicationList = {
  readonly applications: readonly ApplicationRow[];
  readonly last: readonly [string, string] | null;
};

export const listApplications = async (
  ctx: RequestContext,
  page: { readonly after: readonly [string, string] | null; readonly limit: number },
) => {
  const read = await readAs(ctx, 'applications.manage', undefined, [
    readApplicationPage(ctx.principal.accountId, { ...page, limit: page.limit + 1 }),
  ]);
  if (!read.accepted) return read;
  const { items, last } = pageOf(read.value.rows[0], page.limit);
  return accepted<ApplicationList>({
    applications: items,
    last: last && [last.name.toLowerCase(), last.client_id],
  });
};

const readOne = async (
  ctx: RequestContext,
  clientId: string,
): Promise<Decision<{ readonly caller: Caller; readonly row: ApplicationRow }, ApplicationRefusal>> => {
  const read = await readAs(ctx, 'applications.manage', undefined, [
    readApplication(ctx.principal.accountId, clientId),
  ]);
  if (!read.accepted) return read;
  const [[row]] = read.value.rows;
  return row ? accepted({ caller: read.value.caller, row }) : refused({ code: 'application.not_found' });
};

export const getApplication = async (ctx: RequestContext, clientId: string) => {
  const found = await readOne(ctx, clientId);
  return found.accepted ? accepted(found.value.row) : found;
};

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const eventOf = (type: string, clientId: string) => ({
  type,
  aggregateType: 'application',
  aggregateId: clientId,
  data: { clientId },
});

/** An address that a browser may be sent back to: whole, without a fragment, safe from being listened to. */
const redirectFaults = (uris: readonly string[]): FieldError[] =>
  uris.flatMap((uri, index) => {
    const path = `redirectUris/${index}`;
    if (!URL.canParse(uri))
      return [{ path, message: 'must be a whole address, such as https://app.example/done' }];
    const url = new URL(uri);
    if (url.hash !== '' || uri.includes('#')) return [{ path, message: 'must have no fragment' }];
    const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    if (url.protocol === 'https:' || (url.protocol === 'http:' && local)) return [];
    // A program on a desktop or a phone has a scheme of its own, named like a domain (RFC 8252).
    if (/^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(url.protocol)) return [];
    return [{ path, message: 'must be https, or http on this machine' }];
  });

const nameFaults = (name: string | undefined): FieldError[] =>
  name !== undefined && name.trim() === '' ? [{ path: 'name', message: 'must not be blank' }] : [];

export type NewApplicationBody = {
  readonly name: string;
  readonly public?: boolean | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly redirectUris?: readonly string[] | undefined;
};

const recorded = (row: Pick<ApplicationRow, 'name' | 'scopes' | 'redirect_uris' | 'disabled'>) => ({
  name: row.name,
  scopes: row.scopes,
  redirectUris: row.redirect_uris,
  disabled: row.disabled,
});

export const createApplication = async (
  ctx: RequestContext,
  body: NewApplicationBody,
): Promise<
  Decision<{ readonly row: ApplicationRow; readonly clientSecret: string | undefined }, ApplicationRefusal>
> => {
  const read = await readAs(ctx, 'applications.manage', undefined, []);
  if (!read.accepted) return read;
  const { caller } = read.value;
  const errors = [...nameFaults(body.name), ...redirectFaults(body.redirectUris ?? [])];
  if (errors.length > 0) return invalid(errors);
  const row: ApplicationRow = {
    client_id: newUuid(),
    name: body.name.trim(),
    public: body.public ?? false,
    scopes: [...new Set(body.scopes)],
    redirect_uris: [...new Set(body.redirectUris)],
    disabled: false,
    created_at: caller.now,
    version: 1,
    certificates: [],
  };
  // Of a public one nobody is told: what it never needs to know opens nothing.
  const secret = newToken();
  const done = await act(
    ctx,
    caller,
    {
      writes: [insertApplication(caller.accountId, { ...row, secretHash: sha256(secret) })],
      activity: [
        {
          action: 'register_application',
          resourceId: row.client_id,
          newValue: { ...recorded(row), public: row.public },
        },
      ],
      events: [eventOf('application.registered', row.client_id)],
    },
    row,
  );
  return done.accepted ? accepted({ row, clientSecret: row.public ? undefined : secret }) : done;
};

export type ApplicationChange = {
  readonly name?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly redirectUris?: readonly string[] | undefined;
  readonly disabled?: boolean | undefined;
};

export const changeApplication = (ctx: RequestContext, clientId: string, change: ApplicationChange) =>
  withRetries(() => writeChange(ctx, clientId, change, false));

/** Its tokens stop working at the next request, and nothing answers to its id again. */
export const removeApplication = (ctx: RequestContext, clientId: string) =>
  withRetries(() => writeChange(ctx, clientId, {}, true));

const writeChange = async (
  ctx: RequestContext,
  clientId: string,
  change: ApplicationChange,
  removed: boolean,
): Promise<Decision<ApplicationRow, ApplicationRefusal>> => {
  const found = await readOne(ctx, clientId);
  if (!found.accepted) return found;
  const { caller, row } = found.value;
  const errors = [...nameFaults(change.name), ...redirectFaults(change.redirectUris ?? [])];
  if (errors.length > 0) return invalid(errors);
  const next: ApplicationRow = {
    ...row,
    name: change.name?.trim() ?? row.name,
    scopes: change.scopes ? [...new Set(change.scopes)] : row.scopes,
    redirect_uris: change.redirectUris ? [...new Set(change.redirectUris)] : row.redirect_uris,
    disabled: removed || (change.disabled ?? row.disabled),
  };
  if (!removed && JSON.stringify(recorded(row)) === JSON.stringify(recorded(next))) return accepted(row);
  const value = { ...next, version: row.version + 1 };
  const done = await act(
    ctx,
    caller,
    {
      writes: [updateApplication(caller.accountId, { ...next, version: row.version, removed }, caller.now)],
      activity: [
        removed
          ? { action: 'unregister_application', resourceId: clientId, oldValue: recorded(row) }
          : {
              action: 'update_application',
              resourceId: clientId,
              oldValue: recorded(row),
              newValue: recorded(next),
            },
      ],
      events: [removed ? eventOf('application.removed', clientId) : eventOf('application.updated', clientId)],
    },
    value,
  );
  return done.accepted ? accepted(value) : done;
};

/** A new secret; the old one stops at once. A public application has none to rotate. */
export const rotateSecret = (
  ctx: RequestContext,
  clientId: string,
): Promise<Decision<{ readonly clientSecret: string }, ApplicationRefusal>> =>
  withRetries(async () => {
    const found = await readOne(ctx, clientId);
    if (!found.accepted) return found;
    const { caller, row } = found.value;
    if (row.public)
      return invalid([
        {
          path: 'clientId',
          message: 'must be of an application that is not public; this one keeps no secret',
        },
      ]);
    const clientSecret = newToken();
    const done = await act(
      ctx,
      caller,
      {
        writes: [updateSecret(caller.accountId, row, sha256(clientSecret))],
        activity: [
          {
            action: 'add_application_credential',
            resourceId: clientId,
            newValue: { kind: 'secret' },
            details: { name: row.name },
          },
        ],
        events: [eventOf('application.updated', clientId)],
      },
      undefined,
    );
    return done.accepted ? accepted({ clientSecret }) : done;
  });

const certificateFault = (message: string) => invalid([{ path: 'certificate', message }]);
const leastRsaBits = 2048;

const hex = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();

/** What is kept of a certificate: its public key and how clients name it. */
const readCertificate = (text: string): NewCertificate | undefined => {
  try {
    const read = new X509Certificate(text);
    const { publicKey } = read;
    return {
      sha256: hex(read.fingerprint256),
      sha1: hex(read.fingerprint),
      subject: read.subject.split('\n').join(', '),
      notBefore: new Date(read.validFrom).toISOString(),
      notAfter: new Date(read.validTo).toISOString(),
      jwk: publicKey.export({ format: 'jwk' }),
    };
  } catch {
    return undefined;
  }
};

const isStrongEnough = (text: string): boolean => {
  const { publicKey } = new X509Certificate(text);
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  return publicKey.asymmetricKeyType === 'rsa'
    ? (modulusLength ?? 0) >= leastRsaBits
    : publicKey.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1';
};

export const addCertificate = async (
  ctx: RequestContext,
  clientId: string,
  text: string,
): Promise<Decision<CertificateEntry, ApplicationRefusal>> => {
  const found = await readOne(ctx, clientId);
  if (!found.accepted) return found;
  const { caller, row } = found.value;
  if (/PRIVATE KEY/.test(text))
    return certificateFault('must hold no private key; make a new pair, since this one has been sent');
  const certificate = readCertificate(text);
  if (certificate === undefined)
    return certificateFault('must be a certificate in PEM form, from -----BEGIN CERTIFICATE-----');
  if (!isStrongEnough(text))
    return certificateFault('must have an RSA key of 2048 bits or more, or one of P-256');
  if (Date.parse(certificate.notAfter) <= ctx.realNow())
    return certificateFault('must not have ended; make a new one');
  const { jwk: _jwk, ...shown } = certificate;
  const done = await act(
    ctx,
    caller,
    {
      writes: [insertCertificate(caller.accountId, clientId, certificate)],
      activity: [
        {
          action: 'add_application_credential',
          resourceId: clientId,
          newValue: { kind: 'certificate', thumbprint: certificate.sha256, notAfter: certificate.notAfter },
          details: { name: row.name },
        },
      ],
      events: [eventOf('application.updated', clientId)],
    },
    shown,
  );
  return done.accepted ? accepted(shown) : done;
};

export const takeBackCertificate = (
  ctx: RequestContext,
  clientId: string,
  thumbprint: string,
): Promise<Decision<undefined, ApplicationRefusal>> =>
  withRetries(async () => {
    const found = await readOne(ctx, clientId);
    if (!found.accepted) return found;
    const { caller, row } = found.value;
    const certificate = row.certificates.find((one) => one.sha256 === thumbprint.toLowerCase());
    if (!certificate) return refused({ code: 'application.not_found' });
    const done = await act(
      ctx,
      caller,
      {
        writes: [removeCertificate(caller.accountId, clientId, certificate.sha256, ctx.realNow())],
        activity: [
          {
            action: 'remove_application_credential',
            resourceId: clientId,
            oldValue: { kind: 'certificate', thumbprint: certificate.sha256 },
            details: { name: row.name },
          },
        ],
        events: [eventOf('application.updated', clientId)],
      },
      undefined,
    );
    return done.accepted ? accepted(undefined) : done;
  });
