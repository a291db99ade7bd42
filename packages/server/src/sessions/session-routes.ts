import type {} from '@fastify/cookie'; // adds cookies to requests and replies
import * as operations from '@kontor/contract/session';
import { authorize } from '@kontor/domain/access/authorize';
import { type Permission, permissions } from '@kontor/domain/access/permissions';
import { accepted, refused } from '@kontor/domain/decision';
import { formatInstant } from '@kontor/domain/time';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, readSelf } from '../partners/read-as.ts';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Principal, RequestContext } from '../platform/http/context.ts';
import { type KontorSurface, registerKontor, registerKontorOpen } from '../platform/http/register-kontor.ts';
import { contextOf } from '../platform/http/request-frame.ts';
import type { Identity } from '../platform/identity/identity.ts';
import { type PortalPrincipal, portalOf } from '../platform/identity/portal-principal.ts';
import {
  cookieOptions,
  csrfTokenFor,
  pendingSignInCookie,
  pendingSignInLifeMs,
  sessionCookie,
  sessionLifeMs,
} from '../platform/identity/session-token.ts';
import { usualSupport } from '../platform/support-settings.ts';
import type { DemoPerson } from './demo-person.ts';
import { readInstallation } from './installation-store.ts';

export type SessionRoutes = {
  readonly surface: KontorSurface;
  readonly identity: Identity;
  readonly demoPeople: () => Promise<readonly DemoPerson[]>;
};

const metaOf = (request: FastifyRequest) => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
  requestId: request.id,
  correlationId: request.id,
});

const allPermissions = Object.keys(permissions) as Permission[]; // the table has no keys beyond its type

const viewOf = async (ctx: RequestContext, caller: Caller, csrfToken: string) => {
  const [installation] = await query(ctx.pools.app, caller.scope, readInstallation());
  const { kind } = caller.actor;
  return {
    state: 'signed_in' as const,
    csrfToken,
    portal: kind === 'partner_app' ? ('partner' as const) : portalOf[kind],
    person: {
      id: caller.actor.userId ?? '',
      email: caller.person?.email ?? '',
      displayName: caller.person?.displayName ?? '',
      roles: [...caller.actor.roles],
    },
    account: { id: caller.accountId, ...caller.account, sandbox: caller.sandbox },
    customer: caller.customer
      ? { id: caller.customer.id, name: caller.customer.name, country: caller.customer.market }
      : null,
    permissions: allPermissions.filter((permission) => authorize(caller.actor, permission).accepted),
    demo: installation?.demo ?? false,
    now: formatInstant(caller.now),
  };
};

type SignedIn = { readonly sessionToken: string; readonly principal: PortalPrincipal };

export const registerSessions = (
  app: FastifyInstance,
  { surface, identity, demoPeople }: SessionRoutes,
): void => {
  const { services } = surface;
  const finish = async (request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn) => {
    reply.setCookie(sessionCookie, signedIn.sessionToken, cookieOptions(services.publicUrl, sessionLifeMs));
    reply.clearCookie(pendingSignInCookie, { path: '/' });
    const ctx = contextOf(surface, request, signedIn.principal, {
      requestId: request.id,
      correlationId: request.id,
    });
    const caller = await readSelf(ctx);
    if (!caller.accepted) return refused({ code: 'sign_in.failed' as const });
    return accepted(await viewOf(ctx, caller.value, csrfTokenFor(signedIn.sessionToken)));
  };

  registerKontorOpen(app, surface, operations.getInstallation, async () => {
    const [installation] = await query(services.pools.app, noTenant, readInstallation());
    const demo = installation?.demo ?? false;
    const { attachments: limits } = services.support ?? usualSupport;
    return accepted({
      name: installation?.name ?? 'Kontor',
      demo,
      attachments: {
        files: limits.mostFiles,
        fileBytes: limits.mostBytesOfFile,
        totalBytes: limits.mostBytesOfRequest,
      },
      demoPeople: demo ? [...(await demoPeople())] : [],
    });
  });
  registerKontorOpen(app, surface, operations.signIn, async ({ body, request, reply }) => {
    const outcome = await identity.signIn(body, metaOf(request));
    if (!outcome.accepted) return outcome;
    if (outcome.value.state === 'signed_in') return finish(request, reply, outcome.value);
    const options = cookieOptions(services.publicUrl, pendingSignInLifeMs);
    reply.setCookie(pendingSignInCookie, outcome.value.pendingToken, options);
    return accepted({ state: 'code_required' as const });
  });
  registerKontorOpen(app, surface, operations.confirmCode, async ({ body, request, reply }) => {
    const pendingToken = request.cookies[pendingSignInCookie];
    const outcome = await identity.confirmCode({ pendingToken, code: body.code }, metaOf(request));
    return outcome.accepted ? finish(request, reply, outcome.value) : outcome;
  });
  registerOwnSessions(app, surface, identity);
};

const personOf = (principal: Principal): PortalPrincipal | undefined =>
  principal.kind === 'partner_app' ? undefined : principal;

const registerOwnSessions = (app: FastifyInstance, surface: KontorSurface, identity: Identity): void => {
  registerKontor(app, surface, operations.getSession, {
    run: async (ctx, { request }) => {
      const caller = await readSelf(ctx);
      if (!caller.accepted) return caller;
      const token = request.cookies[sessionCookie];
      return accepted(await viewOf(ctx, caller.value, token === undefined ? '' : csrfTokenFor(token)));
    },
    view: (view) => view,
  });
  registerKontor(app, surface, operations.signOut, {
    run: async (ctx, { request, reply }) => {
      const person = personOf(ctx.principal);
      if (person) await identity.sessions.signOut(person, metaOf(request));
      reply.clearCookie(sessionCookie, { path: '/' });
      return accepted(undefined);
    },
    view: () => undefined,
  });
  registerKontor(app, surface, operations.listSessions, {
    run: async (ctx) => {
      const person = personOf(ctx.principal);
      if (!person) return refused({ code: 'access.user_required' as const });
      return accepted(await identity.sessions.list(person));
    },
    view: (sessions) => ({
      items: sessions.map(({ startedAt, lastSeenAt, ...session }) => ({
        ...session,
        startedAt: formatInstant(startedAt),
        lastSeenAt: formatInstant(lastSeenAt),
      })),
      next: null,
    }),
  });
  registerKontor(app, surface, operations.revokeSession, {
    run: async (ctx, { params, request }) => {
      const person = personOf(ctx.principal);
      if (!person) return refused({ code: 'access.user_required' as const });
      return identity.sessions.revoke(person, params.sessionId, metaOf(request));
    },
    view: () => undefined,
  });
};
