import { createHash } from 'node:crypto';
import { type AgreementTemplate, agreementTemplateOf } from '@kontor/domain/customer/agreement';
import { vatIdFormOf } from '@kontor/domain/market/vat-id';
import { formatInstant } from '@kontor/domain/time';
import { link } from '../wire/seek-page.ts';
import type { AgreementRow, QualificationRow } from './agreement-store.ts';
import type { Country } from './country-rules.ts';
import type { NewCustomer } from './create-customer.ts';
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

const numberOf = (row: CustomerDetailRow) =>
  row.registration_number === '' ? {} : { organizationRegistrationNumber: row.registration_number };

export const companyProfileWire = (row: CustomerDetailRow) => ({
  tenantId: row.id,
  domain: row.domain,
  companyName: row.name,
  address: addressOf(row),
  email: row.email,
  ...numberOf(row),
  links: { self: link(`/customers/${row.id}/profiles/company`) },
  attributes: { objectType: 'CustomerCompanyProfile' },
});

export const billingProfileWire = (row: CustomerDetailRow) => {
  const address = addressOf(row);
  return {
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
  };
};

export const customerResource = (row: CustomerDetailRow) => {
  const item = customerItem(row);
  return {
    id: row.id,
    commerceId: derivedId('commerce', row.id),
    companyProfile: companyProfileWire(row),
    billingProfile: billingProfileWire(row),
    relationshipToPartner: item.relationshipToPartner,
    allowDelegatedAccess: true,
    customDomains: [row.domain],
    links: item.links,
    attributes: item.attributes,
  };
};

/** With the administrator's name and password, in this one answer. */
export const newCustomerWire = ({ row, administrator }: NewCustomer) => {
  const { links, attributes, ...customer } = customerResource(row);
  const { password } = administrator;
  return {
    ...customer,
    ...(password === undefined ? {} : { userCredentials: { userName: 'admin', password } }),
    links,
    attributes,
  };
};

/** What is left of a customer who was let go: nothing is known of it any more. */
export const releasedWire = () => ({
  relationshipToPartner: 'none',
  attributes: { objectType: 'Customer' },
});

/** Exactly the members that the real service was recorded to answer. */
export const countryRulesWire = (country: Country) => {
  const vatId = vatIdFormOf(country.code);
  const inNorthAmerica = country.code === 'US' || country.code === 'CA';
  return {
    iso2Code: country.code,
    defaultCulture: country.cultures[0] ?? 'en-US',
    isStateRequired: country.stateRequired === true,
    supportedStatesList: country.states ?? [],
    supportedLanguagesList: [...new Set(country.cultures.map((culture) => culture.split('-', 1)[0]))],
    supportedCulturesList: country.cultures,
    isPostalCodeRequired: country.postalCodeRequired === true,
    ...(country.postalCode === undefined ? {} : { postalCodeRegex: country.postalCode }),
    isCityRequired: true,
    isVatIdSupported: vatId !== undefined,
    ...(vatId === undefined ? {} : { vatIdRegex: vatId }),
    ...(inNorthAmerica ? { phoneNumberRegex: northAmericanPhone } : {}),
    isTaxIdSupported: vatId !== undefined,
    isTaxIdOptional: true,
    countryCallingCodesList: country.callingCodes,
    attributes: { objectType: 'CountryValidationRules' },
  };
};

const northAmericanPhone =
  '^(1[\\-\\/\\.]?)?(\\((\\d{3})\\)|(\\d{3}))[\\-\\/\\.]?(\\d{3})[\\-\\/\\.]?(\\d{4})$';

export const templateWire = ({ id, type, link: uri, rank }: AgreementTemplate) => ({
  templateId: id,
  agreementType: type,
  agreementLink: uri,
  versionRank: rank,
});

export const agreementWire = (row: AgreementRow) => {
  const uri = agreementTemplateOf(row.template_id)?.link;
  const word = (name: string) => {
    const text = row.contact[name];
    return typeof text === 'string' && text !== '' ? { [name]: text } : {};
  };
  return {
    primaryContact: {
      ...word('firstName'),
      ...word('lastName'),
      ...word('email'),
      ...word('phoneNumber'),
    },
    templateId: row.template_id,
    dateAgreed: row.agreed_at === null ? `${row.agreed_on}T00:00:00Z` : formatInstant(row.agreed_at),
    type: row.type,
    ...(uri === undefined ? {} : { agreementLink: uri }),
  };
};

/** What is on record holds at once: nobody here vets it. */
export const qualificationWire = (row: QualificationRow) => ({
  qualification: row.qualification,
  vettingStatus: 'Approved',
  vettingCreatedDate: formatInstant(row.created_at),
});

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
