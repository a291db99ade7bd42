import type { OperationName } from '@kontor/contract/operations';
import { problems } from '@kontor/contract/problems';
import type { Action } from '@kontor/domain/activity/actions';
import { parseActivityId, parseOrderId } from '@kontor/domain/ids';
import type { DecidedRequest } from '../platform/http/request-frame.ts';
import { problemOf } from '../problem-of.ts';
import type { RefusalCode } from '../refusals.ts';

/** One thing that somebody tried and was refused. */
export type RefusedAttempt = {
  readonly action: Action;
  readonly resourceId: string;
  /** As the caller named them; whether they are anybody's is not said. */
  readonly ids: Readonly<Record<string, string>>;
  readonly code: string;
};

export type Attempt = {
  readonly action: Action;
  /** The parameter that names what the attempt is about. */
  readonly resource:
    | 'entitlementId'
    | 'orderId'
    | 'order'
    | 'subscriptionId'
    | 'subscription'
    | 'reservationId'
    | 'customerId';
  /** The refusals inside an answer of success. */
  readonly within?: (answer: unknown) => readonly { readonly resourceId: string; readonly code: string }[];
};

type VerdictAnswer = { readonly verdict: { readonly code: string } };
type OrdersAnswer = { readonly orders: readonly ({ readonly orderId: string } & VerdictAnswer)[] };

const key: Attempt = { action: 'get_software_key', resource: 'entitlementId' };
const link: Attempt = { action: 'get_software_download_link', resource: 'entitlementId' };
const transfer: Attempt = { action: 'software_download', resource: 'entitlementId' };
const licence: Attempt = { action: 'get_offline_licence', resource: 'entitlementId' };
const replacement: Attempt = { action: 'replace_offline_licence', resource: 'entitlementId' };
const activation: Attempt = { action: 'activate_device', resource: 'entitlementId' };
const deactivation: Attempt = { action: 'deactivate_device', resource: 'entitlementId' };
const linkEnd: Attempt = { action: 'revoke_download_link', resource: 'entitlementId' };
const revealEnd: Attempt = { action: 'revoke_reveal_link', resource: 'entitlementId' };

/**
 * The operations whose refusals go on record: keys, links, downloads and cancels, by their names on Kontor's surface.
 * A test holds this list against the permissions that guard them.
 */
export const attempts: Partial<Record<OperationName, Attempt>> = {
  getKeys: key,
  getMyKeys: key,
  replaceKey: { action: 'replace_software_key', resource: 'entitlementId' },
  replacePartnerKey: { action: 'replace_software_key', resource: 'entitlementId' },
  startDownload: transfer,
  startMyDownload: transfer,
  createDownloadLink: link,
  createMyDownloadLink: link,
  revokeDownloadLink: linkEnd,
  revokeMyDownloadLink: linkEnd,
  createRevealLink: { action: 'create_reveal_link', resource: 'entitlementId' },
  revokeRevealLink: revealEnd,
  revokeAllLinks: linkEnd,
  getOfflineLicence: licence,
  getMyOfflineLicence: licence,
  replaceOfflineLicence: replacement,
  replaceMyOfflineLicence: replacement,
  activateDevice: activation,
  activateMyDevice: activation,
  deactivateDevice: deactivation,
  deactivateMyDevice: deactivation,
  cancelPurchases: {
    action: 'update_order',
    resource: 'customerId',
    // What the operation's own schema of its answer says.
    within: (answer) =>
      (answer as OrdersAnswer).orders.map(({ orderId, verdict }) => ({
        resourceId: orderIn(orderId),
        code: refusalOfVerdict(verdict.code),
      })),
  },
  cancelSubscription: {
    action: 'update_subscription',
    resource: 'subscriptionId',
    // The same.
    within: (answer) => [
      {
        resourceId: (answer as VerdictAnswer & { readonly subscriptionId: string }).subscriptionId,
        code: refusalOfVerdict((answer as VerdictAnswer).verdict.code),
      },
    ],
  },
  refundReservation: { action: 'refund_reservation', resource: 'reservationId' },
  refundPartnerReservation: { action: 'refund_reservation', resource: 'reservationId' },
  exchangeReservation: { action: 'exchange_reservation', resource: 'reservationId' },
};

/** The same on the wire. */
export const wireAttempts: Readonly<Record<string, Attempt>> = {
  patchOrder: { action: 'update_order', resource: 'order' },
  // A software subscription is cancelled by its status, like any other change of it.
  patchSubscription: { action: 'update_subscription', resource: 'subscription' },
};

// A verdict is a refusal in the words of an answer; done is done, and twice is once.
const refusalOfVerdict = (code: string): string =>
  code === 'cancelled' || code === 'eligible' ? '' : `order.${code}`;

/** An attempt that is a repetition of what was done already was not refused. */
const noRefusals = new Set([
  '',
  'order.already_cancelled',
  'idempotency.in_progress',
  'idempotency.replayed',
]);

// Malformed input is nobody's attempt at anything; a limit that is reached would otherwise fill the log that it spares.
const recordedStatuses = new Set([401, 403, 404, 409, 410, 412]);

const isOnRecord = (code: string): boolean => {
  if (noRefusals.has(code)) return false;
  const problem = problemOf[code as RefusalCode]; // a verdict of a cancel is none of the table's codes
  return problem === undefined || recordedStatuses.has(problems[problem].status);
};

const unknown = 'unknown';

const orderIn = (text: string): string => parseOrderId(text) ?? unknown;

/** An id as somebody wrote it, if it is one: anything else that they wrote may be a secret in the wrong place. */
const idIn = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (parseActivityId(text) ?? parseOrderId(text));

/** What of a request goes on record as refused; mostly nothing. */
export const refusedAttempts = (
  attempt: Attempt | undefined,
  { params, code, answer }: DecidedRequest,
): readonly RefusedAttempt[] => {
  if (attempt === undefined) return [];
  const { action } = attempt;
  const ids = Object.fromEntries(
    Object.entries(params).flatMap(([name, text]) => {
      const id = idIn(text);
      return id === undefined ? [] : [[nameOf[name] ?? name, id]];
    }),
  );
  const resourceId = idIn(params[attempt.resource]) ?? unknown;
  const found = code === undefined ? (attempt.within?.(answer) ?? []) : [{ resourceId, code }];
  return found.filter((one) => isOnRecord(one.code)).map((one) => ({ action, ids, ...one }));
};

const nameOf: Readonly<Record<string, string>> = {
  customer: 'customerId',
  order: 'orderId',
  subscription: 'subscriptionId',
};
