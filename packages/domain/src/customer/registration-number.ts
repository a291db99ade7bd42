import { accepted, type Decision, refused } from '../decision.ts';

export type RegistrationRefusal =
  | { readonly code: 'customer.registration_number_unsupported'; readonly country: string }
  | { readonly code: 'customer.registration_number_missing'; readonly country: string; readonly form: string }
  | { readonly code: 'customer.registration_number_invalid'; readonly country: string; readonly form: string }
  | { readonly code: 'customer.phone_missing'; readonly country: string };

/**
 * Countries whose organisations are named by their number in the state's register; elsewhere none is taken. The forms
 * are those of the countries' own taxpayer numbers: VOEN, UNP, adószám, PAN, BIN, INN, IDNO, STIR, EDRPOU.
 */
const forms: Readonly<Record<string, string>> = {
  AM: '^\\d{8}$',
  AZ: '^\\d{10}$',
  BY: '^\\d{9}$',
  HU: '^\\d{8}-\\d-\\d{2}$',
  IN: '^[A-Z]{5}\\d{4}[A-Z]$',
  KZ: '^\\d{12}$',
  KG: '^\\d{14}$',
  MD: '^\\d{13}$',
  RU: '^\\d{10}(\\d{2})?$',
  TJ: '^\\d{9}$',
  UZ: '^\\d{9}$',
  UA: '^\\d{8}(\\d{2})?$',
};

/** The number as it is stored, '' where the country has none. Countries that ask for it ask for a phone number too. */
export function readRegistrationNumber(
  country: string,
  text: string | undefined,
  phoneNumber: string | undefined,
): Decision<string, RegistrationRefusal> {
  const form = forms[country];
  const number = text?.trim().toUpperCase() ?? '';
  if (form === undefined)
    return number === ''
      ? accepted('')
      : refused({ code: 'customer.registration_number_unsupported', country });
  if (number === '') return refused({ code: 'customer.registration_number_missing', country, form });
  if (!new RegExp(form).test(number))
    return refused({ code: 'customer.registration_number_invalid', country, form });
  if ((phoneNumber?.trim() ?? '') === '') return refused({ code: 'customer.phone_missing', country });
  return accepted(number);
}
