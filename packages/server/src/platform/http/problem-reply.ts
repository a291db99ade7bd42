import { type ProblemCode, problems } from '@kontor/contract/problems';
import type { FastifyReply } from 'fastify';

export type ProblemFacts = Readonly<Record<string, unknown>>;

/** Answers `application/problem+json`; `type` is the page in the docs that says what to do. */
export const sendProblem = (
  reply: FastifyReply,
  publicUrl: string,
  code: ProblemCode,
  requestId: string,
  facts: ProblemFacts = {},
): FastifyReply => {
  const { status, title, remedy } = problems[code];
  if (status === 429) reply.header('retry-after', String(facts.retryAfterSeconds ?? 60));
  if (status === 503) reply.header('retry-after', String(facts.retryAfterSeconds ?? 2));
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: `${publicUrl}/docs/errors/${code}`,
        title,
        status,
        code,
        detail: `${title}. ${remedy}`,
        requestId,
        ...facts,
      }),
    );
};
