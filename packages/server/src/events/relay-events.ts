import type { AccountId } from '@kontor/domain/ids';
import { query, writeBatch } from '../platform/db/batch.ts';
import { VersionChanged } from '../platform/db/errors.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { Log } from '../platform/log.ts';
import {
  advanceConsumer,
  lockRelay,
  placeEvents,
  type RelayedEvent,
  readBehind,
  readEventsAfter,
  readStream,
} from './relay-store.ts';

/**
 * Somebody who listens. What it answers for an account's events is written together with how far it has come, so that
 * each event has its effect once, whatever crashes.
 */
export type EventConsumer = {
  readonly name: string;
  readonly handle: (
    system: Pool,
    accountId: AccountId,
    events: readonly RelayedEvent[],
  ) => Promise<readonly Statement[]>;
};

const eventsOfRound = 1_000;
const eventsAtOnce = 500;

/** Gives the events that have committed their places; answers how many there were. */
export const placeSomeEvents = async (system: Pool, limit = eventsOfRound): Promise<number> => {
  const [, placed] = await writeBatch(system, noTenant, [lockRelay, placeEvents(limit)]);
  return placed.count;
};

/** Accounts whose events failed, and when they may be tried again. */
export type Resting = Map<AccountId, number>;
const restMs = 30_000;

/** Hands a listener everything that it has not had; what fails rests a while and keeps nobody else waiting. */
export const feedConsumer = async (
  { system, log }: { readonly system: Pool; readonly log: Log },
  consumer: EventConsumer,
  resting: Resting = new Map(),
): Promise<void> => {
  for (;;) {
    const now = Date.now();
    for (const [accountId, until] of resting) if (until <= now) resting.delete(accountId);
    const behind = await query(system, noTenant, readBehind(consumer.name, [...resting.keys()]));
    if (behind.length === 0) return;
    for (const { account_id: accountId, position } of behind) {
      try {
        await feedAccount(system, consumer, accountId, position);
      } catch (error) {
        resting.set(accountId, now + restMs);
        // Somebody else was faster: they go on from there.
        if (error instanceof VersionChanged) continue;
        log.error(
          { consumer: consumer.name, account: accountId, error: String(error) },
          'events could not be handed on; it is tried again',
        );
      }
    }
  }
};

const feedAccount = async (
  system: Pool,
  consumer: EventConsumer,
  accountId: AccountId,
  from: bigint,
): Promise<void> => {
  const events = await query(system, noTenant, readEventsAfter(accountId, from, eventsAtOnce));
  const last = events.at(-1);
  if (!last) {
    // What it missed is no longer kept.
    return skipToEnd(system, consumer, accountId, from);
  }
  const writes = await consumer.handle(system, accountId, events);
  const advance = advanceConsumer(accountId, consumer.name, { from, to: last.position });
  await writeBatch(system, noTenant, [advance, ...writes]);
};

const skipToEnd = async (
  system: Pool,
  { name }: EventConsumer,
  accountId: AccountId,
  from: bigint,
): Promise<void> => {
  const [stream] = await query(system, noTenant, readStream(accountId));
  if (!stream) return;
  await writeBatch(system, noTenant, [advanceConsumer(accountId, name, { from, to: stream.position })]);
};
