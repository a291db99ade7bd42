import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { plainFacts } from '../platform/http/plain-facts.ts';
import { sendProblem } from '../platform/http/problem-reply.ts';
import type { KontorSurface } from '../platform/http/register-kontor.ts';
import { headerOf } from '../platform/http/request-frame.ts';
import { type AskedRange, ifRangeHolds, isUnchanged, readRange, type Validators } from './byte-range.ts';
import { downloadsPath } from './download-view.ts';
import { type FollowRefusal, followToken, type ServableFile } from './follow-link.ts';
import type { LimitRefusal } from './limit-headers.ts';
import { recordDeadLinks } from './record-dead-link.ts';
import { pageOfLink, sendDeadLink } from './show-link.ts';
import { openTransfers, type TransferOptions } from './transfer-download.ts';

export type ServeOptions = TransferOptions;

/** `GET` and `HEAD /kontor/v1/downloads/{token}`: whoever has the address is asked for nothing else. */
export const serveDownloads = (app: FastifyInstance, surface: KontorSurface, options: ServeOptions): void => {
  const { services } = surface;
  const transfers = openTransfers(services, options);
  const recordDeadLink = recordDeadLinks(services);
  app.route<{ Params: { token: string } }>({
    method: ['GET', 'HEAD'],
    url: `${downloadsPath}/:token`,
    handler: async (request, reply) => {
      const { token } = request.params;
      reply.header('referrer-policy', 'no-referrer').header('cache-control', 'private, no-store');
      const followed = await followToken(services, token);
      if (!followed.accepted) {
        await recordDeadLink(request, token, followed.refusal.code);
        return sendRefused(surface, request, reply, followed.refusal);
      }
      const file = followed.value;
      const limited = transfers.count(reply, file);
      if (limited) return sendRefused(surface, request, reply, limited);
      if (isForReading(request, file)) return reply.redirect(pageOfLink(services, token), 302);
      const validators = validatorsOf(file);
      reply.headers(headersOf(file, validators));
      if (isUnchanged(conditionsOf(request), validators)) return reply.code(304).send();
      const asked =
        request.method === 'HEAD' ? ({ kind: 'whole' } as const) : askedOf(request, file, validators);
      if (asked.kind === 'unsatisfiable') {
        reply.header('content-range', `bytes */${file.sizeBytes}`);
        return sendRefused(surface, request, reply, { code: 'range.not_satisfiable' });
      }
      const { start, end } = sizedRange(asked, file.sizeBytes);
      reply.header('content-length', String(end - start + 1));
      if (request.method === 'HEAD' && !transfers.isHandedOff('HEAD')) return reply.send();
      if (asked.kind === 'part')
        reply.code(206).header('content-range', `bytes ${start}-${end}/${file.sizeBytes}`);
      const contentDisposition = dispositionOf(file.fileName);
      const sent = await transfers.send(request, reply, { token, file, start, end, contentDisposition });
      if (sent.accepted) return sent.value;
      await recordDeadLink(request, token, sent.refusal.code);
      return sendRefused(surface, request, reply, sent.refusal);
    },
  });
};

const validatorsOf = (file: ServableFile): Validators => ({
  etag: `"${file.sha256.toString('hex')}"`,
  lastModified: new Date(file.uploadedAt).toUTCString(),
});

const headersOf = (file: ServableFile, { etag, lastModified }: Validators): Record<string, string> => {
  const digest = file.sha256.toString('base64');
  return {
    etag,
    'last-modified': lastModified,
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'content-disposition': dispositionOf(file.fileName),
    'repr-digest': `sha-256=:${digest}:`,
    digest: `sha-256=${digest}`,
    'x-content-type-options': 'nosniff',
  };
};

/** RFC 6266: plain ASCII for the oldest clients, the name itself in UTF-8 for all others. */
export const dispositionOf = (fileName: string): string => {
  const plain = fileName.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
};

const conditionsOf = (request: FastifyRequest) => ({
  ifNoneMatch: headerOf(request, 'if-none-match'),
  ifModifiedSince: headerOf(request, 'if-modified-since'),
});

const askedOf = (request: FastifyRequest, file: ServableFile, validators: Validators): AskedRange =>
  ifRangeHolds(headerOf(request, 'if-range'), validators)
    ? readRange(headerOf(request, 'range'), file.sizeBytes)
    : { kind: 'whole' };

const sizedRange = (asked: Exclude<AskedRange, { kind: 'unsatisfiable' }>, size: number) =>
  asked.kind === 'part' ? asked : { start: 0, end: size - 1 };

type Refused = FollowRefusal | LimitRefusal | { readonly code: 'range.not_satisfiable' };

/** A problem, or for somebody who looks at it in a browser a page that says what to do. */
const sendRefused = async (
  surface: KontorSurface,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refused,
): Promise<FastifyReply> => {
  const { code, ...facts } = refusal;
  for (const name of [
    'content-length',
    ...(code === 'range.not_satisfiable' ? [] : ['content-range']),
    'content-disposition',
    'etag',
    'last-modified',
    'digest',
    'repr-digest',
  ])
    reply.removeHeader(name);
  const problem = code === 'range.not_satisfiable' ? code : surface.problemOf(code);
  if (!wantsPage(request))
    return sendProblem(reply, surface.services.publicUrl, problem, request.id, plainFacts(facts));
  const { token = '' } = request.params as { readonly token?: string }; // of this file's one route
  return sendDeadLink(surface, request, reply, { token, refusal });
};

const wantsPage = (request: FastifyRequest): boolean =>
  /\btext\/html\b/i.test(headerOf(request, 'accept') ?? '');

/** A person who opens a link in a browser reads first what it gives; its page says `?save` when they want it. */
const isForReading = (request: FastifyRequest, { row }: ServableFile): boolean =>
  request.method === 'GET' &&
  row.purpose === 'link' &&
  wantsPage(request) &&
  headerOf(request, 'range') === undefined &&
  !(request.query !== null && typeof request.query === 'object' && 'save' in request.query);
