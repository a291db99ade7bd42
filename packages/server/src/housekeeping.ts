import { setTimeout as pause } from 'node:timers/promises';
import { fulfilWaiting } from './catalog/fulfil-waiting.ts';
import { readWaitingSkus } from './catalog/key-pool-store.ts';
import { noticeStock } from './catalog/low-stock.ts';
import { sweepArtifacts } from './catalog/sweep-artifacts.ts';
import { dropOldEvents } from './events/relay-store.ts';
import { dropOldNotices } from './notices/notice-store.ts';
import { dropOldAnswers } from './partners/caller-store.ts';
import { query, writeBatch } from './platform/db/batch.ts';
import { noTenant } from './platform/db/scope.ts';
import type { Services } from './platform/http/context.ts';
import { sweepIdentity } from './platform/identity/sweep-identity.ts';
import { forgetOldMails } from './platform/mail/mail-store.ts';
import { dropOldDeliveries, dropOldSecrets } from './webhooks/delivery-store.ts';

const everyMs = 10_000;
const sweepEvery = 60;
const artifactsEvery = 360;
const stockEvery = 6;

/** What must happen by itself: lines that wait for keys get them, low pools are told of, old answers and sign-in leftovers go. */
export const startHousekeeping = (services: Services): (() => Promise<void>) => {
  const ended = new AbortController();
  const run = async () => {
    for (let round = 0; !ended.signal.aborted; round += 1) {
      await attempt(services, () => fulfilAll(services));
      if (round % stockEvery === 0) await attempt(services, () => noticeStock(services.pools.system));
      if (round % sweepEvery === 0) await attempt(services, () => sweep(services));
      if (round % artifactsEvery === 0) await attempt(services, () => sweepFiles(services));
      await pause(everyMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
};

const attempt = async ({ log }: Services, work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    log.warn(
      { error: error instanceof Error ? error.name : typeof error },
      'housekeeping failed; it runs again',
    );
  }
};

const fulfilAll = async ({ pools }: Services): Promise<void> => {
  const skus = await query(pools.system, noTenant, readWaitingSkus());
  for (const { product_id, sku_id } of skus) await fulfilWaiting(pools.system, product_id, sku_id);
};

const sweepFiles = ({ pools, files }: Services) => sweepArtifacts({ system: pools.system, files });

const sweep = async (services: Services): Promise<void> => {
  await writeBatch(services.pools.system, noTenant, [
    dropOldAnswers(),
    dropOldEvents(),
    dropOldDeliveries(),
    dropOldSecrets(),
    dropOldNotices(),
    ...forgetOldMails(),
  ]);
  await sweepIdentity(services.pools.system, services.realNow());
};
