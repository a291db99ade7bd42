import { accepted, refused } from '@kontor/domain/decision';
import { formatInstant, instant, millisecondsPerDay } from '@kontor/domain/time';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { insertLicenceKey, retireLicenceKey } from './licence-key-store.ts';
import { newLicenceKey, openSigner } from './licence-keys.ts';
import {
  type LicenceOfferRow,
  type LicenceOfferSetting,
  listLicenceOffers,
  readLicenceOffer,
  setLicenceOffer as setOffer,
} from './offer-store.ts';

/** SKUs whose licences work offline, or once did. */
export const readLicenceOffers = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'keys.manage', undefined, [listLicenceOffers()]);
  return read.accepted ? accepted(read.value.rows[0]) : read;
};

export type OfferInput = {
  readonly productId: string;
  readonly skuId: string;
  readonly setting: Omit<LicenceOfferSetting, 'licenceDays' | 'graceDays'> & {
    readonly licenceDays?: number | null | undefined;
    readonly graceDays?: number | undefined;
  };
};

const usualGraceDays = 14;

/** Says whether a SKU has licence files. Files that are out keep what is in them; the next ones follow. */
export const setLicenceOffer = (ctx: RequestContext, { productId, skuId, setting }: OfferInput) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'keys.manage', undefined, [readLicenceOffer(productId, skuId)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row]] = rows;
    if (!row) return refused({ code: 'sku.not_found' });
    const { licenceDays = null, graceDays = usualGraceDays } = setting;
    const set: LicenceOfferSetting = { ...setting, licenceDays, graceDays };
    const value: LicenceOfferRow = {
      ...row,
      offered: set.offered,
      licence_days: set.licenceDays,
      grace_days: set.graceDays,
    };
    const resourceId = `${row.product_id}:${row.sku_id}`;
    const details = { productId: row.product_id, skuId: row.sku_id, ...set };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [setOffer(row, set, caller.now)],
        activity: [
          {
            action: 'set_offline_licence',
            resourceId,
            oldValue: {
              offered: row.offered,
              activationsPerUnit: row.activations_per_unit,
              licenceDays: row.licence_days,
              graceDays: row.grace_days,
            },
            newValue: set,
            details,
          },
        ],
        events: [
          {
            type: 'offline_licence.offer_set',
            aggregateType: 'sku',
            aggregateId: resourceId,
            data: details,
          },
        ],
      },
      value,
    );
    return done.accepted ? accepted(value) : done;
  });

/** A licence may end ten years from now, and its key must still verify it then. */
const usualVerifiesDays = 4_015;

/** A new signing key from now on; the one of before verifies for as long as it is said. */
export const rotateLicenceKey = (ctx: RequestContext, verifiesDays: number = usualVerifiesDays) =>
  withRetries(async () => {
    const read = await readAs(ctx, 'keys.manage', undefined, []);
    if (!read.accepted) return read;
    const { caller } = read.value;
    const now = ctx.realNow();
    const { kid: retired } = await openSigner(ctx);
    const key = newLicenceKey(ctx.vault);
    const until = instant(now + verifiesDays * millisecondsPerDay);
    const value = { keyId: key.kid, retiredKeyId: retired, verifiesUntil: formatInstant(until) };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [retireLicenceKey(retired, now, until), insertLicenceKey(key, now)],
        activity: [
          {
            action: 'rotate_licence_key',
            resourceId: key.kid,
            oldValue: { keyId: retired },
            newValue: { keyId: key.kid },
            details: value,
          },
        ],
        events: [
          { type: 'licence_key.rotated', aggregateType: 'licence_key', aggregateId: key.kid, data: value },
        ],
      },
      value,
    );
    return done.accepted ? accepted(value) : done;
  });
