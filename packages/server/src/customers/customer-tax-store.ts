import type { AccountId, CustomerId } from '@kontor/domain/ids';
import type { StoredExemption } from '../catalog/price-rule-store.ts';
import { jsonb } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';

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
