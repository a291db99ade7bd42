import { createHash } from 'node:crypto';
import { link } from '../wire/seek-page.ts';
import { addressFrom } from './customer-address.ts';
import type { CustomerDetailRow, CustomerRow } from './customer-store.ts';

// The wire gives one customer several ids and its billing profile a version in a form of its own; all of them
// are made from ours, so that they never change by themselves.
const digest = (...parts: readonly (string | number)[]): Buffer =>
  createHash('sha256').update(JSON.stringify(parts)).digest();

const derivedId = (kind: string, id: string): string => {
  const hex = digest(kind, id).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Profiles have signed 64-bit integers for etags (reference 0.4). */
export const billingEtag = (row: CustomerDetailRow): string =>
  digest('billing', row.id, row.version).readBigInt64BE(0).toString();

/** What a list tells of each customer: no profile of billing (reference 2). */
export const customerItem = (row: CustomerRow) => ({
  id: row.id,
  companyProfile: {
    tenantId: row.id,
    domain: row.domain,
    companyName: row.name,
    links: { self: link(`/customers/${row.id}/profiles/company`) },
    attributes: { objectType: 'CustomerCompanyProfile' },
  },
  relationshipToPartner: 'reseller',
  links: { self: link(`/customers/${row.id}`) },
  attributes: { objectType: 'Customer' },
});

export const customerResource = (row: CustomerDetailRow) => {
  const item = customerItem(row);
  const address = addressOf(row);
  return {
    id: row.id,
    commerceId: derivedId('commerce', row.id),
    companyProfile: {
      tenantId: row.id,
      domain: row.domain,
      companyName: row.name,
      address,
      email: row.email,
      links: item.companyProfile.links,
      attributes: item.companyProfile.attributes,
    },
    billingProfile: {
      id: derivedId('billing', row.id),
      ...(address.firstName ? { firstName: address.firstName } : {}),
      ...(address.lastName ? { lastName: address.lastName } : {}),
      email: row.email,
      culture: row.culture,
      language: row.language,
      companyName: row.name,
      defaultAddress: address,
      links: { self: link(`/customers/${row.id}/profiles/billing`) },
      attributes: { etag: billingEtag(row), objectType: 'CustomerBillingProfile' },
    },
    relationshipToPartner: item.relationshipToPartner,
    allowDelegatedAccess: true,
    customDomains: [row.domain],
    links: item.links,
    attributes: item.attributes,
  };
};

const addressOf = (row: CustomerDetailRow) => {
  const address = addressFrom(row.address);
  return {
    country: row.market,
    city: address.city,
    ...(address.region ? { state: address.region } : {}),
    addressLine1: address.line1,
    ...(address.line2 ? { addressLine2: address.line2 } : {}),
    ...(address.postalCode ? { postalCode: address.postalCode } : {}),
    ...(address.firstName ? { firstName: address.firstName } : {}),
    ...(address.lastName ? { lastName: address.lastName } : {}),
    ...(address.phoneNumber ? { phoneNumber: address.phoneNumber } : {}),
  };
};
