import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Counted, countRefusals } from '../activity/refused-limit.ts';
import { addLinkRefusal } from '../activity/refused-store.ts';
import { writeBatch } from '../platform/db/batch.ts';
import type { Services } from '../platform/http/context.ts';
import { pageLanguage, sendPage } from '../platform/http/plain-page.ts';
import type { KontorSurface } from '../platform/http/register-kontor.ts';
import { headerOf } from '../platform/http/request-frame.ts';
import { openRevealLink, type SeenRevealLink, seeRevealLink } from './open-reveal-link.ts';
import { type DeadFacts, deadRevealPage, shownPage, waitingPage } from './reveal-page.ts';

export const revealPagePath = '/r';

/**
 * `GET /r/{token}` says what waits there and asks for a click; `POST` shows the key, once. No session and no cookie is
 * looked at: the address alone counts, so that no other site's page can do anything with it that its reader cannot.
 */
export const showRevealLinks = (app: FastifyInstance, { services }: KontorSurface): void => {
  const counted = countRefusals();
  app.register(async (pages) => {
    // The form has no fields; whatever it sends is not looked at.
    pages.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 1024 },
      (_request, _body, done) => done(null, undefined),
    );
    pages.get<{ Params: { token: string } }>(`${revealPagePath}/:token`, async (request, reply) => {
      const seen = await seeRevealLink(services, request.params.token);
      if (!seen?.use.accepted) return sendDead(request, reply, seen);
      const { row } = seen;
      const ends = row.entitlement_expires_at;
      const until = ends !== null && ends < row.expires_at ? ends : row.expires_at;
      return sendPage(reply, 200, waitingPage(row, until, languageOf(request)));
    });
    pages.post<{ Params: { token: string } }>(`${revealPagePath}/:token`, async (request, reply) => {
      const { token } = request.params;
      const opened = await openRevealLink(services, { token, address: request.ip, requestId: request.id });
      if (opened.accepted)
        return sendPage(reply, 200, shownPage(opened.value.row, opened.value.keys, languageOf(request)));
      const seen = await seeRevealLink(services, token);
      if (seen) await recordRefusal(services, counted, request, { seen, code: opened.refusal.code });
      return sendDead(request, reply, seen);
    });
  });
};

type Refused = { readonly seen: SeenRevealLink; readonly code: string };

/** Somebody held a link and was shown nothing: who they are is not known, only from where they asked. */
const recordRefusal = async (
  { pools }: Services,
  counted: Counted,
  request: FastifyRequest,
  { seen, code }: Refused,
): Promise<void> => {
  const { row, now } = seen;
  const place = counted.take(row.link_id);
  if (!place.recorded) return;
  const ids = { kind: 'reveal_link', linkId: row.link_id, ...place.details };
  const link = {
    accountId: row.account_id,
    customerId: row.customer_id,
    customerName: row.customer_name,
    now,
  };
  const attempt = { action: 'get_software_key', resourceId: row.entitlement_id, ids, code } as const;
  const meta = { address: request.ip, requestId: request.id, correlationId: request.id };
  await writeBatch(pools.app, { tenant: row.account_id }, [addLinkRefusal(link, attempt, meta)]);
};

const languageOf = (request: FastifyRequest) => pageLanguage(headerOf(request, 'accept-language'));

const sendDead = (
  request: FastifyRequest,
  reply: FastifyReply,
  seen: SeenRevealLink | undefined,
): FastifyReply => {
  const facts = deadFactsOf(seen);
  const status = facts.dead === 'not_found' ? 404 : facts.dead === 'unavailable' ? 409 : 410;
  return sendPage(reply, status, deadRevealPage(facts, languageOf(request)));
};

const deadFactsOf = (seen: SeenRevealLink | undefined): DeadFacts => {
  if (!seen) return { dead: 'not_found' };
  const sender = seen.row.account_name;
  // The link is good and yet shows nothing: its pool is empty.
  if (seen.use.accepted) return { dead: 'unavailable', sender };
  const { refusal } = seen.use;
  switch (refusal.code) {
    case 'reveal_link.opened':
      return { dead: 'opened', at: refusal.openedAt, sender };
    case 'reveal_link.expired':
      return { dead: 'expired', at: refusal.expiredAt, sender };
    case 'reveal_link.revoked':
      return { dead: refusal.because, sender };
  }
};
