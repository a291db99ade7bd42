import { creditMarkPercent, percentUsed } from '@kontor/domain/notice/credit-mark';
import { amountText } from '../orders/amount-text.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import { newUuid } from '../platform/new-id.ts';
import { noteCrossing, readCreditCrossings } from './credit-watch-store.ts';

/** Looks which limits have come near since the last look; purchases do not wait for it. */
export const noticeCredit = async (system: Pool): Promise<void> => {
  const crossings = await query(system, noTenant, readCreditCrossings(creditMarkPercent));
  const statements = crossings.map((crossing) =>
    noteCrossing(crossing, newUuid(), {
      currency: crossing.currency,
      limit: amountText(crossing.limit_minor, crossing.currency),
      used: amountText(crossing.used_minor, crossing.currency),
      percent: percentUsed(crossing.used_minor, crossing.limit_minor),
    }),
  );
  if (statements.length > 0) await writeBatch(system, noTenant, statements);
};
