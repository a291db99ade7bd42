import { type Address, checkAddress, tidyAddress } from '@kontor/domain/customer/check-address';
import { accepted } from '@kontor/domain/decision';
import { invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import { countryOf } from './country-rules.ts';
import type { CustomerAddress } from './customer-address.ts';

/** What a partner writes of a customer, on either surface. */
export type CustomerBody = {
  readonly companyName: string;
  readonly email: string;
  readonly culture: string;
  readonly language: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly address: Address;
};

export type CustomerFacts = {
  readonly name: string;
  readonly email: string;
  readonly culture: string;
  readonly language: string;
  readonly market: string;
  readonly region: string;
  readonly address: CustomerAddress;
};

/** Reads it against the rules of the address's country. `place` is where the address stands in the request. */
export const readCustomerBody = (
  body: CustomerBody,
  place: { readonly profile: string; readonly address: string },
) => {
  const address = tidyAddress(body.address);
  const country = countryOf(address.country);
  if (country === undefined)
    return invalid([
      { path: `${place.address}country`, message: 'must be the two-letter code of a market, such as DE' },
    ]);
  const errors: FieldError[] = checkAddress(address, country).map(({ field, message }) => ({
    path: `${place.address}${field}`,
    message,
  }));
  const email = body.email.trim();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    errors.push({ path: `${place.profile}email`, message: 'must be an e-mail address' });
  if (body.companyName.trim() === '')
    errors.push({ path: `${place.profile}companyName`, message: 'must not be blank' });
  if (!/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(body.culture))
    errors.push({ path: `${place.profile}culture`, message: 'must be a culture, such as en-US' });
  if (!/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(body.language))
    errors.push({ path: `${place.profile}language`, message: 'must be a language, such as en' });
  if (errors.length > 0) return invalid(errors);
  return accepted<CustomerFacts>({
    name: body.companyName.trim(),
    email,
    culture: body.culture,
    language: body.language,
    market: country.code,
    region: address.state ?? address.region ?? '',
    address: storedAddress(address, body),
  });
};

const storedAddress = (address: Address, body: CustomerBody): CustomerAddress => {
  const optional = {
    line2: address.addressLine2,
    region: address.state ?? address.region,
    postalCode: address.postalCode,
    phoneNumber: address.phoneNumber,
    firstName: body.firstName?.trim() || address.firstName,
    lastName: body.lastName?.trim() || address.lastName,
  };
  return {
    line1: address.addressLine1 ?? '',
    city: address.city ?? '',
    ...Object.fromEntries(Object.entries(optional).filter(([, text]) => text !== undefined)),
  };
};

/** A domain as it is stored, or undefined where it is none. */
export const readDomain = (text: string): string | undefined => {
  const domain = text.trim().toLowerCase();
  return /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$/.test(domain)
    ? domain
    : undefined;
};
