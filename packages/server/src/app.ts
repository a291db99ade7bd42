import { existsSync } from 'node:fs';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import staticFiles from '@fastify/static';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { registerActivityKontor, registerActivityWire } from './activity/activity-routes.ts';
import { registerActivityKeeping } from './activity/keeping-routes.ts';
import { registerActivityProofs } from './activity/proof-routes.ts';
import { recordRefusals } from './activity/record-refusals.ts';
import { registerApiDocs } from './api-docs/register-api-docs.ts';
import { registerApplications } from './applications/application-routes.ts';
import { registerBillingWire } from './billing/billing-routes.ts';
import { registerBillingKontor } from './billing/invoice-routes.ts';
import { registerCancellationsKontor } from './cancellations/cancellation-routes.ts';
import { registerCartsKontor, registerCartsWire } from './carts/cart-routes.ts';
import { registerCatalogOperator } from './catalog/catalog-operator-routes.ts';
import { registerCatalogKontor, registerCatalogWire } from './catalog/catalog-routes.ts';
import { registerCustomersKontor, registerCustomersWire } from './customers/customer-routes.ts';
import { registerCustomerTax } from './customers/customer-tax-routes.ts';
import { openRenderer, registerDocumentsKontor } from './documents/document-routes.ts';
import { registerInvoicesWire } from './documents/invoice-wire-routes.ts';
import type { PdfRenderer } from './documents/pdf-renderer.ts';
import { registerDownloadsKontor } from './downloads/download-routes.ts';
import { registerEntitlementsKontor, registerEntitlementsWire } from './entitlements/entitlement-routes.ts';
import { registerEvents } from './events/event-routes.ts';
import { registerKeyPools } from './key-pools/key-pool-routes.ts';
import { registerLicences } from './licences/licence-routes.ts';
import { registerMails } from './mails/mail-routes.ts';
import { registerMarkets } from './markets/market-routes.ts';
import { registerNotices } from './notices/notice-routes.ts';
import { registerCheckoutKontor, registerCheckoutWire } from './orders/checkout-routes.ts';
import { registerOrdersKontor, registerOrdersWire } from './orders/order-routes.ts';
import { registerPartners } from './partners/partner-routes.ts';
import { registerBalanceKontor, registerBalanceWire } from './payments/balance-routes.ts';
import { registerPaymentsKontor } from './payments/payment-routes.ts';
import { registerCustomerUsersWire } from './people/customer-user-wire-routes.ts';
import { registerLicencesWire } from './people/licence-wire-routes.ts';
import { registerPeopleKontor } from './people/people-routes.ts';
import { query } from './platform/db/batch.ts';
import { DatabaseUnavailable, RetryableError, VersionChanged } from './platform/db/errors.ts';
import { noTenant } from './platform/db/scope.ts';
import type { Services } from './platform/http/context.ts';
import { sendProblem } from './platform/http/problem-reply.ts';
import type { KontorSurface } from './platform/http/register-kontor.ts';
import { setWireHeaders, type WireSurface } from './platform/http/register-wire.ts';
import { type Authenticate, headerOf, idFrom } from './platform/http/request-frame.ts';
import { type GenerateTokenDeps, registerGenerateToken } from './platform/identity/generate-token.ts';
import { type Identity, registerIdentityRoutes } from './platform/identity/identity.ts';
import { sessionCookie } from './platform/identity/session-token.ts';
import { newUuid } from './platform/new-id.ts';
import { registerPolicies } from './policies/policy-routes.ts';
import { registerPricing } from './pricing/pricing-routes.ts';
import { problemOf } from './problem-of.ts';
import { registerProfilesKontor } from './profiles/profile-routes.ts';
import { registerProfilesWire } from './profiles/profile-wire-routes.ts';
import type { RefusalCode } from './refusals.ts';
import { registerReservationsKontor } from './reservations/reservation-routes.ts';
import { registerReservationsWire } from './reservations/reservation-wire.ts';
import { registerRevealLinks } from './reveal-links/reveal-link-routes.ts';
import { registerSandboxAccounts } from './sandbox/sandbox-account-routes.ts';
import type { PlanSandbox } from './sandbox/sandbox-entry.ts';
import { registerSandboxKontor } from './sandbox/sandbox-routes.ts';
import { registerConsentPages } from './sessions/consent-page.ts';
import { registerConsents } from './sessions/consent-routes.ts';
import type { DemoPerson } from './sessions/demo-person.ts';
import { readInstallation } from './sessions/installation-store.ts';
import { registerSessions } from './sessions/session-routes.ts';
import { registerSettings } from './settings/settings-routes.ts';
import { registerSubscriptionsKontor } from './subscriptions/subscription-routes.ts';
import { registerSubscriptionsWire } from './subscriptions/subscription-wire-routes.ts';
import { registerSupportWire } from './support/service-request-routes.ts';
import { registerSupportKontor } from './support/support-routes.ts';
import { type MfaCounter, openMfaCounter } from './usage/count-mfa.ts';
import { registerUsageWire } from './usage/usage-wire-routes.ts';
import { registerWebhooks } from './webhooks/webhook-routes.ts';
import { registerWebhooksWire } from './webhooks/webhook-wire-routes.ts';
import { sendFault } from './wire/faults.ts';
import { isMethodUnknown } from './wire/known-address.ts';
import { registerLeftOut } from './wire/register-left-out.ts';
import { openThrottle } from './wire/throttle.ts';

export type AppDeps = {
  readonly services: Services;
  readonly identity: Identity;
  readonly demoPeople: () => Promise<readonly DemoPerson[]>;
  /** The built portal; absent in tests of the APIs alone. */
  readonly portalDir?: string;
  /** Tests say who asks in a way of their own. */
  readonly authenticate?: Authenticate;
};

const bodyLimit = 1_048_576;

/** The whole server, wired by hand: who collaborates with whom stands here and nowhere else. */
export const createApp = async (deps: AppDeps): Promise<FastifyInstance> => {
  const { services, identity } = deps;
  const app = fastify({
    bodyLimit,
    genReqId: (request) => uuidOf(request.headers['ms-requestid']) ?? newUuid(),
    forceCloseConnections: true,
    // A path that cannot be decoded never reaches a route.
    frameworkErrors: (_error, request, reply) => answerUnreadable(services, request, reply),
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: 500,
    },
  });
  await app.register(cookie);
  await app.register(helmet, helmetOptions);
  const authenticate = deps.authenticate ?? authenticateBy(identity);
  const kontor: KontorSurface = {
    services,
    authenticate,
    beforeAnswer: recordRefusals('kontor'),
    problemOf: (code) => problemOf[code as RefusalCode], // commands refuse with codes of the table only
  };
  const counter = openMfaCounter(services);
  const wire: WireSurface = {
    services,
    authenticate: counting(authenticate, counter),
    beforeAnswer: recordRefusals('wire'),
    sendFault: (reply, refusal) => sendFault(reply, refusal as Parameters<typeof sendFault>[1]), // the same
    throttle: openThrottle(services.pools, services.wireRatePerMinute),
  };
  readBodies(app);
  answerErrors(app, services);
  logRequests(app, services);
  registerIdentityRoutes(app, identity);
  registerHealth(app, services);
  const renderer = openRenderer(app, kontor);
  registerKontorRoutes(app, kontor, renderer);
  registerSessions(app, { surface: kontor, identity, demoPeople: deps.demoPeople });
  registerConsents(app, kontor, identity);
  registerGenerateToken(app, generateTokenDeps(identity));
  registerWireRoutes(app, wire, renderer);
  registerUsageWire(app, wire, counter);
  app.addHook('onClose', () => counter.flush().catch(() => undefined));
  registerApiDocs(app, { publicUrl: services.publicUrl });
  if (deps.portalDir !== undefined) await servePortal(app, deps.portalDir, identity);
  return app;
};

const uuidOf = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
    ? value.toLowerCase()
    : undefined;

// The portal's styles are put into the page by script, which needs 'unsafe-inline' for styles and nothing else.
const helmetOptions = {
  contentSecurityPolicy: {
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      frameAncestors: ["'none'"],
      upgradeInsecureRequests: null,
    },
  },
  crossOriginEmbedderPolicy: false,
  hsts: false,
};

const registerKontorRoutes = (app: FastifyInstance, surface: KontorSurface, renderer: PdfRenderer): void => {
  registerCustomersKontor(app, surface);
  registerCatalogKontor(app, surface);
  registerCatalogOperator(app, surface);
  registerKeyPools(app, surface);
  registerPricing(app, surface);
  registerCustomerTax(app, surface);
  registerBillingKontor(app, surface);
  registerDocumentsKontor(app, surface, renderer);
  registerCartsKontor(app, surface);
  registerCheckoutKontor(app, surface);
  registerOrdersKontor(app, surface);
  registerEntitlementsKontor(app, surface);
  registerDownloadsKontor(app, surface);
  registerRevealLinks(app, surface);
  registerLicences(app, surface);
  registerCancellationsKontor(app, surface);
  registerSubscriptionsKontor(app, surface);
  registerReservationsKontor(app, surface);
  registerSupportKontor(app, surface);
  registerActivityKontor(app, surface);
  registerActivityKeeping(app, surface);
  registerActivityProofs(app, surface);
  registerPaymentsKontor(app, surface);
  registerBalanceKontor(app, surface);
  registerSandboxKontor(app, surface);
  registerPolicies(app, surface);
  registerMarkets(app, surface);
  registerSettings(app, surface);
  registerPartners(app, surface);
  registerPeopleKontor(app, surface);
  registerApplications(app, surface);
  registerProfilesKontor(app, surface);
  registerEvents(app, surface);
  registerWebhooks(app, surface);
  registerNotices(app, surface);
  registerMails(app, surface);
  registerSandboxAccounts(app, surface, planSandbox);
};

// Read when the first is wanted: a server that makes none carries no seed.
const planSandbox: PlanSandbox = async (...facts) => {
  const seed = await import('./seed/plan-sandbox.ts');
  return seed.planSandbox(...facts);
};

const registerWireRoutes = (app: FastifyInstance, surface: WireSurface, renderer: PdfRenderer): void => {
  registerLeftOut(app, surface);
  registerCustomersWire(app, surface);
  registerCatalogWire(app, surface);
  registerCartsWire(app, surface);
  registerCheckoutWire(app, surface);
  registerOrdersWire(app, surface);
  registerEntitlementsWire(app, surface);
  registerReservationsWire(app, surface);
  registerSubscriptionsWire(app, surface);
  registerCustomerUsersWire(app, surface);
  registerLicencesWire(app, surface);
  registerProfilesWire(app, surface);
  registerSupportWire(app, surface);
  registerActivityWire(app, surface);
  registerBillingWire(app, surface);
  registerInvoicesWire(app, surface, renderer);
  registerBalanceWire(app, surface);
  registerWebhooksWire(app, surface);
};

/** Requests of the wire are counted by whether whoever sent them had a second factor (reference 1.5). */
const counting =
  (authenticate: Authenticate, counter: MfaCounter): Authenticate =>
  async (request) => {
    const known = await authenticate(request);
    if (known) counter.count(known.principal);
    return known;
  };

const authenticateBy =
  (identity: Identity): Authenticate =>
  async (request) => {
    const authorization = headerOf(request, 'authorization');
    if (authorization !== undefined) {
      const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
      const principal = token === undefined ? undefined : await identity.verifyBearer(token);
      return principal && { principal };
    }
    const session = request.cookies[sessionCookie];
    if (session === undefined) return undefined;
    const found = await identity.sessions.find(session);
    return found && { principal: found.principal, csrfToken: found.csrfToken };
  };

const generateTokenDeps = (identity: Identity): GenerateTokenDeps => ({
  verifyBearer: identity.verifyBearer,
  realNow: identity.realNow,
  identify: identifyAnswer,
  refuse: (_request, reply, why) =>
    sendFault(reply, { code: why === 'malformed' ? 'request.malformed' : 'unauthenticated' }),
});

const isWire = (request: FastifyRequest): boolean =>
  /^\/+(v1|v1\.0|webhooks|auditactivity|generatetoken|v3)(\/|$|\?)/i.test(request.url);

// Bodies as clients send them: a byte order mark, nothing at all, or a JSON string where none is read.
const readBodies = (app: FastifyInstance): void => {
  const parseJson = app.getDefaultJsonParser('remove', 'remove');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (request, body, done) => {
    const text = String(body)
      .replace(/^\uFEFF/, '')
      .trim();
    if (text === '') done(null, undefined);
    else parseJson(request, text, done);
  });
  for (const type of ['text/csv', 'text/plain', 'application/octet-stream'])
    app.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
};

type HttpError = { readonly statusCode?: number; readonly code?: string };

const problemOfError = (error: unknown) => {
  const { statusCode = 500, code = '' } = error as HttpError; // fastify's errors carry both
  if (error instanceof DatabaseUnavailable) return 'unavailable';
  if (error instanceof VersionChanged || error instanceof RetryableError) return 'conflict';
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'request.unsupported_type';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'request.too_large';
  return statusCode >= 400 && statusCode < 500 ? 'request.malformed' : 'internal';
};

const faultOfProblem = {
  unavailable: 'unavailable',
  conflict: 'conflict',
  'request.unsupported_type': 'request.unsupported_type',
  'request.too_large': 'request.too_large',
  'request.malformed': 'request.malformed',
  internal: 'internal',
} as const;

const answerUnreadable = (
  { publicUrl }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  if (!isWire(request)) return sendProblem(reply, publicUrl, 'request.malformed', request.id);
  identifyAnswer(request, reply);
  return sendFault(reply, { code: 'request.malformed' });
};

/** For what never reached a route of the wire. */
const identifyAnswer = (request: FastifyRequest, reply: FastifyReply): void =>
  setWireHeaders(request, reply, {
    requestId: request.id,
    correlationId: idFrom(request, 'ms-correlationid'),
  });

const answerErrors = (app: FastifyInstance, { publicUrl, log }: Services): void => {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOfError(error);
    if (problem === 'internal' || problem === 'unavailable')
      log.error(
        { requestId: request.id, route: request.routeOptions.url, error: describe(error) },
        'request failed',
      );
    if (!isWire(request)) return sendProblem(reply, publicUrl, problem, request.id);
    if (!reply.hasHeader('ms-requestid')) identifyAnswer(request, reply);
    return sendFault(reply, { code: faultOfProblem[problem] });
  });
  app.setNotFoundHandler((request, reply) => {
    if (!isWire(request)) return sendProblem(reply, publicUrl, 'not_found', request.id);
    identifyAnswer(request, reply);
    return sendFault(reply, {
      code: isMethodUnknown(request.method, request.url) ? 'method.unknown' : 'not_found',
    });
  });
};

// Messages of the database may quote values; class, code and stack say where to look without them.
const describe = (error: unknown) =>
  error instanceof Error
    ? {
        name: error.name,
        code: 'code' in error ? error.code : undefined,
        stack: error.stack?.split('\n').slice(1, 6),
      }
    : { name: typeof error };

const logRequests = (app: FastifyInstance, { log }: Services): void => {
  app.addHook('onResponse', (request, reply, done) => {
    log.info({
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    });
    done();
  });
};

const registerHealth = (app: FastifyInstance, { pools }: Services): void => {
  app.get('/health', async () => {
    await query(pools.app, noTenant, readInstallation());
    return { status: 'ready' };
  });
};

const servePortal = async (app: FastifyInstance, portalDir: string, identity: Identity): Promise<void> => {
  await app.register(staticFiles, {
    root: join(portalDir, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    index: false,
  });
  const page = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.header('cache-control', 'no-cache').sendFile('index.html', portalDir);
  if (!existsSync(join(portalDir, 'index.html'))) return;
  app.get('/', page);
  app.get('/verify', page);
  registerConsentPages(app, page, identity);
  for (const portal of ['partner', 'customer', 'operator']) {
    app.get(`/${portal}`, page);
    app.get(`/${portal}/*`, page);
  }
};
