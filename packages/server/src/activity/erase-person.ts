import type { erasureReasons } from '@kontor/contract/activity-keeping';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { type AccountId, parseAccountId, parseActivityId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { type Instant, instant } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import { query, readBatch, writeBatch } from '../platform/db/batch.ts';
import { ExpectationFailed, RetryableError } from '../platform/db/errors.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { ActivityEntry } from './activity-store.ts';
import {
  forgetNames,
  forgetSubject,
  holdErasure,
  readErasable,
  readSubjectNames,
  readSubjectStates,
  readWaitingOf,
} from './erase-store.ts';
import { type Sequencing, sequenceAll } from './sequence-activity.ts';

export type ErasureReason = (typeof erasureReasons)[number];
export type Erasure = { readonly personId: string; readonly reason: ErasureReason };
export type Erased = {
  readonly personId: string;
  readonly erasedAt: Instant;
  /** Whether it had been done before; nothing is left to do then. */
  readonly already: boolean;
};

type Unknown = { readonly code: 'activity.person_unknown' };

/**
 * Erases who somebody is from the log of a Global administrator's account, or for the operator from every log. The
 * records stay with their proofs; the words behind their commitments and the salt that would open them are gone.
 */
export const erasePerson = (ctx: RequestContext, { personId, reason }: Erasure) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'activity.manage', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const within = ctx.principal.kind === 'operator' ? null : caller.accountId;
    const plan = await planErasure(ctx, personId, within);
    if (!plan.accepted) return plan;
    if (plan.value.erasedAt !== null)
      return accepted<Erased>({ personId, erasedAt: plan.value.erasedAt, already: true });
    const { writes, accountId } = plan.value;
    const erased: Erased = { personId, erasedAt: plan.value.now, already: false };
    const now = caller.now;
    const done = await actAsOperator(
      ctx,
      caller,
      { writes, activity: [erasureEntry({ personId, reason })], events: [] },
      erased,
      accountId === caller.accountId ? undefined : { accountId, now },
    );
    return done.accepted ? accepted(erased) : done;
  });

/** What the log says of it: an id and a reason out of a few, so that no name comes back by it. */
export const erasureEntry = ({ personId, reason }: Erasure): ActivityEntry => ({
  action: 'erase_activity_person',
  resourceId: personId,
  oldValue: { known: true },
  newValue: { known: false },
  details: { personId, reason },
});

export type ErasurePlan = {
  /** Whose person it is. */
  readonly accountId: AccountId;
  readonly now: Instant;
  /** When it was done, where nothing is left to do. */
  readonly erasedAt: Instant | null;
  readonly writes: readonly Statement[];
};

/** Who they are and where they are on record, with everything that forgets them; records that wait are numbered first. */
export const planErasure = async (
  services: Sequencing,
  personId: string,
  within: string | null,
): Promise<Decision<ErasurePlan, Unknown>> => {
  const { system } = services.pools;
  const id = parseActivityId(personId);
  if (id === undefined) return refused({ code: 'activity.person_unknown' });
  const [[person], names] = await readBatch(system, noTenant, [
    readErasable(id, within),
    readSubjectNames(id),
  ]);
  if (!person) return refused({ code: 'activity.person_unknown' });
  const known = namesOf([person.email, person.display_name, ...names.map(({ name }) => name)]);
  await numberWaiting(services, id, known);
  const states = await query(system, noTenant, readSubjectStates(id));
  const accountId = parseAccountId(person.account_id);
  invariant(accountId, 'a person belongs to an account');
  const accounts = [...new Set([accountId, ...states.map(({ account_id }) => account_id)])].sort();
  const now = instant(services.realNow());
  const isDone = accounts.every((one) => states.some((state) => state.account_id === one && state.erased_at));
  const last = Math.max(0, ...states.map(({ erased_at }) => erased_at ?? 0));
  return accepted({
    accountId,
    now,
    erasedAt: isDone ? instant(last) : null,
    writes: [
      ...holdErasure(id, accounts),
      ...accounts.flatMap((account) => [
        ...forgetSubject(account, id, now),
        ...(known.length > 0 ? [forgetNames(account, known)] : []),
      ]),
    ],
  });
};

const namesOf = (names: readonly (string | null)[]): string[] => [
  ...new Set(names.flatMap((name) => (name ? [name.toLowerCase()] : []))),
];

const attempts = 20;

// The worker's sequencer may be at the same records: one of the two fails, and finds them numbered when it looks again.
const numberWaiting = async (
  services: Sequencing,
  personId: string,
  names: readonly string[],
): Promise<void> => {
  const { system } = services.pools;
  for (let attempt = 1; ; attempt += 1) {
    const [row] = await query(system, noTenant, readWaitingOf(personId, names));
    if (!row?.waiting) return;
    try {
      await sequenceAll(services);
    } catch (error) {
      const isRace = error instanceof ExpectationFailed || error instanceof RetryableError;
      if (!isRace || attempt === attempts) throw error;
    }
  }
};

/** The same for the operator's command line, which says itself in whose logs it is on record. */
export const eraseFromTerminal = async (
  services: Sequencing,
  erasure: Erasure,
  record: (entry: ActivityEntry, accountId: AccountId) => readonly Statement[],
): Promise<Decision<Erased, Unknown>> => {
  const plan = await planErasure(services, erasure.personId, null);
  if (!plan.accepted) return plan;
  const { erasedAt, writes, now, accountId } = plan.value;
  if (erasedAt !== null) return accepted({ personId: erasure.personId, erasedAt, already: true });
  await writeBatch(services.pools.system, noTenant, [...writes, ...record(erasureEntry(erasure), accountId)]);
  return accepted({ personId: erasure.personId, erasedAt: now, already: false });
};
