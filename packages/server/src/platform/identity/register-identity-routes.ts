import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';
import { newUuid } from '../new-id.ts';
import { discoveryDocument, instanceDiscovery } from './discovery.ts';
import { errorFacts } from './error-facts.ts';
import type { ExchangeToken } from './exchange-token.ts';
import { redeemTokenRequest } from './redeem-token-request.ts';
import type { SigningKeys } from './signing-keys.ts';
import { type TokenRefusal, tokenErrorReply } from './token-errors.ts';
import type { TokenVersion } from './token-resources.ts';

export type IdentityRoutesDeps = {
  readonly exchangeToken: ExchangeToken;
  readonly keys: SigningKeys;
  readonly publicUrl: string;
  readonly realNow: () => number;
  readonly log: Log;
};

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
    const answer = await redeemTokenRequest(deps.exchangeToken, deps.publicUrl, {
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
  scope.get(`${path}/authorize`, (request, reply) =>
    sendRefusal(deps, request, reply, { code: 'interactive_unavailable' }),
  );
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
