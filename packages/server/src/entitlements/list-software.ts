import { authorize } from '@kontor/domain/access/authorize';
import type { Permission } from '@kontor/domain/access/permissions';
import { cancelPurchase } from '@kontor/domain/cancellation/cancel-purchase';
import type { ReviewRule } from '@kontor/domain/cancellation/review-rules';
import { accepted } from '@kontor/domain/decision';
import { statusAt } from '@kontor/domain/entitlement/entitlement';
import type { Fulfilment } from '@kontor/domain/entitlement/fulfilment';
import { type SoftwareActions, softwareActions } from '@kontor/domain/entitlement/software-actions';
import type { CustomerId } from '@kontor/domain/ids';
import { parseOrderId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { money, parseCurrency } from '@kontor/domain/money';
import { readReviewRules, reviewRulesFrom } from '../cancellations/cancellation-store.ts';
import { lineCancellationOf } from '../cancellations/purchase-of.ts';
import type { ArtifactRow } from '../catalog/offer-store.ts';
import { type Caller, readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { fulfilmentsOf } from './entitlement-store.ts';
import {
  readCustomerArtifacts,
  readSoftwarePage,
  type SoftwarePage,
  type SoftwareRow,
} from './software-store.ts';

export type SoftwareItem = {
  readonly row: SoftwareRow;
  readonly status: ReturnType<typeof statusAt>;
  readonly fulfilments: readonly Fulfilment[];
  readonly actions: SoftwareActions;
};

export type SoftwareList = { readonly items: readonly SoftwareItem[]; readonly next: SoftwarePage['after'] };

type Input = Omit<SoftwarePage, 'customerId'> & {
  readonly customerId: CustomerId;
  readonly permission: 'software.read' | 'my_software.read';
};

/** The Software page: what was bought and what may be done with each item, or why not. */
export const listSoftware = async (ctx: RequestContext, input: Input) => {
  const { accountId } = ctx.principal;
  const { customerId, permission, ...page } = input;
  const read = await readAs(ctx, permission, customerId, [
    readSoftwarePage(accountId, { ...page, customerId, limit: page.limit + 1 }),
    readCustomerArtifacts(accountId, customerId),
    readReviewRules(),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [all, artifacts, ruleRows] = rows;
  const rules = reviewRulesFrom(ruleRows, caller.sandbox);
  const shown = all.slice(0, page.limit);
  const last = shown.at(-1);
  const next = all.length > shown.length && last ? { at: last.created_at, id: last.id } : null;
  return accepted<SoftwareList>({ items: shown.map((row) => itemOf(row, artifacts, rules, caller)), next });
};

/** What the two portals call the same act. */
const permissionsOf = (caller: Caller): Readonly<Record<'keys' | 'downloads' | 'cancel', Permission>> =>
  caller.actor.kind === 'customer_user'
    ? { keys: 'my_keys.read', downloads: 'my_downloads.read', cancel: 'orders.cancel' }
    : { keys: 'keys.read', downloads: 'downloads.read', cancel: 'orders.cancel' };

const itemOf = (
  row: SoftwareRow,
  artifacts: readonly ArtifactRow[],
  reviewRules: readonly ReviewRule[],
  caller: Caller,
): SoftwareItem => {
  const own = artifacts.filter(
    (artifact) => artifact.product_id === row.product_id && artifact.sku_id === row.sku_id,
  );
  const fulfilments = fulfilmentsOf(own, row);
  const entitlement = { status: row.status, expiresAt: row.expires_at };
  const permissions = permissionsOf(caller);
  const actions = softwareActions(
    {
      access: {
        keys: authorize(caller.actor, permissions.keys),
        downloads: authorize(caller.actor, permissions.downloads),
        cancel: authorize(caller.actor, permissions.cancel),
      },
      entitlement,
      fulfilments,
      keysEntitled: row.keys_wanted,
      cancellation: cancelPurchase({ purchase: purchaseOfRow(row), reviewRules }, caller.now),
    },
    caller.now,
  );
  return { row, status: statusAt(entitlement, caller.now), fulfilments, actions };
};

/** The verdict on this line alone; its credit is the preview's to say, so that no charges are needed here. */
const purchaseOfRow = (row: SoftwareRow) => {
  const orderId = parseOrderId(row.order_id);
  const currency = parseCurrency(row.order_currency);
  invariant(orderId && currency, 'an order row is well formed');
  return {
    orderId,
    purchasedAt: row.purchased_at,
    total: money(row.order_total_minor, currency),
    lines: [
      {
        lineNumber: row.line_number,
        status: row.l_status,
        family: row.family,
        quantity: row.quantity,
        cancellation: lineCancellationOf({ ...row, status: row.l_status }),
        charges: [],
        keysShownDistinct: row.keys_shown,
        keysEntitled: row.keys_wanted,
        disputeUnpaid: row.dispute_unpaid,
      },
    ],
  };
};
