import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { escapeHtml, pageLanguage, plainPage, sendPage } from '../http/plain-page.ts';
import type { Log } from '../log.ts';
import { newUuid } from '../new-id.ts';
import { wayBackOfError } from './authorization-request.ts';
import { type ConsentsDeps, readAuthorizationQuery } from './consents.ts';
import { discoveryDocument, instanceDiscovery } from './discovery.ts';
import { errorFacts } from './error-facts.ts';
import { beginDevice, deviceCodeLifeSeconds, deviceIntervalSeconds } from './person-grants.ts';
import { type RedeemDeps, redeemTokenRequest } from './redeem-token-request.ts';
import { type TokenRefusal, tokenErrorReply } from './token-errors.ts';
import { acceptedResources, resourceWanted, type TokenVersion } from './token-resources.ts';

export type IdentityRoutesDeps = RedeemDeps & ConsentsDeps & { readonly log: Log };

type OfTenant = { readonly Params: { readonly tenant: string } };

const formType = 'application/x-www-form-urlencoded';
const largestForm = 65_536;
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Token endpoints of both shapes, discovery and keys. Forms are read on these routes only. */
export function registerIdentityRoutes(app: FastifyInstance, deps: IdentityRoutesDeps): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      formType,
      { parseAs: 'string', bodyLimit: largestForm },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    // Whatever else comes is drained and answered as what it is not: a form.
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestForm }, (_request, _body, done) =>
      done(null, undefined),
    );
    scope.setErrorHandler((error, request, reply) => {
      const status = statusOf(error);
      if (status >= 500) deps.log.error({ error: errorFacts(error) }, 'identity route failed');
      const code =
        status === 413 ? 'body_too_large' : status < 500 ? ('request_invalid' as const) : 'unavailable';
      return sendRefusal(deps, request, reply, { code, detail: 'the request could not be read' });
    });
    tokenRoutes(scope, deps, '/:tenant/oauth2', 'v1');
    tokenRoutes(scope, deps, '/:tenant/oauth2/v2.0', 'v2');
    discoveryRoutes(scope, deps);
  });
}

function tokenRoutes(
  scope: FastifyInstance,
  deps: IdentityRoutesDeps,
  path: string,
  version: TokenVersion,
): void {
  scope.post<OfTenant>(`${path}/token`, async (request, reply) => {
    const answer = await redeemTokenRequest(deps, {
      version,
      tenant: request.params.tenant,
      form: request.body instanceof URLSearchParams ? request.body : undefined,
      authorization: request.headers.authorization,
    });
    if ('refused' in answer) return sendRefusal(deps, request, reply, answer.refused);
    return secretReply(request, reply).send(answer.granted);
  });
  scope.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url: `${path}/token`,
    handler: (request, reply) =>
      sendRefusal(deps, request, reply.header('allow', 'POST'), { code: 'post_only' }),
  });
  scope.get<OfTenant>(`${path}/authorize`, (request, reply) => authorize(deps, request, reply, version));
  scope.post<OfTenant>(`${path}/devicecode`, (request, reply) => devicecode(deps, request, reply, version));
}

/**
 * Sends the browser on to the page where the person signs in and agrees, or back to the application with what is
 * wrong. An address that is not the application's own is never sent to.
 */
async function authorize(
  deps: IdentityRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  version: TokenVersion,
): Promise<FastifyReply> {
  const query = new URLSearchParams(request.url.split('?')[1] ?? '');
  const { read } = await readAuthorizationQuery(deps, query, version);
  switch (read.kind) {
    case 'request': {
      const asked = new URLSearchParams({ version, query: query.toString() });
      return secretReply(request, reply).redirect(`${deps.publicUrl}/consent?${asked}`, 302);
    }
    case 'error': {
      const back = wayBackOfError(read);
      return back.fields === undefined
        ? secretReply(request, reply).redirect(back.uri, 302)
        : sendFormPage(request, reply, back.uri, back.fields);
    }
    case 'client_unknown':
    case 'client_disabled':
    case 'redirect_unknown':
      return sendTroublePage(request, reply, read.kind);
  }
}

const troubles = {
  en: {
    title: 'This application cannot sign you in',
    client_unknown: 'There is no application with this id. Check the client id in its settings.',
    client_disabled: 'The application is disabled. Ask a Global administrator of its partner account.',
    redirect_unknown:
      'The application asks to return to an address that is not registered for it. Add the address (redirect URI) to the application, exactly as it sends it.',
  },
  tr: {
    title: 'Bu uygulama sizin için oturum açamıyor',
    client_unknown: 'Bu kimlikte bir uygulama yok. Ayarlarındaki istemci kimliğini denetleyin.',
    client_disabled: 'Uygulama devre dışı. İş ortağı hesabının genel yöneticisine başvurun.',
    redirect_unknown:
      'Uygulama, kendisi için kayıtlı olmayan bir adrese dönmek istiyor. Adresi (yeniden yönlendirme URI) gönderdiği biçimiyle uygulamaya ekleyin.',
  },
} as const;

function sendTroublePage(
  request: FastifyRequest,
  reply: FastifyReply,
  trouble: 'client_unknown' | 'client_disabled' | 'redirect_unknown',
): FastifyReply {
  const language = pageLanguage(request.headers['accept-language']);
  const words = troubles[language];
  return sendPage(reply, 400, plainPage(language, words.title, `<p>${escapeHtml(words[trouble])}</p>`));
}

/** Some applications want their answer posted; without script, the person presses the button. */
function sendFormPage(
  request: FastifyRequest,
  reply: FastifyReply,
  uri: string,
  fields: Readonly<Record<string, string>>,
): FastifyReply {
  const language = pageLanguage(request.headers['accept-language']);
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
  const word = language === 'tr' ? 'Uygulamaya dön' : 'Back to the application';
  const page = plainPage(
    language,
    troubles[language].title,
    `<form method="post" action="${escapeHtml(uri)}">${inputs}<button class="act">${word}</button></form>`,
  );
  return sendPage(reply, 200, page).header(
    'content-security-policy',
    `default-src 'none'; style-src 'unsafe-inline'; form-action ${new URL(uri).origin}; base-uri 'none'; frame-ancestors 'none'`,
  );
}

/** A device without a browser begins: what it shows to the person, and what it asks the token endpoint with. */
async function devicecode(
  deps: IdentityRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  version: TokenVersion,
): Promise<FastifyReply> {
  const form = request.body instanceof URLSearchParams ? request.body : undefined;
  if (form === undefined) return sendRefusal(deps, request, reply, { code: 'not_a_form' });
  const client = form.get('client_id') ?? '';
  if (client === '')
    return sendRefusal(deps, request, reply, { code: 'parameter_missing', name: 'client_id' });
  const accepted = acceptedResources(deps.publicUrl);
  const wanted = resourceWanted(
    { resource: form.get('resource') ?? undefined, scope: form.get('scope') ?? undefined },
    accepted,
  );
  if (wanted.kind === 'unknown')
    return sendRefusal(deps, request, reply, {
      code: version === 'v1' ? 'resource_unknown' : 'scope_unknown',
      resource: wanted.asked,
      accepted: accepted.join(', '),
    });
  if (wanted.kind === 'several') return sendRefusal(deps, request, reply, { code: 'several_resources' });
  const { application } = await readAuthorizationQuery(
    deps,
    new URLSearchParams({ client_id: client }),
    version,
  );
  if (application === undefined) return sendRefusal(deps, request, reply, { code: 'client_unknown', client });
  if (application.disabled) return sendRefusal(deps, request, reply, { code: 'client_disabled', client });
  const grants = { system: deps.pools.system, realNow: deps.realNow };
  const { deviceCode, userCode } = await beginDevice(grants, application.client_id);
  const address = `${deps.publicUrl}/device`;
  const text = (value: number) => (version === 'v1' ? String(value) : value);
  return secretReply(request, reply).send({
    user_code: userCode,
    device_code: deviceCode,
    ...(version === 'v1' ? { verification_url: address } : { verification_uri: address }),
    expires_in: text(deviceCodeLifeSeconds),
    interval: text(deviceIntervalSeconds),
    message: `To sign in, open the page ${address} in a browser and enter the code ${userCode}.`,
  });
}

function discoveryRoutes(scope: FastifyInstance, deps: IdentityRoutesDeps): void {
  const { publicUrl } = deps;
  const wellKnown = '.well-known/openid-configuration';
  const keys = { keys: deps.keys.public };
  const cached = (reply: FastifyReply) => reply.header('cache-control', 'public, max-age=3600');
  scope.get(`/${wellKnown}`, (_request, reply) =>
    cached(reply).send(discoveryDocument(publicUrl, undefined, 'v2')),
  );
  scope.get<OfTenant>(`/:tenant/v2.0/${wellKnown}`, (request, reply) =>
    cached(reply).send(discoveryDocument(publicUrl, request.params.tenant, 'v2')),
  );
  scope.get<OfTenant>(`/:tenant/${wellKnown}`, (request, reply) =>
    cached(reply).send(discoveryDocument(publicUrl, request.params.tenant, 'v1')),
  );
  for (const path of ['/discovery/keys', '/:tenant/discovery/keys', '/:tenant/discovery/v2.0/keys']) {
    scope.get(path, (_request, reply) => cached(reply).send(keys));
  }
  scope.get<{ Querystring: { authorization_endpoint?: unknown } }>(
    '/common/discovery/instance',
    (request, reply) => {
      const asked = request.query.authorization_endpoint;
      return cached(reply).send(instanceDiscovery(publicUrl, typeof asked === 'string' ? asked : undefined));
    },
  );
}

function sendRefusal(
  deps: IdentityRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: TokenRefusal,
): FastifyReply {
  const { status, body } = tokenErrorReply(refusal, correlationOf(request), deps.realNow());
  if (status === 401 && request.headers.authorization !== undefined) {
    reply.header('www-authenticate', 'Basic realm="token"');
  }
  if (status === 503) reply.header('retry-after', '2');
  return secretReply(request, reply, body.correlation_id).code(status).send(body);
}

function secretReply(
  request: FastifyRequest,
  reply: FastifyReply,
  id = correlationOf(request),
): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('pragma', 'no-cache')
    .header('client-request-id', id);
}

/** The client's own id when it is a GUID, so that they can quote it; otherwise a new one. */
function correlationOf(request: FastifyRequest): string {
  const given = request.headers['client-request-id'];
  return typeof given === 'string' && uuidPattern.test(given) ? given.toLowerCase() : newUuid();
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}
