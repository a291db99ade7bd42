import { accepted, type Decision } from '@kontor/domain/decision';
import { parseMarketCode } from '@kontor/domain/market/market';
import { parseVatId } from '@kontor/domain/market/vat-id';
import { minorDigits, parseAmount, parseCurrency } from '@kontor/domain/money';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import type { NewLimit, PartnerFacts, PartnerNames, PostalAddress } from './partner-store.ts';

type Text = string | undefined;

export type PartnerBody = {
  readonly name?: Text;
  readonly country?: Text;
  readonly currency?: Text;
  readonly domain?: Text;
  readonly mpnId?: Text;
  readonly legalName?: Text;
  readonly vatId?: Text;
  readonly address?:
    | {
        readonly line1: string;
        readonly line2?: Text;
        readonly city: string;
        readonly postalCode?: Text;
        readonly region?: Text;
      }
    | undefined;
  readonly language?: Text;
  readonly paymentTermsDays?: number | undefined;
  readonly paymentMode?: Text;
  readonly creditLimits?: readonly { readonly currency: string; readonly limit: string }[] | undefined;
};

export type PartnerDraft = { readonly facts: PartnerFacts; readonly limits: readonly NewLimit[] };

/** Every currency that a body names, to be looked up. */
export const currenciesOf = (body: PartnerBody): string[] => [
  ...(body.currency === undefined ? [] : [body.currency]),
  ...(body.creditLimits ?? []).map(({ currency }) => currency),
];

/** Reads what an operator says of a partner; everything that is wrong with it at once. `country` is where it sits. */
export const readPartnerBody = (
  body: PartnerBody,
  country: string,
  names: PartnerNames,
): Decision<PartnerDraft, InputRefusal> => {
  const errors: FieldError[] = [];
  const market = parseMarketCode(country);
  if (names.currency === null)
    errors.push({ path: 'country', message: 'must be the code of a market, such as TR' });
  if (body.name !== undefined && body.name.trim() === '')
    errors.push({ path: 'name', message: 'must not be blank' });
  const domain = body.domain?.trim().toLowerCase();
  if (domain && !/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/.test(domain))
    errors.push({ path: 'domain', message: 'must be a domain name, such as partner.example' });
  const vatText = body.vatId?.trim();
  const vatId = vatText && market ? parseVatId(vatText, market) : undefined;
  if (vatId && !vatId.accepted)
    errors.push({ path: 'vatId', message: `must be written as ${vatId.refusal.form}` });
  for (const code of new Set(names.unknown_currencies))
    errors.push({
      path: code === body.currency ? 'currency' : 'creditLimits',
      message: `${code} is not a currency of this installation`,
    });
  const limits = readLimits(body.creditLimits ?? [], errors);
  if (errors.length > 0) return invalid(errors);
  return accepted({
    limits,
    facts: {
      name: body.name?.trim() ?? null,
      country: body.country === undefined ? null : (market ?? null),
      domain: domain ?? null,
      mpnId: body.mpnId?.trim() ?? null,
      currency: body.currency ?? null,
      legalName: body.legalName?.trim() ?? null,
      vatId: vatId?.accepted ? vatId.value : (vatText ?? null),
      address: body.address === undefined ? null : plainAddress(body.address),
      language: body.language ?? null,
      paymentTermsDays: body.paymentTermsDays ?? null,
      paymentMode: body.paymentMode ?? null,
    },
  });
};

const readLimits = (limits: NonNullable<PartnerBody['creditLimits']>, errors: FieldError[]): NewLimit[] => {
  const seen = new Set<string>();
  return limits.flatMap(({ currency: code, limit }, index) => {
    const currency = parseCurrency(code);
    const amount = currency && parseAmount(limit, currency);
    if (seen.has(code))
      errors.push({
        path: `creditLimits.${index}.currency`,
        message: `${code} is named twice; name it once`,
      });
    seen.add(code);
    if (!currency || !amount || amount.minor < 0n) {
      const digits = currency ? minorDigits(currency) : 2;
      errors.push({
        path: `creditLimits.${index}.limit`,
        message: `must be an amount of at least 0 with at most ${digits} decimals, such as 50000`,
      });
      return [];
    }
    return [{ currency: code, limitMinor: amount.minor }];
  });
};

const plainAddress = (address: NonNullable<PartnerBody['address']>): PostalAddress => ({
  line1: address.line1.trim(),
  ...(address.line2?.trim() ? { line2: address.line2.trim() } : {}),
  city: address.city.trim(),
  ...(address.postalCode?.trim() ? { postalCode: address.postalCode.trim() } : {}),
  ...(address.region?.trim() ? { region: address.region.trim() } : {}),
});
