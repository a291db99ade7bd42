import { createHash } from 'node:crypto';
import { normaliseKey } from '@kontor/domain/catalog/key-format';
import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { parseEntitlementId } from '@kontor/domain/ids';
import { openLicence } from '@kontor/domain/licence/judge-licence';
import {
  validateLicence as judge,
  unknownLicence,
  type Validation,
  type ValidationQuestion,
} from '@kontor/domain/licence/validate-licence';
import { type Instant, instant, parseInstant } from '@kontor/domain/time';
import { lookupOf } from '../orders/make-keys.ts';
import { addEvents } from '../partners/event-store.ts';
import { query, readBatch, writeBatch } from '../platform/db/batch.ts';
import { withRetries } from '../platform/db/retry.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Statement } from '../platform/db/statement.ts';
import type { Services } from '../platform/http/context.ts';
import { type Device, type GivenActivation, planActivation } from './activate-device.ts';
import { deactivate, lockEntitlement, markSeen, readActive } from './activation-store.ts';
import { isTokenOf } from './activation-token.ts';
import type { DeviceLimits } from './device-limits.ts';
import { type FoundLicence, findLicence, recordOfDevice } from './device-store.ts';
import { isOurs, publishedKeys } from './licence-keys.ts';
import { entitlementOf, readCurrentLicences, revokeLicences } from './licence-store.ts';
import { deactivationDetails } from './manage-activations.ts';
import { deviceHashOf } from './sign-licence.ts';

/** What a device shows: a licence file, a key, or what it was given when it was activated. */
export type Proof = {
  readonly licence?: string | undefined;
  readonly key?: string | undefined;
  readonly licenceId?: string | undefined;
  readonly activationToken?: string | undefined;
};

export type DeviceRequest = {
  readonly services: Services;
  readonly limits: DeviceLimits;
  readonly address: string;
  readonly requestId: string;
};

type Limited = { readonly code: 'licence.too_many_requests'; readonly retryAfterSeconds: number };
type Found = {
  readonly row: FoundLicence;
  readonly fileExpiresAt: Instant | null | undefined;
  readonly now: Instant;
};

/** The licence that a device has proved to hold; undefined alike for an unknown, a foreign and an unproved one. */
const findProved = async (
  { services, limits, address }: DeviceRequest,
  proof: Proof,
): Promise<Decision<Found | undefined, Limited>> => {
  const opened = proof.licence === undefined ? undefined : openLicence(proof.licence);
  const licenceId = opened?.licence.payload.licence ?? proof.licenceId;
  const subject = createHash('sha256')
    .update(licenceId ?? proof.key ?? '', 'utf8')
    .digest('base64url');
  const blocked = limits.ask({ licence: subject, address }, services.realNow());
  if (blocked) return refused({ code: 'licence.too_many_requests', ...blocked });
  const keys = opened ? await publishedKeys(services) : [];
  const signed = opened !== undefined && isOurs(opened.licence, keys, services.realNow());
  const id = licenceId === undefined ? undefined : parseEntitlementId(licenceId);
  const [row] = await query(
    services.pools.lookup,
    noTenant,
    findLicence(id ?? null, keyHashes(services, proof.key)),
  );
  const byToken = isTokenOf(row?.token_hash, proof.activationToken ?? '');
  if (!row || !(signed || byToken || (proof.key !== undefined && row.licence_id === null)))
    return accepted(undefined);
  const expires = opened?.licence.payload.expires;
  const fileExpiresAt = typeof expires === 'string' ? parseInstant(expires) : expires;
  return accepted({ row, fileExpiresAt, now: instant(services.realNow() + Number(row.clock_offset_ms)) });
};

/** A key however its holder has spelled it. */
const keyHashes = ({ vault }: Services, key: string | undefined): Buffer[] => {
  if (key === undefined) return [];
  const spelled = (['digits_32', 'mak_5x5'] as const).flatMap((format) => normaliseKey(format, key) ?? []);
  // A template's key is spelled as its letters and dashes are.
  const texts = [...new Set([...spelled, key.trim(), key.trim().toUpperCase()])];
  return texts.flatMap((text) => [false, true].map((sandbox) => lookupOf(vault, text, sandbox)));
};

type DeviceDeed = {
  readonly writes: readonly Statement[];
  readonly action: 'activate_device' | 'deactivate_device' | 'get_offline_licence';
  readonly event: string;
  readonly details: Readonly<Record<string, unknown>>;
};

const writeAsDevice = (
  { services, address, requestId }: DeviceRequest,
  { row, now }: Found,
  deed: DeviceDeed,
) =>
  writeBatch(services.pools.app, { tenant: row.account_id }, [
    ...deed.writes,
    recordOfDevice(row, { action: deed.action, at: now, address, requestId, details: deed.details }),
    addEvents(row.account_id, now, [
      { type: deed.event, aggregateType: 'entitlement', aggregateId: row.entitlement_id, data: deed.details },
    ]),
  ]);

/** A device activates itself with the licence file or a key of the purchase. */
export const activateByDevice = (request: DeviceRequest, proof: Proof, device: Device) =>
  withRetries(async () => {
    const found = await findProved(request, proof);
    if (!found.accepted) return found;
    // A licence of another device opens no place for this one.
    if (!found.value || found.value.row.licence_revoked_at !== null || found.value.row.activation_id !== null)
      return refused({ code: 'licence.not_found' });
    const { row, now } = found.value;
    const [active, current] = await readBatch(request.services.pools.app, { tenant: row.account_id }, [
      readActive(row.account_id, row.entitlement_id),
      readCurrentLicences(row.account_id, row.entitlement_id),
    ]);
    const facts = { row, active, current, device, now, sandbox: row.sandbox, by: null };
    const planned = await planActivation(request.services, facts);
    if (!planned.accepted) return planned;
    const { writes, value, details } = planned.value;
    const deed = { writes, action: 'activate_device', event: 'licence_activation.created', details } as const;
    await writeAsDevice(request, found.value, deed);
    return accepted<GivenActivation>(value);
  });

/** A device fetches its licence again, after a renewal with the new end, and gets a new token with it. */
export const renewByDevice = (request: DeviceRequest, proof: Proof, fingerprint: string) =>
  withRetries(async () => {
    const found = await findProved(request, proof);
    if (!found.accepted) return found;
    const held = found.value;
    if (!held || held.row.activation_id === null || held.row.deactivated_at !== null)
      return refused({ code: 'licence.not_found' });
    const { row, now } = held;
    const [active, current] = await readBatch(request.services.pools.app, { tenant: row.account_id }, [
      readActive(row.account_id, row.entitlement_id),
      readCurrentLicences(row.account_id, row.entitlement_id),
    ]);
    const own = active.find(({ id }) => id === row.activation_id);
    if (!own?.device_hash.equals(deviceHashOf(row.product_id, fingerprint)))
      return refused({ code: 'licence.not_found' });
    const device = { fingerprint, name: own.name };
    const facts = { row, active, current, device, now, sandbox: row.sandbox, by: null };
    const planned = await planActivation(request.services, facts);
    if (!planned.accepted) return planned;
    const { writes, value, details } = planned.value;
    const deed = { writes, action: 'get_offline_licence', event: 'offline_licence.issued', details } as const;
    await writeAsDevice(request, held, deed);
    return accepted<GivenActivation>(value);
  });

/** A device gives its place up; one that has none hears the same as one that never had. */
export const deactivateByDevice = (request: DeviceRequest, proof: Proof) =>
  withRetries(async () => {
    const found = await findProved(request, proof);
    if (!found.accepted) return found;
    const held = found.value;
    if (!held || held.row.activation_id === null || held.row.licence_id === null)
      return refused({ code: 'licence.not_found' });
    const { row, now } = held;
    if (row.deactivated_at !== null || row.activation_id === null || row.licence_id === null)
      return accepted({});
    const revoke =
      row.licence_revoked_at === null
        ? [revokeLicences(row.account_id, [row.licence_id], 'deactivated', now)]
        : [];
    await writeAsDevice(request, held, {
      writes: [
        lockEntitlement(row.account_id, row.entitlement_id),
        deactivate(row.account_id, row.activation_id, now),
        ...revoke,
      ],
      action: 'deactivate_device',
      event: 'licence_activation.ended',
      details: deactivationDetails(row, row.activation_id, row.activation_name ?? ''),
    });
    return accepted({});
  });

export type ValidatedLicence = Validation & { readonly found: Found | undefined };

/** Whether a licence holds now, and if not every reason in its rank. It is a sign of life of the device, too. */
export const validateByDevice = async (
  request: DeviceRequest,
  proof: Proof,
  asked: { readonly product?: string | undefined; readonly fingerprint?: string | undefined },
): Promise<Decision<ValidatedLicence, Limited>> => {
  const found = await findProved(request, proof);
  if (!found.accepted) return found;
  const held = found.value;
  if (!held) return accepted({ ...unknownLicence, found: undefined });
  const verdict = judge(questionOf(held, asked), held.now);
  const { row, now } = held;
  if (verdict.valid && row.activation_id !== null)
    await writeBatch(request.services.pools.app, { tenant: row.account_id }, [
      markSeen(row.account_id, row.activation_id, now),
    ]);
  return accepted({ ...verdict, found: held });
};

const questionOf = (
  { row, fileExpiresAt }: Found,
  asked: { readonly product?: string | undefined; readonly fingerprint?: string | undefined },
): ValidationQuestion => ({
  entitlement: entitlementOf(row),
  graceDays: row.grace_days,
  // A place that was given up says so itself.
  revoked: row.licence_revoked_at !== null && row.deactivated_at === null,
  product: row.product_id,
  askedProduct: asked.product,
  activation:
    row.activation_id === null || row.device_hash === null
      ? undefined
      : { active: row.deactivated_at === null, device: row.device_hash.toString('base64url') },
  askedDevice:
    asked.fingerprint === undefined
      ? undefined
      : deviceHashOf(row.product_id, asked.fingerprint).toString('base64url'),
  fileExpiresAt,
});
