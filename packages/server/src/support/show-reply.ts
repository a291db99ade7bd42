import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pageLanguage, sendPage } from '../platform/http/plain-page.ts';
import type { KontorSurface } from '../platform/http/register-kontor.ts';
import { headerOf } from '../platform/http/request-frame.ts';
import { limitRequests } from '../platform/limit-requests.ts';
import { answerByLink, type ReplyRefusal, seeReply } from './answer-by-link.ts';
import { busyReplyPage, deadReplyPage, repliedPage, replyPage } from './reply-page.ts';

export const replyPagePath = '/reply';

const mostCharacters = 10_000;
const bodyLimit = 65_536;

type Params = { readonly Params: { readonly token: string }; readonly Body: string | undefined };

/**
 * `GET /reply/{token}` shows the last word of a conversation, `POST` adds one. No session and no cookie is looked at:
 * the address alone counts.
 */
export const showReplies = (app: FastifyInstance, { services }: KontorSurface): void => {
  const ofAddress = limitRequests(60);
  const ofLink = limitRequests(20);
  const isBusy = (request: FastifyRequest, token: string) =>
    !ofAddress.take(request.ip).allowed || !ofLink.take(token).allowed;
  app.register(async (pages) => {
    pages.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit },
      (_request, body, done) => done(null, body),
    );
    pages.get<Params>(`${replyPagePath}/:token`, async (request, reply) => {
      const { token } = request.params;
      if (isBusy(request, token)) return sendBusy(request, reply);
      const seen = await seeReply(services, token);
      return seen.accepted
        ? sendPage(reply, 200, replyPage(seen.value))
        : sendDead(request, reply, seen.refusal);
    });
    pages.post<Params>(`${replyPagePath}/:token`, async (request, reply) => {
      const { token } = request.params;
      if (isBusy(request, token)) return sendBusy(request, reply);
      const text = textFrom(request.body);
      if (text === '') {
        const seen = await seeReply(services, token);
        return seen.accepted
          ? sendPage(reply, 422, replyPage(seen.value, 'empty'))
          : sendDead(request, reply, seen.refusal);
      }
      const said = await answerByLink(services, { token, text, address: request.ip, requestId: request.id });
      return said.accepted
        ? sendPage(reply, 200, repliedPage(said.value))
        : sendDead(request, reply, said.refusal);
    });
  });
};

/** PostgreSQL has no NUL, which a form can bring in. */
const textFrom = (body: string | undefined): string =>
  (new URLSearchParams(body ?? '').get('text') ?? '')
    .replaceAll('\0', '')
    .replace(/\r\n?/g, '\n')
    .trim()
    .slice(0, mostCharacters)
    .toWellFormed();

const languageOf = (request: FastifyRequest) => pageLanguage(headerOf(request, 'accept-language'));

const sendBusy = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendPage(reply.header('retry-after', '60'), 429, busyReplyPage(languageOf(request)));

const sendDead = (request: FastifyRequest, reply: FastifyReply, refusal: ReplyRefusal): FastifyReply =>
  sendPage(reply, refusal.code === 'reply.unknown' ? 404 : 410, deadReplyPage(refusal, languageOf(request)));
