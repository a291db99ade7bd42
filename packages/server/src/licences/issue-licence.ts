import type { Permission } from '@kontor/domain/access/permissions';
import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId, EntitlementId } from '@kontor/domain/ids';
import { issueLicence as decide } from '@kontor/domain/licence/issue-licence';
import { holdEntitlement } from '../entitlements/entitlement-store.ts';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import {
  entitlementOf,
  offerOf,
  readCurrentLicences,
  readLicensable,
  revokeLicences,
} from './licence-store.ts';
import { licenceDetails, signLicence } from './sign-licence.ts';

export type LicenceInput = {
  readonly permission: Permission;
  /** Undefined on a customer's own surface for somebody who is no customer. */
  readonly customerId: CustomerId | undefined;
  readonly entitlementId: EntitlementId;
};

/**
 * The licence file of a purchase, signed anew with its present end under the lock that a cancel takes. The same
 * licence every time; a replacement takes back all files that are out, those of devices among them.
 */
export const issueLicence = (ctx: RequestContext, input: LicenceInput & { readonly replace?: boolean }) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const { permission, customerId, entitlementId, replace = false } = input;
    const read = await readAs(ctx, permission, customerId, [
      readLicensable(accountId, customerId ?? null, entitlementId),
      readCurrentLicences(accountId, entitlementId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row], current] = rows;
    if (!row) return refused({ code: 'entitlement.not_found' });
    const decision = decide({ entitlement: entitlementOf(row), offer: offerOf(row) }, caller.now);
    if (!decision.accepted) return decision;
    const { given, write } = await signLicence(ctx, {
      row,
      plan: decision.value,
      current: replace ? undefined : current.find(({ activation_id: bound }) => bound === null),
      activation: null,
      sandbox: caller.sandbox,
    });
    const replaced = replace ? current.map(({ id }) => id) : [];
    const details = { ...licenceDetails(row, given), ...(replace ? { replaced } : {}) };
    const done = await act(
      ctx,
      caller,
      {
        writes: [
          holdEntitlement(accountId, row.entitlement_id, row.entitlement_version),
          ...(replace ? [revokeLicences(accountId, replaced, 'replaced', caller.now)] : []),
          write,
        ],
        activity: [
          {
            action: replace ? 'replace_offline_licence' : 'get_offline_licence',
            resourceId: row.entitlement_id,
            details,
          },
        ],
        events: [
          {
            type: replace ? 'offline_licence.replaced' : 'offline_licence.issued',
            aggregateType: 'entitlement',
            aggregateId: row.entitlement_id,
            data: details,
          },
        ],
      },
      undefined,
    );
    return done.accepted ? accepted(given) : done;
  });
