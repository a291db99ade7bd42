import { hash } from 'node:crypto';
import { link } from '../wire/seek-page.ts';
import type { ProfileContact, ProfileKind, ProfileRow } from './profile-store.ts';

/** Profiles have signed 64-bit integers for etags (reference 0.4). */
export const profileEtag = (kind: ProfileKind, row: ProfileRow): string =>
  hash('sha256', JSON.stringify(['profile', kind, row.id, row.version]), 'buffer')
    .readBigInt64BE(0)
    .toString();

/** Texts that say something, in the order that the service has them. */
const present = (names: readonly string[], from: ProfileContact) =>
  Object.fromEntries(names.flatMap((name) => (from[name] ? [[name, from[name]]] : [])));

const addressMembers = [
  'country',
  'region',
  'city',
  'state',
  'addressLine1',
  'addressLine2',
  'postalCode',
  'firstName',
  'lastName',
  'phoneNumber',
];
const contactMembers = ['firstName', 'lastName', 'email', 'phoneNumber'];

/** The address that the partner wrote, else the one that the operator keeps for its invoices. */
const addressOf = (row: ProfileRow) => {
  const { line1, line2, city, postalCode, region } = row.address;
  const kept = { country: row.country, region, city, addressLine1: line1, addressLine2: line2, postalCode };
  return present(addressMembers, row.body?.address ?? kept);
};

const frame = (kind: ProfileKind, row: ProfileRow, path: string, objectType: string) => ({
  links: { self: link(`/profiles/${path}`) },
  attributes: { etag: profileEtag(kind, row), objectType },
});

export const legalProfileWire = (row: ProfileRow) => ({
  companyName: row.body?.companyName ?? (row.legal_name || row.name),
  address: addressOf(row),
  primaryContact: present(contactMembers, row.body?.primaryContact ?? {}),
  ...(row.body?.companyApproverAddress
    ? { companyApproverAddress: present(addressMembers, row.body.companyApproverAddress) }
    : {}),
  ...(row.body?.companyApproverEmail ? { companyApproverEmail: row.body.companyApproverEmail } : {}),
  vettingStatus: 'authorized',
  vettingSubStatus: 'none',
  profileType: 'legal_business_profile',
  ...frame('legal', row, 'legalbusiness', 'LegalBusinessProfile'),
});

export const organizationProfileWire = (row: ProfileRow) => ({
  id: row.id,
  companyName: row.body?.companyName ?? row.name,
  defaultAddress: addressOf(row),
  tenantId: row.id,
  domain: row.domain,
  ...(row.body?.email ? { email: row.body.email } : {}),
  language: row.body?.language || row.language,
  culture: row.body?.culture || (row.language === 'tr' ? 'tr-TR' : 'en-US'),
  profileType: 'organization_profile',
  ...frame('organization', row, 'organization', 'OrganizationProfile'),
});

export const billingProfileWire = (row: ProfileRow) => ({
  companyName: row.body?.companyName ?? (row.legal_name || row.name),
  address: addressOf(row),
  primaryContact: present(contactMembers, row.body?.primaryContact ?? {}),
  ...(row.body?.purchaseOrderNumber ? { purchaseOrderNumber: row.body.purchaseOrderNumber } : {}),
  taxId: row.body?.taxId ?? row.vat_id,
  billingCurrency: row.billing_currency ?? row.currency ?? 'USD',
  profileType: 'billing_profile',
  ...frame('billing', row, 'billing', 'PartnerBillingProfile'),
});

export const supportProfileWire = (row: ProfileRow) => ({
  email: row.body?.email ?? '',
  telephone: row.body?.telephone ?? '',
  website: row.body?.website ?? '',
  profileType: 'support_profile',
  ...frame('support', row, 'support', 'SupportProfile'),
});

export const mpnProfileWire = (row: ProfileRow) => ({
  partnerName: row.name,
  mpnId: row.mpn_id,
  profileType: 'mpn_profile',
  links: { self: link('/profiles/mpn') },
  attributes: { objectType: 'MpnProfile' },
});
