import type { Decision } from '@kontor/domain/decision';
import type { ThrottledKind, WireOperation } from '@kontor/wire/operation';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Idempotency, Principal, RequestContext } from './context.ts';
import { compileValidator, type FieldError, jsonSchemaOf } from './json-schema.ts';
import { normalise } from './normalise.ts';
import type { AnyRefusal } from './register-kontor.ts';
import {
  canonicalJson,
  contextOf,
  headerOf,
  idFrom,
  isForeignBody,
  routePath,
  type Surface,
  sha256,
} from './request-frame.ts';
import { unstorableText } from './unstorable-text.ts';

export type WireSurface = Surface & {
  readonly sendFault: (reply: FastifyReply, refusal: AnyRefusal) => FastifyReply;
  /** How many more calls of a kind the account may make now; undefined where nobody counts. */
  readonly throttle?: (
    accountId: string,
    kind: ThrottledKind,
  ) => Promise<{ readonly allowed: boolean; readonly resetSeconds: number } | undefined>;
};

export type WireInput<O extends WireOperation> = {
  readonly params: Readonly<Record<string, string>>;
  /** Query names in lower case. */
  readonly query: Readonly<Record<string, string>>;
  readonly body: O extends { body: infer S extends z.ZodType } ? z.infer<S> : undefined;
  readonly ifMatch: string | undefined;
  readonly continuationToken: string | undefined;
  readonly request: FastifyRequest;
};

export type WireHandler<O extends WireOperation, V> = {
  readonly run: (ctx: RequestContext, input: WireInput<O>) => Promise<Decision<V, AnyRefusal>>;
  /** The JSON of the answer; undefined where it has no body. */
  readonly view: (value: V, ctx: RequestContext, input: WireInput<O>) => unknown;
  readonly headers?: (value: V, ctx: RequestContext, input: WireInput<O>) => Readonly<Record<string, string>>;
  /** Answers that are no JSON: a document, a sheet. The identities stand in the reply already. */
  readonly send?: (
    value: V,
    reply: FastifyReply,
    ctx: RequestContext,
  ) => FastifyReply | Promise<FastifyReply>;
};

/** Turns a wire operation into a route: tolerant on the way in, exact on the way out. */
export const registerWire = <O extends WireOperation, V>(
  app: FastifyInstance,
  surface: WireSurface,
  operation: O,
  handler: WireHandler<O, V>,
): void => {
  const schema = operation.body && jsonSchemaOf(operation.body);
  const check = operation.body && compileValidator(operation.body);
  app.route({
    method: operation.method,
    url: routePath(operation.path),
    handler: async (request, reply) => {
      const ids = {
        requestId: idFrom(request, 'ms-requestid'),
        correlationId: idFrom(request, 'ms-correlationid'),
      };
      setWireHeaders(request, reply, ids);
      const known = await surface.authenticate(request);
      // The wire knows bearer tokens only; a portal's cookie is not one.
      if (!known || known.csrfToken !== undefined)
        return surface.sendFault(reply, { code: 'unauthenticated' });
      if (asksForMfa(request)) reply.header('ismfacompliant', String(isMfaCompliant(known.principal)));
      const allowance =
        operation.throttled && (await surface.throttle?.(known.principal.accountId, operation.throttled));
      if (allowance && !allowance.allowed) return sendTooMany(reply, allowance.resetSeconds);
      if (isForeignBody(operation, request))
        return surface.sendFault(reply, { code: 'request.unsupported_type' });
      const body = schema ? (normalise(bodyOf(request), schema) ?? {}) : undefined;
      const errors = inputErrors(check, body, lowerCaseNames(request.query));
      if (errors.length > 0) return surface.sendFault(reply, { code: 'request.invalid', errors });
      const base = contextOf(surface, request, known.principal, ids);
      // Body validated against the operation's schema just above.
      const input = {
        params: request.params,
        query: lowerCaseNames(request.query),
        body,
        ifMatch: headerOf(request, 'if-match'),
        continuationToken: headerOf(request, 'ms-continuationtoken'),
        request,
      } as WireInput<O>;
      const idempotency = idempotencyOf(operation, handler, base, request, input);
      const ctx = idempotency ? { ...base, idempotency } : base;
      const outcome = await handler.run(ctx, input);
      if (!outcome.accepted) {
        const { params } = input;
        await surface.beforeAnswer?.(ctx, { operation: operation.name, params, code: outcome.refusal.code });
        return answerRefusal(reply, surface, outcome.refusal);
      }
      reply.headers(handler.headers?.(outcome.value, ctx, input) ?? {});
      if (handler.send) return handler.send(outcome.value, reply.code(operation.status), ctx);
      const answer = handler.view(outcome.value, ctx, input);
      return answer === undefined
        ? reply.code(operation.status).send()
        : sendJson(reply, operation.status, JSON.stringify(answer));
    },
  });
};

/** The body, also where a client put its JSON into a JSON string. */
const bodyOf = (request: FastifyRequest): unknown => {
  const { body } = request;
  if (typeof body !== 'string' || !/^\s*[{[]/.test(body)) return body ?? {};
  try {
    return JSON.parse(body);
  } catch {
    return body; // the schema says what it should have been
  }
};

/** Clients ask so whether their token would do once a second factor is enforced (reference 1.5). */
const asksForMfa = (request: FastifyRequest): boolean =>
  headerOf(request, 'validatemfa')?.toLowerCase() === 'true';

const isMfaCompliant = (principal: Principal): boolean =>
  principal.kind === 'partner_app' || principal.secondFactor;

// Not a fault's shape: with one, the oldest client does not see Retry-After (reference 0.8).
const sendTooMany = (reply: FastifyReply, seconds: number): FastifyReply =>
  sendJson(
    reply.header('retry-after', String(seconds)),
    429,
    JSON.stringify({
      statusCode: 429,
      message: `Rate limit is exceeded. Try again in ${seconds} seconds.`,
    }),
  );

// Text is looked through only in what the schema accepts, which is never nested without end.
const inputErrors = (
  check: ((value: unknown) => FieldError[]) | undefined,
  body: unknown,
  query: Readonly<Record<string, string>>,
): FieldError[] => {
  const errors = check?.(body) ?? [];
  return errors.length > 0 ? errors : unstorableText({ ...query, body });
};

const sendJson = (reply: FastifyReply, status: number, text: string): FastifyReply =>
  reply.code(status).header('content-type', 'application/json; charset=utf-8').send(text);

const answerRefusal = (reply: FastifyReply, surface: WireSurface, refusal: AnyRefusal): FastifyReply =>
  refusal.code === 'idempotency.replayed'
    ? sendJson(reply, Number(refusal.status), String(refusal.body))
    : refusal.code === 'throttled'
      ? sendTooMany(reply, Number(refusal.resetSeconds))
      : surface.sendFault(reply, refusal);

export const setWireHeaders = (
  request: FastifyRequest,
  reply: FastifyReply,
  ids: { readonly requestId: string; readonly correlationId: string },
): void => {
  reply.headers({
    'ms-requestid': ids.requestId,
    'ms-correlationid': ids.correlationId,
    'ms-cv': `${ids.correlationId.replaceAll('-', '').slice(0, 16)}.0`,
    'x-locale': headerOf(request, 'x-locale')?.split(',', 1)[0] ?? 'en-US',
  });
};

const lowerCaseNames = (query: unknown): Record<string, string> => {
  const pairs = Object.entries((query ?? {}) as Record<string, unknown>); // fastify's parser answers an object
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => {
      const text = Array.isArray(value) ? value[0] : value;
      return typeof text === 'string' && text !== '' ? [[name.toLowerCase(), text]] : [];
    }),
  );
};

const remembered: ReadonlySet<string> = new Set(['POST', 'PATCH', 'PUT']);

// Successful POST, PATCH and PUT are remembered by account, method and path; checkout reads no body.
const idempotencyOf = <O extends WireOperation, V>(
  operation: O,
  handler: WireHandler<O, V>,
  ctx: RequestContext,
  request: FastifyRequest,
  input: WireInput<O>,
): Idempotency | undefined => {
  const key = headerOf(request, 'ms-requestid');
  if (key === undefined || !remembered.has(operation.method)) return undefined;
  const path = (request.url.split('?', 1)[0] ?? '')
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '');
  return {
    keyHash: sha256('wire', ctx.principal.accountId, operation.method, path, key.toLowerCase()),
    fingerprint: sha256(operation.body ? canonicalJson(input.body) : ''),
    // The command returns the V of this handler; the frame that carries it does not know that.
    answerOf: (value) => ({ status: operation.status, body: handler.view(value as V, ctx, input) }),
  };
};
