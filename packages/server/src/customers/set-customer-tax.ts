import { accepted, refused } from '@kontor/domain/decision';
import type { CustomerId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { parseMarketCode } from '@kontor/domain/market/market';
import { parseVatId } from '@kontor/domain/market/vat-id';
import { formatInstant, parseInstant } from '@kontor/domain/time';
import type { StoredExemption } from '../catalog/price-rule-store.ts';
import { act } from '../partners/act.ts';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import { withRetries } from '../platform/db/retry.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { concernedBy, findPartner } from '../pricing/partner-discounts.ts';
import { type CustomerTaxRow, readCustomerTax, setCustomerTax } from './customer-tax-store.ts';

export type CustomerTax = Pick<CustomerTaxRow, 'vat_id' | 'tax_exemption'>;

/** The VAT number of a customer. Only its form is checked; whose it is, the partner has to know. */
export const putCustomerTax = (ctx: RequestContext, customerId: CustomerId, text: string) =>
  withRetries(async () => {
    const { accountId } = ctx.principal;
    const read = await readAs(ctx, 'customers.edit', customerId, [readCustomerTax(accountId, customerId)]);
    if (!read.accepted) return read;
    const { caller, rows } = read.value;
    const [[row]] = rows;
    const market = parseMarketCode(row?.market ?? '');
    if (!row || !market) return refused({ code: 'customer.not_found' });
    const vatId = text.trim() === '' ? accepted('') : parseVatId(text, market);
    if (!vatId.accepted)
      return invalid([
        {
          path: 'vatId',
          message: `must be written as in ${market}: ${vatId.refusal.form}; empty removes it`,
        },
      ]);
    const value: CustomerTax = { vat_id: vatId.value, tax_exemption: row.tax_exemption };
    if (row.vat_id === vatId.value) return accepted(value);
    const done = await act(
      ctx,
      caller,
      {
        writes: [setCustomerTax(accountId, customerId, { ...value, version: row.version })],
        activity: [
          {
            action: 'update_customer_tax',
            resourceId: customerId,
            oldValue: { vatId: row.vat_id },
            newValue: { vatId: vatId.value },
          },
        ],
        events: [eventOf(customerId, { vatId: vatId.value })],
      },
      value,
    );
    return done.accepted ? accepted(done.value.value) : done;
  });

export type ExemptionBody = {
  readonly reason: string;
  readonly certificate: string;
  readonly from: string;
  readonly to?: string | null | undefined;
};

/** Exempts a customer of a partner from tax, or ends it. What was bought keeps the tax that is frozen on it. */
export const putTaxExemption = (
  ctx: RequestContext,
  of: { readonly partnerId: string; readonly customerId: CustomerId },
  body: ExemptionBody | null,
) =>
  withRetries(async () => {
    const found = await findPartner(ctx, of.partnerId, (id) => readCustomerTax(id, of.customerId));
    if (!found.accepted) return found;
    const { caller, partner, others } = found.value;
    const [row] = others;
    if (!row) return refused({ code: 'partner.not_found' });
    const exemption = exemptionFrom(body);
    if (Array.isArray(exemption)) return invalid(exemption);
    const value: CustomerTax = { vat_id: row.vat_id, tax_exemption: exemption };
    const done = await actAsOperator(
      ctx,
      caller,
      {
        writes: [setCustomerTax(partner.id, of.customerId, { ...value, version: row.version })],
        activity: [
          {
            action: 'set_tax_exemption',
            resourceId: of.customerId,
            oldValue: row.tax_exemption,
            newValue: exemption,
            details: { customerName: row.name },
          },
        ],
        events: [eventOf(of.customerId, { exemption })],
      },
      value,
      concernedBy(caller, partner),
    );
    return done.accepted ? accepted(done.value.value) : done;
  });

const exemptionFrom = (body: ExemptionBody | null): StoredExemption | null | FieldError[] => {
  if (body === null) return null;
  const errors: FieldError[] = [];
  const from = parseInstant(body.from);
  const to = body.to === undefined || body.to === null ? null : parseInstant(body.to);
  const example = 'must be an instant, such as 2027-01-01T00:00:00Z';
  if (from === undefined) errors.push({ path: 'exemption.from', message: example });
  if (to === undefined) errors.push({ path: 'exemption.to', message: `${example}, or null` });
  if (from !== undefined && to !== undefined && to !== null && to <= from)
    errors.push({ path: 'exemption.to', message: 'must lie after `from`' });
  if (errors.length > 0) return errors;
  invariant(from !== undefined && to !== undefined, 'what cannot be read is an error');
  const { reason, certificate } = body;
  return { reason, certificate, from: formatInstant(from), to: to === null ? null : formatInstant(to) };
};

const eventOf = (customerId: CustomerId, data: Readonly<Record<string, unknown>>) => ({
  type: 'customer.tax_changed',
  aggregateType: 'customer',
  aggregateId: customerId,
  data,
});
