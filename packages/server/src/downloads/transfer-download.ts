import { type Decision, refused } from '@kontor/domain/decision';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { writeBatch } from '../platform/db/batch.ts';
import { DatabaseUnavailable } from '../platform/db/errors.ts';
import type { Services } from '../platform/http/context.ts';
import { limitRequests } from '../platform/limit-requests.ts';
import { newUuid } from '../platform/new-id.ts';
import { type DownloadSettings, usualLimits } from '../platform/storage/storage-settings.ts';
import { beginTransfer, type FollowRefusal, mayGoOn, type ServableFile } from './follow-link.ts';
import { guardTransfer } from './guard-transfer.ts';
import { handOffFile, isHandedOff } from './hand-off.ts';
import { type LimitRefusal, rateLimitHeaders } from './limit-headers.ts';
import { runningTransfers } from './running-transfers.ts';
import { type Patience, sendFile } from './send-file.ts';
import { keepSlot, leaveSlot } from './transfer-slot-store.ts';

export type TransferOptions = {
  /** How often a running transfer is checked against the purchase. */
  readonly recheckMs?: number;
  readonly patience?: Partial<Patience>;
};

export type Wanted = {
  readonly token: string;
  readonly file: ServableFile;
  readonly start: number;
  readonly end: number;
  readonly contentDisposition: string;
};

/** Sends files, or has them sent, within the limits of the installation. */
export type Transfers = {
  /** Counts a request of a link; the answer's headers say how many are left. */
  readonly count: (reply: FastifyReply, file: ServableFile) => LimitRefusal | undefined;
  /** Sends the whole or a part to a caller who may have it, unless the link has died meanwhile or there are too many. */
  readonly send: (
    request: FastifyRequest,
    reply: FastifyReply,
    wanted: Wanted,
  ) => Promise<Decision<FastifyReply, FollowRefusal | LimitRefusal>>;
  /** Whether somebody else sends what this method asks for. */
  readonly isHandedOff: (method: string) => boolean;
};

const usualRecheckMs = 5_000;
const blindMs = 20_000;
const usualPatience: Patience = { stalledMs: 60_000, pieceMs: 600_000 };
const busySeconds = 20;

export const openTransfers = (
  services: Services,
  { recheckMs = usualRecheckMs, patience: own }: TransferOptions,
): Transfers => {
  const settings: DownloadSettings = services.downloads ?? { handOff: { kind: 'none' }, limits: usualLimits };
  const { handOff, limits } = settings;
  const running = runningTransfers(limits.atOnceOfServer);
  const patience = { ...usualPatience, ...own };
  return {
    count: countRequests(settings),
    isHandedOff: (method) => isHandedOff(handOff, method),
    send: async (request, reply, { token, file, start, end, contentDisposition }) => {
      const facts = { fromStart: start === 0, address: request.ip, requestId: request.id };
      const { storageKey } = file;
      if (handOff.kind !== 'none' && isHandedOff(handOff, request.method)) {
        // Only asking what there is, is no transfer.
        const begun = request.method === 'HEAD' ? undefined : await beginTransfer(services, token, facts);
        if (begun?.accepted === false) return begun;
        const handed = { storageKey, contentDisposition };
        return { accepted: true, value: await handOffFile(reply, handOff, services.files, handed) };
      }
      const leave = running.enter();
      if (leave === undefined)
        return refused({ code: 'downloads.too_many', of: 'server', retryAfterSeconds: busySeconds });
      const slot = { id: newUuid(), limits };
      try {
        const begun = await beginTransfer(services, token, facts, slot);
        if (!begun.accepted) return begun;
        const { row } = begun.value;
        const scope = { tenant: row.account_id };
        guardTransfer(reply.raw, {
          everyMs: recheckMs,
          blindMs,
          mayGoOn: async () => {
            const may = await mayGoOn(services, token);
            if (may) await writeBatch(services.pools.app, scope, [keepSlot(row, slot.id)]);
            return may;
          },
        });
        const stretch = { storageKey, start, end, pieceBytes: running.pieceBytes };
        await sendFile(reply, services.files, stretch, patience).finally(() =>
          writeBatch(services.pools.app, scope, [leaveSlot(row, slot.id)]).catch(unlessUnavailable),
        );
        return { accepted: true, value: reply };
      } finally {
        leave();
      }
    },
  };
};

// A slot that is not left counts for a minute, and no longer.
const unlessUnavailable = (error: unknown): void => {
  if (!(error instanceof DatabaseUnavailable)) throw error;
};

const countRequests = ({
  limits: { perMinuteOfLink, perMinuteOfPartner },
}: DownloadSettings): Transfers['count'] => {
  const ofLink = limitRequests(perMinuteOfLink);
  const ofPartner = limitRequests(perMinuteOfPartner);
  return (reply, { row }) => {
    const link = ofLink.take(row.link_id);
    const partner = link.allowed ? ofPartner.take(row.account_id) : undefined;
    reply.headers(
      rateLimitHeaders([
        { name: 'link', perMinute: perMinuteOfLink, allowance: link },
        ...(partner ? [{ name: 'partner' as const, perMinute: perMinuteOfPartner, allowance: partner }] : []),
      ]),
    );
    if (!link.allowed)
      return { code: 'downloads.too_many', of: 'link', retryAfterSeconds: link.resetSeconds };
    if (partner?.allowed === false)
      return { code: 'downloads.too_many', of: 'partner', retryAfterSeconds: partner.resetSeconds };
    return undefined;
  };
};
