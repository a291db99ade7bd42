import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { decodeJwt } from 'jose';
import type { VerifyBearer } from './verify-bearer.ts';

export type GenerateTokenDeps = {
  readonly verifyBearer: VerifyBearer;
  readonly realNow: () => number;
  readonly refuse: (
    request: FastifyRequest,
    reply: FastifyReply,
    why: 'unauthenticated' | 'malformed',
  ) => FastifyReply;
  readonly identify: (request: FastifyRequest, reply: FastifyReply) => void;
};

/**
 * What old clients exchange a directory's token at before they call anything (reference 1.2). Here both are one: the
 * token that proves itself is answered with the rest of its life.
 */
export function registerGenerateToken(app: FastifyInstance, deps: GenerateTokenDeps): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body says grant_type=jwt_token as a form or as JSON, or nothing.
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 4_096 }, (_request, body, done) =>
      done(null, String(body)),
    );
    for (const url of ['/generatetoken', '/v3/generatetoken'])
      scope.post(url, async (request, reply) => {
        deps.identify(request, reply);
        const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
        const principal = token === undefined ? undefined : await deps.verifyBearer(token);
        if (token === undefined || principal === undefined)
          return deps.refuse(request, reply, 'unauthenticated');
        if (!asksForToken(request.body)) return deps.refuse(request, reply, 'malformed');
        const seconds = Math.floor((decodeJwt(token).exp ?? 0) - deps.realNow() / 1000);
        return reply
          .headers({ 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' })
          .send(JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: seconds }));
      });
  });
}

const asksForToken = (body: unknown): boolean => {
  const text = typeof body === 'string' ? body.trim() : '';
  return (
    text === '' || /(^|&)grant_type=jwt_token(&|$)/.test(text) || /"grant_type"\s*:\s*"jwt_token"/.test(text)
  );
};
