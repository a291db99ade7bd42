import { accepted, refused } from '@kontor/domain/decision';
import { activationLimit } from '@kontor/domain/licence/activate-device';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type ActivationRow, deactivate, lockEntitlement, readActivations } from './activation-store.ts';
import type { LicenceInput } from './issue-licence.ts';
import {
  type CurrentLicence,
  type LicensableRow,
  readCurrentLicences,
  readLicensable,
  revokeLicences,
} from './licence-store.ts';

export type ActivationList = {
  readonly offered: boolean;
  readonly limit: number;
  readonly used: number;
  readonly licence: CurrentLicence | undefined;
  readonly items: readonly ActivationRow[];
};

/** The devices of a purchase, and whether it has licence files at all. */
export const listActivations = async (ctx: RequestContext, input: LicenceInput) => {
  const { accountId } = ctx.principal;
  const { permission, customerId, entitlementId } = input;
  const read = await readAs(ctx, permission, customerId, [
    readLicensable(accountId, customerId ?? null, entitlementId),
    readActivations(accountId, entitlementId),
    readCurrentLicences(accountId, entitlementId),
  ]);
  if (!read.accepted) return read;
  const [[row], items, current] = read.value.rows;
  if (!row) return refused({ code: 'entitlement.not_found' });
  return accepted<ActivationList>({
    offered: row.offered,
    limit: row.offered ? activationLimit(row.quantity, row.activations_per_unit) : 0,
    used: items.filter(({ deactivated_at: at }) => at === null).length,
    licence: current.find(({ activation_id: bound }) => bound === null),
    items,
  });
};

/** Gives a device's place up and takes its licence back; twice is once. */
export const deactivateDevice = (
  ctx: RequestContext,
  input: LicenceInput & { readonly activationId: string },
) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const { permission, customerId, entitlementId, activationId } = input;
    const read = await readAs(ctx, permission, customerId, [
      readLicensable(accountId, customerId ?? null, entitlementId),
      readActivations(accountId, entitlementId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row], items] = rows;
    const activation = items.find(({ id }) => id === activationId);
    if (!row || !activation) return refused({ code: 'licence.activation_not_found' });
    if (activation.deactivated_at !== null) return accepted(undefined);
    const details = deactivationDetails(row, activation.id, activation.name);
    const done = await act(
      ctx,
      caller,
      {
        writes: [
          lockEntitlement(accountId, row.entitlement_id),
          deactivate(accountId, activation.id, caller.now),
          ...(activation.licence_id === null
            ? []
            : [revokeLicences(accountId, [activation.licence_id], 'deactivated', caller.now)]),
        ],
        activity: [{ action: 'deactivate_device', resourceId: row.entitlement_id, details }],
        events: [
          {
            type: 'licence_activation.ended',
            aggregateType: 'entitlement',
            aggregateId: row.entitlement_id,
            data: details,
          },
        ],
      },
      undefined,
    );
    return done.accepted ? accepted(undefined) : done;
  });

export const deactivationDetails = (row: LicensableRow, activationId: string, device: string) => ({
  activationId,
  device,
  orderId: row.order_id,
  lineNumber: row.line_number,
  productId: row.product_id,
  skuId: row.sku_id,
  productTitle: row.product_title,
  skuTitle: row.sku_title,
});
