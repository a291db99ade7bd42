import type { AnswerOf } from '@kontor/contract/operation';
import type { createPartner, partner } from '@kontor/contract/partners';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount, money, parseCurrency } from '@kontor/domain/money';
import { formatInstant } from '@kontor/domain/time';
import type { z } from 'zod';
import type { NewPartner } from './create-partner.ts';
import type { CreditLimitRow, PartnerRow, PostalAddress } from './partner-store.ts';

export const partnerView = (row: PartnerRow): z.infer<typeof partner> => ({
  id: row.id,
  name: row.name,
  country: row.country,
  domain: row.domain,
  mpnId: row.mpn_id,
  sandbox: row.sandbox,
  suspended: row.suspended_at !== null,
  ...(row.currency === null ? {} : { currency: row.currency }),
  ...(row.billing_currency === null ? {} : { billingCurrency: row.billing_currency }),
  legalName: row.legal_name,
  vatId: row.vat_id,
  ...(isAddress(row.address) ? { address: row.address } : {}),
  language: row.language,
  paymentTermsDays: row.payment_terms_days,
  paymentMode: row.payment_mode,
  customers: row.customers,
  creditLimits: row.credit_limits.map(limitView),
  createdAt: formatInstant(row.created_at),
});

export const newPartnerView = (made: NewPartner): AnswerOf<typeof createPartner> => ({
  ...partnerView(made.partner),
  ...(made.administrator === undefined ? {} : { administrator: made.administrator }),
  ...(made.application === undefined ? {} : { application: made.application }),
});

const isAddress = (address: PartnerRow['address']): address is PostalAddress => 'line1' in address;

const limitView = (row: CreditLimitRow) => {
  const currency = parseCurrency(row.currency);
  invariant(currency, 'a credit limit has a currency');
  const text = (minor: string) => formatAmount(money(BigInt(minor), currency));
  return { currency, limit: text(row.limit), used: text(row.used) };
};
