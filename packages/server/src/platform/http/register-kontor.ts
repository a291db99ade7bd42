import { timingSafeEqual } from 'node:crypto';
import type { AnswerOf, BodyOf, Operation, ParamsOf, QueryOf } from '@kontor/contract/operation';
import type { ProblemCode } from '@kontor/contract/problems';
import type { Decision } from '@kontor/domain/decision';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Idempotency, Principal, RequestContext } from './context.ts';
import { compileValidator, type FieldError } from './json-schema.ts';
import { plainFacts } from './plain-facts.ts';
import { sendProblem } from './problem-reply.ts';
import {
  canonicalJson,
  contextOf,
  headerOf,
  isForeignBody,
  isFromOtherSite,
  routePath,
  type Surface,
  sha256,
} from './request-frame.ts';
import { unstorableText } from './unstorable-text.ts';

/** A refusal as the frame sees it: a code that the surface's table knows, and facts. */
export type AnyRefusal = { readonly code: string; readonly [fact: string]: unknown };

export type KontorSurface = Surface & { readonly problemOf: (code: string) => ProblemCode };

export type KontorInput<O extends Operation> = {
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  /** The raw body of an operation with `bodyStream`. */
  readonly stream: NodeJS.ReadableStream;
  readonly ifMatch: string | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

export type KontorHandler<O extends Operation, V> = {
  readonly run: (ctx: RequestContext, input: KontorInput<O>) => Promise<Decision<V, AnyRefusal>>;
  readonly view: (value: V, ctx: RequestContext) => AnswerOf<O>;
  /** The status, where an operation has several answers of success. */
  readonly status?: (value: V) => number;
};

type Checks = Readonly<Record<'params' | 'query' | 'body', ((value: unknown) => FieldError[]) | undefined>>;

/** Turns an operation into a route: who asks, what they sent, what a repeat answers, how a refusal reads. */
export const registerKontor = <O extends Operation, V>(
  app: FastifyInstance,
  surface: KontorSurface,
  operation: O,
  handler: KontorHandler<O, V>,
): void => {
  const checks: Checks = {
    params: operation.params && compileValidator(operation.params),
    query: operation.query && compileValidator(operation.query),
    body: operation.body && compileValidator(operation.body),
  };
  const success = Number(Object.keys(operation.answers)[0]);
  app.route({
    method: operation.method,
    url: `/kontor/v1${routePath(operation.path)}`,
    handler: async (request, reply) => {
      const { publicUrl } = surface.services;
      const requestId = request.id;
      const known = await surface.authenticate(request);
      if (!known) return sendProblem(reply, publicUrl, 'unauthenticated', requestId);
      if (
        known.csrfToken !== undefined &&
        operation.method !== 'GET' &&
        !isOwnPage(request, known.csrfToken, publicUrl)
      )
        return sendProblem(reply, publicUrl, 'csrf', requestId);
      if (isForeignBody(operation, request))
        return sendProblem(reply, publicUrl, 'request.unsupported_type', requestId);
      const errors = fieldErrors(checks, request);
      if (errors.length > 0)
        return sendProblem(reply, publicUrl, 'request.invalid', requestId, { errors: errors.slice(0, 100) });
      const base = contextOf(surface, request, known.principal, { requestId, correlationId: requestId });
      const idempotency = idempotencyOf(operation, handler, success, base, request);
      const ctx = idempotency ? { ...base, idempotency } : base;
      // Validated against the operation's own schemas just above.
      const input = {
        params: request.params,
        query: request.query,
        body: bodyOf(operation, request),
        stream: request.body,
        ifMatch: headerOf(request, 'if-match'),
        request,
        reply,
      } as KontorInput<O>;
      const outcome = await handler.run(ctx, input);
      if (reply.sent) return reply;
      const decided = { operation: operation.name, params: input.params as Record<string, string> }; // of a path
      if (!outcome.accepted) {
        await surface.beforeAnswer?.(ctx, { ...decided, code: outcome.refusal.code });
        return sendRefusal(reply, surface, requestId, outcome.refusal);
      }
      const status = handler.status?.(outcome.value) ?? success;
      if (operation.answers[status] === null) return reply.code(status).send();
      const answer = handler.view(outcome.value, ctx);
      await surface.beforeAnswer?.(ctx, { ...decided, answer });
      return reply.code(status).send(answer);
    },
  });
};

/** The refusal as a problem with its facts, or the stored answer of a request sent before. */
export const sendRefusal = (
  reply: FastifyReply,
  surface: KontorSurface,
  requestId: string,
  refusal: AnyRefusal,
): FastifyReply => {
  const { code, ...facts } = refusal;
  if (code === 'idempotency.replayed')
    return reply
      .code(Number(facts.status))
      .headers({ 'idempotent-replayed': 'true', 'content-type': 'application/json; charset=utf-8' })
      .send(String(facts.body));
  return sendProblem(
    reply,
    surface.services.publicUrl,
    surface.problemOf(code),
    requestId,
    plainFacts(facts),
  );
};

/** A portal's own page proves itself twice: by where it came from and by what only it can know. */
const isOwnPage = (request: FastifyRequest, csrfToken: string, publicUrl: string): boolean =>
  !isFromOtherSite(request, publicUrl) && sameToken(request, csrfToken);

const sameToken = (request: FastifyRequest, token: string): boolean => {
  const given = Buffer.from(headerOf(request, 'x-kontor-csrf') ?? '');
  const expected = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
};

const fieldErrors = (checks: Checks, request: FastifyRequest): FieldError[] =>
  (['params', 'query', 'body'] as const).flatMap((part) => inputErrors(checks[part], request[part] ?? {}));

// Text is looked through only in what the schema accepts, which is never nested without end.
const inputErrors = (check: Checks['body'], value: unknown): FieldError[] => {
  const errors = check?.(value) ?? [];
  return check && errors.length === 0 ? unstorableText(value) : errors;
};

/** No body at all says as much as an empty one, where members may be left out. */
const bodyOf = (operation: Operation, request: FastifyRequest): unknown =>
  operation.body ? (request.body ?? {}) : request.body;

const principalKey = (principal: Principal): string =>
  'userId' in principal ? principal.userId : principal.clientId;

const idempotencyOf = <O extends Operation, V>(
  operation: O,
  handler: KontorHandler<O, V>,
  success: number,
  ctx: RequestContext,
  request: FastifyRequest,
): Idempotency | undefined => {
  const key = headerOf(request, 'idempotency-key');
  if (key === undefined || operation.method !== 'POST' || operation.secret || operation.bodyStream)
    return undefined;
  const path = request.url.split('?', 1)[0] ?? '';
  return {
    keyHash: sha256('kontor', principalKey(ctx.principal), operation.method, path, key),
    fingerprint: sha256(operation.body ? canonicalJson(bodyOf(operation, request)) : ''),
    // The command returns the V of this handler; the frame that carries it does not know that.
    answerOf: (value) => ({ status: success, body: handler.view(value as V, ctx) }),
  };
};

export type OpenInput<O extends Operation> = {
  readonly body: BodyOf<O>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** A route that anybody may call, such as a sign-in: there is no caller, so there is no context. */
export const registerKontorOpen = <O extends Operation>(
  app: FastifyInstance,
  surface: KontorSurface,
  operation: O,
  run: (input: OpenInput<O>) => Promise<Decision<AnswerOf<O>, AnyRefusal>>,
): void => {
  const check = operation.body && compileValidator(operation.body);
  app.route({
    method: operation.method,
    url: `/kontor/v1${routePath(operation.path)}`,
    handler: async (request, reply) => {
      if (operation.method !== 'GET' && isFromOtherSite(request, surface.services.publicUrl))
        return sendProblem(reply, surface.services.publicUrl, 'csrf', request.id);
      if (isForeignBody(operation, request))
        return sendProblem(reply, surface.services.publicUrl, 'request.unsupported_type', request.id);
      const errors = inputErrors(check, request.body ?? {});
      if (errors.length > 0)
        return sendProblem(reply, surface.services.publicUrl, 'request.invalid', request.id, { errors });
      // Validated against the operation's own schema just above.
      const outcome = await run({ body: bodyOf(operation, request), request, reply } as OpenInput<O>);
      if (!outcome.accepted) return sendRefusal(reply, surface, request.id, outcome.refusal);
      return reply.code(Number(Object.keys(operation.answers)[0])).send(outcome.value);
    },
  });
};
