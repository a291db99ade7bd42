import { instant } from '@kontor/domain/time';
import type { FastifyRequest } from 'fastify';
import { type Counted, countRefusals } from '../activity/refused-limit.ts';
import { addLinkRefusal } from '../activity/refused-store.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { hashOfToken, isToken } from './download-token.ts';
import { findDownload } from './transfer-store.ts';

export type RecordDeadLink = (request: FastifyRequest, token: string, code: string) => Promise<void>;

// A limit that is reached would fill the log that it spares; a part that a file does not have is no refusal.
const notRecorded = new Set(['downloads.too_many', 'range.not_satisfiable', 'link.not_found']);

/** Puts on record who followed a link that was given out and has died: from where, and what it was of. */
export const recordDeadLinks = (
  { pools, realNow }: Services,
  counted: Counted = countRefusals(),
): RecordDeadLink => {
  return async (request, token, code) => {
    // Only asking what there is, is no download.
    if (notRecorded.has(code) || request.method !== 'GET' || !isToken(token)) return;
    const [row] = await query(pools.lookup, noTenant, findDownload(hashOfToken(token)));
    const place = row && counted.take(row.link_id);
    if (!row || !place?.recorded) return;
    const ids = { kind: row.purpose, linkId: row.link_id, orderId: row.order_id, ...place.details };
    const link = {
      accountId: row.account_id,
      customerId: row.customer_id,
      customerName: row.customer_name,
      now: instant(realNow() + Number(row.clock_offset_ms)),
    };
    const attempt = { action: 'software_download', resourceId: row.entitlement_id, ids, code } as const;
    const meta = { address: request.ip, requestId: request.id, correlationId: request.id };
    await writeBatch(pools.app, { tenant: row.account_id }, [addLinkRefusal(link, attempt, meta)]);
  };
};
