import type {
  activationAnswer,
  activationList,
  deviceAnswer,
  licenceFile,
  licenceOffer,
  validationAnswer,
} from '@kontor/contract/licences';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import { optionalInstant } from '../orders/amount-text.ts';
import type { GivenActivation } from './activate-device.ts';
import type { ValidatedLicence } from './device-licence.ts';
import type { ActivationList } from './manage-activations.ts';
import type { LicenceOfferRow } from './offer-store.ts';
import type { GivenLicence } from './sign-licence.ts';

export const licenceView = (given: GivenLicence): z.infer<typeof licenceFile> => ({
  licenceId: given.id,
  edition: given.edition,
  fileName: `${given.row.product_id}-${given.row.sku_id}-${given.id.slice(-12)}.kontor-licence`,
  licence: given.text,
  quantity: given.quantity,
  issuedAt: formatInstant(given.issuedAt),
  expiresAt: optionalInstant(given.expiresAt),
});

export const deviceView = (given: GivenActivation): z.infer<typeof deviceAnswer> => ({
  activationId: given.activationId,
  activationToken: given.token,
  limit: given.limit,
  used: given.used,
  ...licenceView(given),
});

export const activationListView = (list: ActivationList): z.infer<typeof activationList> => ({
  offered: list.offered,
  limit: list.limit,
  used: list.used,
  ...(list.licence
    ? {
        licence: {
          licenceId: list.licence.id,
          edition: list.licence.edition,
          issuedAt: formatInstant(list.licence.issued_at),
          expiresAt: optionalInstant(list.licence.expires_at),
        },
      }
    : {}),
  items: list.items.map(
    (row): z.infer<typeof activationAnswer> => ({
      activationId: row.id,
      name: row.name,
      activatedAt: formatInstant(row.activated_at),
      activatedBy: row.activated_by ?? undefined,
      lastSeenAt: optionalInstant(row.last_seen_at),
      deactivatedAt: optionalInstant(row.deactivated_at),
      licenceId: row.licence_id ?? undefined,
      licenceExpiresAt: optionalInstant(row.licence_expires_at),
    }),
  ),
  next: null,
});

export const validationView = ({
  valid,
  code,
  reasons,
  found,
}: ValidatedLicence): z.infer<typeof validationAnswer> => ({
  valid,
  code,
  reasons: [...reasons],
  ...(found
    ? {
        productId: found.row.product_id,
        skuId: found.row.sku_id,
        quantity: found.row.quantity,
        expiresAt: optionalInstant(found.row.entitlement_expires_at),
        licenceId: found.row.licence_id ?? undefined,
        activationId: found.row.activation_id ?? undefined,
      }
    : {}),
});

export const offerView = (row: LicenceOfferRow): z.infer<typeof licenceOffer> => ({
  productId: row.product_id,
  skuId: row.sku_id,
  productTitle: row.product_title,
  skuTitle: row.sku_title,
  offered: row.offered,
  activationsPerUnit: row.activations_per_unit,
  licenceDays: row.licence_days,
  graceDays: row.grace_days,
});
