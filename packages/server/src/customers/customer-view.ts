import type { getCustomer, listCustomers } from '@kontor/contract/customers';
import type { AnswerOf } from '@kontor/contract/operation';
import { formatInstant } from '@kontor/domain/time';
import type { RequestContext } from '../platform/http/context.ts';
import { addressFrom } from './customer-address.ts';
import type { CustomerRow } from './customer-store.ts';
import type { CustomerRecord } from './get-customer.ts';

type ListAnswer = AnswerOf<typeof listCustomers>;
type DetailAnswer = AnswerOf<typeof getCustomer>;

export const customerView = (row: CustomerRow, locale: string): ListAnswer['items'][number] => ({
  id: row.id,
  name: row.name,
  domain: row.domain,
  country: row.market,
  countryName: (/^tr\b/i.test(locale) ? row.market_tr : row.market_en) ?? row.market,
  // A market that lists none is billed in dollars (product 2).
  currency: row.currency ?? 'USD',
  createdAt: formatInstant(row.created_at),
});

const contactOf = (contact: Readonly<Record<string, unknown>>): string | undefined => {
  const names = [contact.firstName, contact.lastName].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  if (names.length > 0) return names.join(' ');
  return typeof contact.email === 'string' ? contact.email : undefined;
};

export const customerDetailView = (
  { row, tax, taxFacts }: CustomerRecord,
  ctx: RequestContext,
): DetailAnswer => {
  const { firstName: _first, lastName: _last, ...address } = addressFrom(row.address);
  const contact = row.agreement_contact && contactOf(row.agreement_contact);
  return {
    ...customerView(row, ctx.locale),
    email: row.email,
    language: row.language,
    culture: row.culture,
    address,
    agreement: {
      signed: row.agreed_on !== null,
      ...(row.agreed_on === null ? {} : { agreedOn: row.agreed_on }),
      ...(contact ? { contact } : {}),
    },
    priceIncludesTax: tax.mode === 'inclusive',
    taxRateKnown: tax.known,
    taxRateBasisPoints: tax.rateBasisPoints,
    taxCategory: tax.category,
    tax: { vatId: taxFacts.vat_id, exemption: taxFacts.tax_exemption },
  };
};
