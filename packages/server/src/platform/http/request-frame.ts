import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { newUuid } from '../new-id.ts';
import type { Principal, RequestContext, Services } from './context.ts';

export type Authenticated = {
  readonly principal: Principal;
  /** Set for a portal session: what the CSRF header must say on anything but a read. */
  readonly csrfToken?: string;
};

/** Who sent it, from a bearer token or a session cookie; undefined when neither holds. */
export type Authenticate = (request: FastifyRequest) => Promise<Authenticated | undefined>;

/** What was decided about a request: the code it is refused with, or what it is answered. */
export type DecidedRequest = {
  readonly operation: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly code?: string;
  readonly answer?: unknown;
};

/** What every route of one surface shares. */
export type Surface = {
  readonly services: Services;
  readonly authenticate: Authenticate;
  /** Told what was decided before it is answered, to put refused attempts on record. */
  readonly beforeAnswer?: (ctx: RequestContext, decided: DecidedRequest) => Promise<void>;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === '' ? undefined : text;
};

/** The client's own id when it is a GUID, so that they can quote it; otherwise a new one. */
export const idFrom = (request: FastifyRequest, header: string): string => {
  const given = headerOf(request, header)?.trim();
  return given !== undefined && uuid.test(given) ? given.toLowerCase() : newUuid();
};

export const contextOf = (
  surface: Surface,
  request: FastifyRequest,
  principal: Principal,
  ids: { readonly requestId: string; readonly correlationId: string },
): RequestContext => ({
  ...surface.services,
  principal,
  ...ids,
  address: request.ip,
  locale: headerOf(request, 'x-locale') ?? headerOf(request, 'accept-language') ?? 'en-US',
});

export const sha256 = (...parts: readonly string[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest();
};

/** JSON with sorted names: two bodies that say the same have one text. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
};

/** A body of a content type that is streamed, where JSON is read: sent so by mistake. */
export const isForeignBody = (operation: { readonly body?: unknown }, request: FastifyRequest): boolean =>
  operation.body !== undefined && request.body instanceof Readable;

/** `/a/{b}` → `/a/:b`. */
export const routePath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/**
 * Whether a browser says that another site's page sent this. The portals' own pages come from the public address or
 * from the very host that was asked; programs send no Origin.
 */
export const isFromOtherSite = (request: FastifyRequest, publicUrl: string): boolean => {
  const origin = headerOf(request, 'origin');
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  const { host } = new URL(origin);
  return host !== new URL(publicUrl).host && host !== headerOf(request, 'host');
};
