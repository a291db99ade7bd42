import { accepted, refused } from '@kontor/domain/decision';
import { activateDevice as decide } from '@kontor/domain/licence/activate-device';
import type { Instant } from '@kontor/domain/time';
import { holdEntitlement } from '../entitlements/entitlement-store.ts';
import { act } from '../partners/act.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { newToken, newUuid } from '../platform/new-id.ts';
import {
  type ActivationRow,
  expectActive,
  insertActivation,
  type NewActivation,
  readActive,
  repeatActivation,
} from './activation-store.ts';
import { hashOfActivationToken } from './activation-token.ts';
import type { LicenceInput } from './issue-licence.ts';
import {
  type CurrentLicence,
  entitlementOf,
  type LicensableRow,
  offerOf,
  readCurrentLicences,
  readLicensable,
} from './licence-store.ts';
import { deviceHashOf, type GivenLicence, licenceDetails, signLicence } from './sign-licence.ts';

export type Device = { readonly fingerprint: string; readonly name: string };

/** A device's place; its token is in here and nowhere else. */
export type GivenActivation = GivenLicence & {
  readonly activationId: string;
  readonly token: string;
  readonly limit: number;
  readonly used: number;
};

export type ActivationFacts = {
  readonly row: LicensableRow;
  readonly active: readonly ActivationRow[];
  readonly current: readonly CurrentLicence[];
  readonly device: Device;
  readonly now: Instant;
  readonly sandbox: boolean;
  /** Null: the device itself. */
  readonly by: string | null;
};

/**
 * Takes a place for a device and signs the licence that is bound to it. The places are counted under the purchase's
 * lock, so that two at once never take more than there are; a device that has a place keeps it.
 */
export const planActivation = async (services: Services, facts: ActivationFacts) => {
  const { row, active, current, device, now } = facts;
  const deviceHash = deviceHashOf(row.product_id, device.fingerprint);
  const decision = decide(
    {
      entitlement: entitlementOf(row),
      offer: offerOf(row),
      quantity: row.quantity,
      active: active.map(({ id, device_hash: hash }) => ({ id, device: hash.toString('base64url') })),
      device: deviceHash.toString('base64url'),
    },
    now,
  );
  if (!decision.accepted) return decision;
  const { again, limit, ...plan } = decision.value;
  const token = newToken();
  const activation: NewActivation = {
    id: again ?? newUuid(),
    deviceHash,
    name: device.name,
    tokenHash: hashOfActivationToken(token),
    at: now,
    by: facts.by,
  };
  const bound = again === undefined ? undefined : current.find(({ activation_id: id }) => id === again);
  const { given, write } = await signLicence(services, {
    row,
    plan,
    current: bound,
    activation,
    sandbox: facts.sandbox,
  });
  const used = active.length + (again === undefined ? 1 : 0);
  const writes: Statement[] = [
    holdEntitlement(row.account_id, row.entitlement_id, row.entitlement_version),
    expectActive(row.account_id, row.entitlement_id, active.length),
    again === undefined ? insertActivation(row, activation) : repeatActivation(row.account_id, activation),
    write,
  ];
  const value: GivenActivation = { ...given, activationId: activation.id, token, limit, used };
  return accepted({
    writes,
    value,
    details: { ...licenceDetails(row, given), device: device.name, again: again !== undefined },
  });
};

/** Activates a device for a customer, for one that cannot ask itself. */
export const activateDevice = (ctx: RequestContext, input: LicenceInput & { readonly device: Device }) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const { permission, customerId, entitlementId, device } = input;
    const read = await readAs(ctx, permission, customerId, [
      readLicensable(accountId, customerId ?? null, entitlementId),
      readActive(accountId, entitlementId),
      readCurrentLicences(accountId, entitlementId),
    ]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row], active, current] = rows;
    if (!row) return refused({ code: 'entitlement.not_found' });
    const by = caller.actor.userId ?? null;
    const planned = await planActivation(ctx, {
      row,
      active,
      current,
      device,
      now: caller.now,
      sandbox: caller.sandbox,
      by,
    });
    if (!planned.accepted) return planned;
    const { writes, value, details } = planned.value;
    const done = await act(
      ctx,
      caller,
      {
        writes,
        activity: [{ action: 'activate_device', resourceId: row.entitlement_id, details }],
        events: [
          {
            type: 'licence_activation.created',
            aggregateType: 'entitlement',
            aggregateId: row.entitlement_id,
            data: details,
          },
        ],
      },
      undefined,
    );
    return done.accepted ? accepted(value) : done;
  });
