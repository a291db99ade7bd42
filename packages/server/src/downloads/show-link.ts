import { problems } from '@kontor/contract/problems';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { query } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { pageLanguage, sendPage } from '../platform/http/plain-page.ts';
import type { KontorSurface } from '../platform/http/register-kontor.ts';
import { headerOf } from '../platform/http/request-frame.ts';
import { deadLinkPage, linkPage, type PageRefusal } from './download-page.ts';
import { hashOfToken, isToken } from './download-token.ts';
import { downloadsPath } from './download-view.ts';
import { followToken } from './follow-link.ts';
import { findSender, type SenderRow } from './transfer-store.ts';

export const linkPagePath = '/l';

/** `GET /l/{token}`: what a link gives, for people; tools fetch the file at the address they were given. */
export const showLinks = (app: FastifyInstance, surface: KontorSurface): void => {
  const { services } = surface;
  app.get<{ Params: { token: string } }>(`${linkPagePath}/:token`, async (request, reply) => {
    const { token } = request.params;
    const followed = await followToken(services, token);
    if (!followed.accepted)
      return sendDeadLink(surface, request, reply, { token, refusal: followed.refusal });
    const sender = await senderOf(services, token);
    // A session's own download is nothing that was sent to anybody.
    if (followed.value.row.purpose !== 'link' || !sender)
      return sendDeadLink(surface, request, reply, { token, refusal: { code: 'link.not_found' } });
    const page = {
      file: followed.value,
      title: sender.sku_title,
      sender: nameOf(sender),
      href: `${basePath(services)}${downloadsPath}/${token}?save`,
    };
    const language = pageLanguage(headerOf(request, 'accept-language'));
    return sendPage(reply, 200, linkPage(page, language));
  });
};

/** Where a browser that opens a link is sent, to read before it fetches. */
export const pageOfLink = (services: Services, token: string): string =>
  `${basePath(services)}${linkPagePath}/${token}`;

/** The same answer wherever a link that gives nothing is opened in a browser. */
export const sendDeadLink = async (
  surface: KontorSurface,
  request: FastifyRequest,
  reply: FastifyReply,
  { token, refusal }: { readonly token: string; readonly refusal: PageRefusal },
): Promise<FastifyReply> => {
  const sender = refusal.code === 'link.not_found' ? undefined : await senderOf(surface.services, token);
  const language = pageLanguage(headerOf(request, 'accept-language'));
  const html = deadLinkPage(refusal, language, sender && nameOf(sender));
  const problem = refusal.code === 'range.not_satisfiable' ? refusal.code : surface.problemOf(refusal.code);
  if (refusal.code === 'downloads.too_many') reply.header('retry-after', String(refusal.retryAfterSeconds));
  return sendPage(reply, problems[problem].status, html);
};

const senderOf = async (services: Services, token: string): Promise<SenderRow | undefined> => {
  if (!isToken(token)) return undefined;
  const [sender] = await query(services.pools.lookup, noTenant, findSender(hashOfToken(token)));
  return sender;
};

/** Whom to ask: the partner, or the reader's own organisation where its administrator made the link. */
const nameOf = (sender: SenderRow): string =>
  sender.maker_kind === 'customer_user' ? sender.customer_name : sender.account_name;

const basePath = ({ publicUrl }: Services): string => new URL(publicUrl).pathname.replace(/\/$/, '');
