import { type CancellationPolicy, choosePolicy } from '@kontor/domain/cancellation/policy';
import { extendCancellation, type LineCancellation } from '@kontor/domain/cancellation/window';
import { nextWindowNotice } from '@kontor/domain/cancellation/window-notices';
import type { AccountId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { formatInstant, type Instant, instant, millisecondsPerDay, parseDuration } from '@kontor/domain/time';
import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import { newUuid } from '../platform/new-id.ts';
import { type DueHandler, type DueHandlers, type DueServices, groupOf } from '../sandbox/due-events.ts';
import {
  type ExtendableLine,
  type ExtendedLine,
  extendLines,
  readExtendableLines,
  recordExtension,
} from './extension-store.ts';
import { policyOfRecord, readFamilyPolicies, readPolicyFamilies } from './policy-store.ts';

/** As many lines are lengthened in one transaction. */
const linesAtOnce = 2_000;

/**
 * A policy that extends what was bought before has taken effect on the account's clock: the windows of the open lines
 * that it would cover today are lengthened on the lines themselves. Doing it twice is doing it once, so that what
 * is too much for one transaction is done in several, the last of which finishes the work.
 */
const extendWindows: DueHandler = async (services, accountId, rows) => {
  const { due_at: at } = groupOf(rows);
  const { system } = services.pools;
  const refs = rows.map(({ ref }) => ref);
  const families = (await query(system, noTenant, readPolicyFamilies(refs))).map(({ family }) => family);
  const policies = (await query(system, noTenant, readFamilyPolicies(families))).map(policyOfRecord);
  const last: Statement[] = [];
  for (const ref of refs) {
    const policy = policies.find(({ id, version }) => `${id}:${version}` === ref);
    invariant(policy, `there is a policy ${ref}`);
    last.push(...(await extendUnder(services, accountId, { policy, policies, at })));
  }
  return last;
};

export const extensionHandlers: DueHandlers = { 'policy.extension': extendWindows };

type Extension = {
  readonly policy: CancellationPolicy;
  readonly policies: readonly CancellationPolicy[];
  readonly at: Instant;
};

/** Writes all but the last chunk of lines, whose statements are answered. */
const extendUnder = async (
  { pools }: DueServices,
  accountId: AccountId,
  extension: Extension,
): Promise<readonly Statement[]> => {
  const { policy, at } = extension;
  let after: { orderId: string; lineNumber: number } | null = null;
  for (;;) {
    const lines: ExtendableLine[] = await query(
      pools.system,
      noTenant,
      readExtendableLines({
        accountId,
        family: policy.family,
        productId: policy.productId ?? null,
        market: policy.market ?? null,
        segment: policy.segment ?? null,
        purchasedSince: oldestPurchase(policy, at),
        at,
        after,
        limit: linesAtOnce,
      }),
    );
    const extended = lines.flatMap((line) => extendedLine(line, extension));
    const writes = extended.length === 0 ? [] : writesOf(accountId, extension, extended);
    const end = lines.at(-1);
    if (lines.length < linesAtOnce || end === undefined) return writes;
    await writeBatch(pools.system, noTenant, writes);
    after = { orderId: end.order_id, lineNumber: end.line_number };
  }
};

/** The longest that the window can be, with two days for the zones at both of its ends. */
const oldestPurchase = ({ window }: CancellationPolicy, at: Instant): Instant => {
  const length = parseDuration(window ?? 'P0D');
  invariant(length, `a policy has a readable window: ${window}`);
  const days = length.years * 366 + length.months * 31 + length.days + 2;
  const clockMs = ((length.hours * 60 + length.minutes) * 60 + length.seconds) * 1000;
  return instant(at - days * millisecondsPerDay - clockMs);
};

const extendedLine = (line: ExtendableLine, { policy, policies, at }: Extension): ExtendedLine[] => {
  const { market, segment } = line;
  // A more particular policy, or a later version, that a purchase made now would get holds for this one too.
  const question = { family: policy.family, productId: line.product_id, market, segment, at };
  if (choosePolicy(policies, question) !== policy) return [];
  const current = windowOfLine(line);
  const window = extendCancellation(current, policy, line.purchased_at, line.ends_on);
  const notice = window === current ? undefined : nextWindowNotice(window.cancellableUntil, at);
  if (!notice || policy.window === null) return [];
  const place = `${line.order_id}:${line.line_number}`;
  return [
    {
      orderId: line.order_id,
      lineNumber: line.line_number,
      window,
      windowText: policy.window,
      dueId: newUuid(),
      eventId: newUuid(),
      noticeKind: `cancellation_window.${notice.kind}`,
      noticeAt: notice.at,
      noticeRef: notice.kind === 'closing' ? `${place}:${notice.hours}` : place,
    },
  ];
};

const windowOfLine = (line: ExtendableLine): LineCancellation => ({
  policyId: line.policy_id,
  policyVersion: line.policy_version,
  windowKind: line.window_kind,
  cancellableUntil: line.cancellable_until,
  closedOn: line.closed_on,
  zone: line.policy_zone,
  creditRule: line.credit_rule,
});

const writesOf = (
  accountId: AccountId,
  { policy, at }: Extension,
  lines: readonly ExtendedLine[],
): Statement[] => [
  extendLines(accountId, at, lines),
  recordExtension(accountId, at, {
    id: newUuid(),
    policyId: policy.id,
    details: {
      version: policy.version,
      window: policy.window,
      effectiveFrom: formatInstant(policy.effectiveFrom),
      lines: lines.length,
    },
  }),
];
