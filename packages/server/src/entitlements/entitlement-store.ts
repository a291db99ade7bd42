import { type KeyFormat, keyFormats } from '@kontor/domain/catalog/key-format';
import type { PurchaseKeySource } from '@kontor/domain/catalog/key-settings';
import type { KeyCheck } from '@kontor/domain/catalog/key-template';
import type { EntitlementStatus } from '@kontor/domain/entitlement/entitlement';
import type { Fulfilment } from '@kontor/domain/entitlement/fulfilment';
import type { KeyRule } from '@kontor/domain/entitlement/key-quantity';
import { invariant } from '@kontor/domain/invariant';
import type { SoftwareFamily } from '@kontor/domain/market/family';
import type { Instant } from '@kontor/domain/time';
import type { ArtifactRow } from '../catalog/offer-store.ts';
import type { Statement } from '../platform/db/statement.ts';

export type EntitlementRow = {
  readonly id: string;
  readonly customer_id: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly product_id: string;
  readonly sku_id: string;
  readonly product_title: string;
  readonly sku_title: string;
  readonly family: SoftwareFamily;
  readonly status: EntitlementStatus;
  readonly version: number;
  readonly quantity: number;
  readonly keys_wanted: number;
  readonly key_rule: KeyRule;
  readonly key_activations: number | null;
  readonly key_format: KeyFormat;
  readonly key_template: string | null;
  readonly key_check: KeyCheck;
  readonly key_source: PurchaseKeySource;
  readonly expires_at: Instant | null;
  readonly created_at: Instant;
};

/**
 * Of entitlement `e`, its SKU `s` and its account `a`: further keys come from where the SKU has them now, also when it
 * had them elsewhere at the purchase; a sandbox's never from a pool.
 */
export const keySourceColumn = `case
  when s.key_source = 'none' and e.key_source = 'none' then 'none'
  when a.sandbox then 'sandbox'
  when s.key_source = 'none' then e.key_source
  else s.key_source end`;

/** One entitlement with what its SKU says of keys. */
export const readEntitlement = (
  accountId: string,
  customerId: string,
  entitlementId: string,
): Statement<EntitlementRow> => ({
  name: 'entitlements.read',
  text: `select e.id, e.customer_id, e.order_id, e.line_number, e.product_id, e.sku_id, e.family, e.status, e.version,
      e.quantity, e.keys_wanted, e.key_rule, e.key_activations, e.expires_at, e.created_at, s.key_format, s.key_template,
      s.key_check, ${keySourceColumn} as key_source, s.title as sku_title, p.title as product_title
    from kontor.entitlement e
    join kontor.sku s on s.product_id = e.product_id and s.id = e.sku_id
    join kontor.product p on p.id = e.product_id
    join kontor.account a on a.id = e.account_id
    where e.account_id = $1 and e.customer_id = $2 and e.id = $3`,
  values: [accountId, customerId, entitlementId],
});

export const readEntitlementArtifacts = (
  accountId: string,
  entitlementId: string,
): Statement<ArtifactRow> => ({
  name: 'entitlements.read_artifacts',
  text: `select f.product_id, f.sku_id, f.version, f.language, f.bitness, f.key_group, f.file_name, f.size_bytes, f.sha256
    from kontor.entitlement e join kontor.artifact f on f.product_id = e.product_id and f.sku_id = e.sku_id
    where e.account_id = $1 and e.id = $2`,
  values: [accountId, entitlementId],
});

export type IssuedKeyRow = {
  readonly id: string;
  readonly key_group: string;
  readonly key_format: KeyFormat;
  readonly position: number;
  readonly ciphertext: Buffer;
  readonly data_key_id: number;
  readonly bound_to_tenant: boolean;
  readonly shown: boolean;
};

export const readIssuedKeys = (accountId: string, entitlementId: string): Statement<IssuedKeyRow> => ({
  name: 'entitlements.read_issued_keys',
  text: `select id, key_group, key_format, position, ciphertext, data_key_id, bound_to_tenant, first_shown_at is not null as shown
    from kontor.licence_key where account_id = $1 and entitlement_id = $2 and revoked_at is null
    order by key_group, position`,
  values: [accountId, entitlementId],
});

/** Revoked keys keep their positions, so that none is given twice. */
export const readLastPosition = (
  accountId: string,
  entitlementId: string,
  keyGroup: string,
): Statement<{ readonly last: number }> => ({
  name: 'entitlements.read_last_position',
  text: `select coalesce(max(position), 0) as last from kontor.licence_key
    where account_id = $1 and entitlement_id = $2 and key_group = $3`,
  values: [accountId, entitlementId, keyGroup],
});

/** Holds the entitlement as it was read: a cancel waits for this transaction, or has already made it void. */
export const holdEntitlement = (accountId: string, entitlementId: string, version: number): Statement => ({
  name: 'entitlements.hold',
  text: `with held as (
      select 1 from kontor.entitlement where account_id = $1 and id = $2 and version = $3 and status = 'active' for update)
    select kontor.expect(count(*), 1, 'entitlement.changed') from held`,
  values: [accountId, entitlementId, version],
});

/** A key's first look: from now on it is bound to its tenant and entitlement. */
export const markKeyShown = (
  accountId: string,
  key: { readonly id: string; readonly ciphertext: Buffer; readonly dataKeyId: number },
  at: Instant,
): Statement => ({
  name: 'entitlements.mark_key_shown',
  text: `update kontor.licence_key set ciphertext = $3, data_key_id = $4, bound_to_tenant = true,
      first_shown_at = coalesce(first_shown_at, $5::timestamptz)
    where account_id = $1 and id = $2`,
  values: [accountId, key.id, key.ciphertext, key.dataKeyId, new Date(at)],
});

const keyFormatOf = (text: string): KeyFormat => {
  const format = keyFormats.find((known) => known === text);
  invariant(format, `${text} is no key format`);
  return format;
};

/** Artifacts as the forms in which an entitlement is delivered. */
export const fulfilmentsOf = (
  artifacts: readonly ArtifactRow[],
  sku: { readonly key_format: string; readonly key_source: PurchaseKeySource },
): Fulfilment[] =>
  artifacts.map((row) => ({
    version: row.version,
    language: row.language,
    bitness: row.bitness,
    key: sku.key_source === 'none' ? null : { group: row.key_group, format: keyFormatOf(sku.key_format) },
    artifact: {
      fileName: row.file_name,
      sizeBytes: Number(row.size_bytes),
      sha256: row.sha256.toString('hex'),
    },
  }));
