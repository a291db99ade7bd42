import type { AccountId, CustomerId } from '@kontor/domain/ids';
import type { StoredExemption } from '../catalog/price-rule-store.ts';
import { jsonb } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';
import type { CustomerPage, CustomerRow } from './customer-store.ts';

export type CustomerTaxRow = {
  readonly name: string;
  readonly market: string;
  readonly version: number;
  readonly vat_id: string;
  readonly tax_exemption: StoredExemption | null;
};

export const readCustomerTax = (accountId: AccountId, customerId: CustomerId): Statement<CustomerTaxRow> =>
  statement(
    'customers.read_tax',
    `select name, market, version, vat_id, tax_exemption from kontor.customer where account_id = $1 and id = $2`,
    [accountId, customerId],
  );

/** A customer as an operator finds it, with what decides its tax. */
export type TaxedCustomerRow = Pick<CustomerRow, 'id' | 'name' | 'market' | 'market_en' | 'market_tr'> &
  Pick<CustomerTaxRow, 'vat_id' | 'tax_exemption'>;

export type TaxedCustomerPage = Pick<CustomerPage, 'text' | 'after' | 'limit'>;

/** Customers of an account by name. */
export const readTaxedCustomers = (
  accountId: AccountId,
  { text, after, limit }: TaxedCustomerPage,
): Statement<TaxedCustomerRow> =>
  statement(
    'customers.read_taxed',
    `select c.id, c.name, c.market, c.vat_id, c.tax_exemption, m.name_en as market_en, m.name_tr as market_tr
     from kontor.customer c
     left join lateral (
       select k.name_en, k.name_tr from kontor.market k where k.code = c.market
       order by k.effective_from desc limit 1) m on true
     where c.account_id = $1
       and ($2::text is null or position(lower($2) in lower(c.name)) > 0
         or position(lower($2) in lower(c.domain)) > 0 or c.id::text = lower($2))
       and ($3::uuid is null or (lower(c.name), c.id) > (
         select lower(b.name), b.id from kontor.customer b where b.account_id = $1 and b.id = $3))
     order by lower(c.name), c.id limit $4`,
    [accountId, text, after, limit],
  );

/** Both facts as they are to be; another change of the customer since it was read is noticed. */
export const setCustomerTax = (
  accountId: AccountId,
  customerId: CustomerId,
  row: Pick<CustomerTaxRow, 'version' | 'vat_id' | 'tax_exemption'>,
): Statement =>
  statement(
    'customers.set_tax',
    `with changed as (
       update kontor.customer set vat_id = $4, tax_exemption = $5::jsonb, version = version + 1
       where account_id = $1 and id = $2 and version = $3 returning 1)
     select kontor.expect(count(*), 1, 'customer.changed') from changed`,
    [
      accountId,
      customerId,
      row.version,
      row.vat_id,
      row.tax_exemption === null ? null : jsonb(row.tax_exemption),
    ],
  );
