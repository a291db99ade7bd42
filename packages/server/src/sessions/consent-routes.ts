import * as operations from '@kontor/contract/consents';
import { accepted, refused } from '@kontor/domain/decision';
import type { FastifyInstance } from 'fastify';
import { act } from '../partners/act.ts';
import { readSelf } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type KontorSurface, registerKontor } from '../platform/http/register-kontor.ts';
import {
  answerConsent,
  answerDevice,
  type ConsentsDeps,
  describeConsent,
  describeDevice,
} from '../platform/identity/consents.ts';
import type { PortalPrincipal } from '../platform/identity/portal-principal.ts';

// Agreeing is a person's own act in a browser: a token cannot make another token.
const personOf = (ctx: RequestContext): PortalPrincipal | undefined =>
  ctx.principal.kind === 'partner_app' || ctx.principal.sessionId === undefined ? undefined : ctx.principal;

const userRequired = () => refused({ code: 'access.user_required' as const });

/** The answer is on record before anything of it can be used. */
const recordAnswer = async (
  ctx: RequestContext,
  clientId: string,
  approved: boolean,
  how: 'code' | 'device',
) => {
  const caller = await readSelf(ctx);
  if (!caller.accepted) return caller;
  return act(
    ctx,
    caller.value,
    {
      writes: [],
      activity: [{ action: 'consent_application', resourceId: clientId, details: { approved, how } }],
      events: [],
    },
    undefined,
  );
};

/** The pages on which people let applications act for them. */
export const registerConsents = (app: FastifyInstance, surface: KontorSurface, deps: ConsentsDeps): void => {
  registerKontor(app, surface, operations.describeConsent, {
    run: async (ctx, { query }) => {
      const person = personOf(ctx);
      return person ? describeConsent(deps, person, query.query, query.version) : userRequired();
    },
    view: ({ application, returnsTo }) => ({ application, returnsTo: returnsTo ?? null }),
  });
  registerKontor(app, surface, operations.answerConsent, {
    run: async (ctx, { body }) => {
      const person = personOf(ctx);
      if (!person) return userRequired();
      const { query, version, approved } = body;
      const described = await describeConsent(deps, person, query, version);
      if (!described.accepted) return described;
      const recorded = await recordAnswer(ctx, described.value.application.clientId, approved, 'code');
      if (!recorded.accepted) return recorded;
      return answerConsent(deps, person, query, version, approved);
    },
    view: ({ uri, fields }) => ({ uri, fields: fields ?? null }),
  });
  registerKontor(app, surface, operations.describeDevice, {
    run: async (ctx, { params }) => {
      const person = personOf(ctx);
      return person ? describeDevice(deps, person, params.userCode) : userRequired();
    },
    view: ({ application, returnsTo }) => ({ application, returnsTo: returnsTo ?? null }),
  });
  registerKontor(app, surface, operations.answerDevice, {
    run: async (ctx, { params, body }) => {
      const person = personOf(ctx);
      if (!person) return userRequired();
      const described = await describeDevice(deps, person, params.userCode);
      if (!described.accepted) return described;
      const recorded = await recordAnswer(ctx, described.value.application.clientId, body.approved, 'device');
      if (!recorded.accepted) return recorded;
      const answered = await answerDevice(deps, person, params.userCode, body.approved);
      return answered.accepted ? accepted({ approved: body.approved }) : answered;
    },
    view: (answer) => answer,
  });
};
