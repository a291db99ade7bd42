import { createHash } from 'node:crypto';
import { licenceLabel } from '@kontor/domain/licence/armour';
import type { IssuePlan } from '@kontor/domain/licence/issue-licence';
import { deviceText, licenceText } from '@kontor/domain/licence/licence-file';
import { formatInstant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import type { Services } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import { openSigner } from './licence-keys.ts';
import {
  type CurrentLicence,
  insertLicence,
  type LicensableRow,
  reissueLicence,
  type SignedLicence,
} from './licence-store.ts';
import { carriedRevocations } from './publish-revocations.ts';

/** A licence file that was just signed: its text goes into the answer and nowhere else. */
export type GivenLicence = SignedLicence & { readonly text: string; readonly row: LicensableRow };

export type Signing = {
  readonly row: LicensableRow;
  readonly plan: IssuePlan;
  /** The licence whose next file this is; undefined for a new one. */
  readonly current: CurrentLicence | undefined;
  readonly activation: { readonly id: string; readonly deviceHash: Buffer } | null;
  readonly sandbox: boolean;
};

/** Signs the next file of a purchase or of one of its devices, with the newest revocations in it. */
export const signLicence = async (
  services: Services,
  { row, plan, current, activation, sandbox }: Signing,
): Promise<{ readonly given: GivenLicence; readonly write: Statement }> => {
  const [signer, revocations] = await Promise.all([
    openSigner(services),
    carriedRevocations(services, row.product_id),
  ]);
  const licence: SignedLicence = {
    id: current?.id ?? newUuid(),
    activationId: activation?.id ?? null,
    edition: (current?.edition ?? 0) + 1,
    kid: signer.kid,
    quantity: row.quantity,
    ...plan,
  };
  const payload = licenceText({
    type: 'kontor.licence',
    version: 1,
    licence: licence.id,
    edition: licence.edition,
    keyId: signer.kid,
    product: row.product_id,
    sku: row.sku_id,
    title: row.sku_title,
    customer: { id: row.customer_id, name: row.customer_name },
    quantity: row.quantity,
    issued: formatInstant(plan.issuedAt),
    expires: plan.expiresAt === null ? null : formatInstant(plan.expiresAt),
    graceDays: row.grace_days,
    activation: activation && { id: activation.id, device: activation.deviceHash.toString('base64url') },
    sandbox,
  });
  return {
    given: { ...licence, text: signer.seal(licenceLabel, payload) + revocations, row },
    write: current ? reissueLicence(row.account_id, licence) : insertLicence(row, licence),
  };
};

/** The hash under which a device is known; its fingerprint is not kept. */
export const deviceHashOf = (productId: string, fingerprint: string): Buffer =>
  createHash('sha256').update(deviceText(productId, fingerprint), 'utf8').digest();

/** What the log and the events say of a licence. */
export const licenceDetails = (row: LicensableRow, licence: SignedLicence) => ({
  licenceId: licence.id,
  edition: licence.edition,
  ...(licence.activationId === null ? {} : { activationId: licence.activationId }),
  orderId: row.order_id,
  lineNumber: row.line_number,
  productId: row.product_id,
  skuId: row.sku_id,
  productTitle: row.product_title,
  skuTitle: row.sku_title,
  quantity: licence.quantity,
  ...(licence.expiresAt === null ? {} : { expiresAt: formatInstant(licence.expiresAt) }),
});
