import { parseIban } from '@kontor/domain/billing/iban';
import { accepted, type Decision } from '@kontor/domain/decision';
import { parseMarketCode } from '@kontor/domain/market/market';
import { parseVatId } from '@kontor/domain/market/vat-id';
import { actAsOperator } from '../partners/act-as-operator.ts';
import { readAs } from '../partners/read-as.ts';
import type { RequestContext } from '../platform/http/context.ts';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import type { FieldError } from '../platform/http/json-schema.ts';
import {
  type BillingSettingsRow,
  type Issuer,
  isMarket,
  readBillingSettings,
  updateBillingSettings,
} from './billing-settings-store.ts';

export type BillingSettings = {
  /** Null until the operator has said who sells. */
  readonly issuer: Issuer | null;
  readonly billingDay: number;
  readonly parkingLineLimit: number;
  readonly parkingChangePercent: number;
};

type Optional<T> = { readonly [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K] };
export type IssuerBody = Optional<Omit<Issuer, 'address'>> & {
  readonly address: Optional<Issuer['address']>;
};
export type BillingSettingsBody = Omit<BillingSettings, 'issuer'> & { readonly issuer: IssuerBody };

export const getBillingSettings = async (ctx: RequestContext) => {
  const read = await readAs(ctx, 'settings.manage', undefined, [readBillingSettings()]);
  if (!read.accepted) return read;
  const [[row]] = read.value.rows;
  return accepted(settingsOf(row));
};

/** From now on documents are issued so; those that exist keep the seller that is printed on them. */
export const putBillingSettings = async (ctx: RequestContext, body: BillingSettingsBody) => {
  const read = await readAs(ctx, 'settings.manage', undefined, [
    readBillingSettings(),
    isMarket(body.issuer.country),
  ]);
  if (!read.accepted) return read;
  const { caller, rows } = read.value;
  const [[before], [country]] = rows;
  const issuer = readIssuer(body.issuer, country?.known ?? false);
  if (!issuer.accepted) return issuer;
  const after: BillingSettings = { ...body, issuer: issuer.value };
  const done = await actAsOperator(
    ctx,
    caller,
    {
      writes: [updateBillingSettings(rowOf(after, issuer.value))],
      activity: [
        {
          action: 'update_billing_settings',
          resourceId: 'billing',
          oldValue: settingsOf(before),
          newValue: after,
        },
      ],
      events: [
        {
          type: 'settings.billing_changed',
          aggregateType: 'settings',
          aggregateId: 'billing',
          data: { billingDay: after.billingDay },
        },
      ],
    },
    after,
  );
  return done.accepted ? accepted(done.value.value) : done;
};

const settingsOf = (row: BillingSettingsRow | undefined): BillingSettings => ({
  issuer: row && isIssuer(row.issuer) ? row.issuer : null,
  billingDay: row?.billing_day ?? 1,
  parkingLineLimit: row?.parking_line_limit ?? 100_000,
  parkingChangePercent: row?.parking_change_percent ?? 1_000,
});

const isIssuer = (issuer: BillingSettingsRow['issuer']): issuer is Issuer => 'legalName' in issuer;

const rowOf = (settings: BillingSettings, issuer: Issuer): BillingSettingsRow => ({
  issuer,
  billing_day: settings.billingDay,
  parking_line_limit: settings.parkingLineLimit,
  parking_change_percent: settings.parkingChangePercent,
});

const emailForm = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const bicForm = /^[A-Z]{6}[A-Z\d]{2}([A-Z\d]{3})?$/;

/** Texts are trimmed and empty ones left out; numbers that have a form must have it. */
const readIssuer = (body: IssuerBody, isCountry: boolean): Decision<Issuer, InputRefusal> => {
  const errors: FieldError[] = [];
  const refuse = (path: string, message: string) => errors.push({ path: `issuer.${path}`, message });
  const required = {
    legalName: body.legalName,
    'address.line1': body.address.line1,
    'address.city': body.address.city,
  };
  for (const [path, text] of Object.entries(required))
    if (text.trim() === '') refuse(path, 'must not be blank: it is printed on every document');
  if (!isCountry) refuse('country', 'must be the code of a market, such as TR');
  const plain = withoutBlanks(body);
  const market = parseMarketCode(plain.country);
  const vatId = plain.vatId === undefined || !market ? undefined : parseVatId(plain.vatId, market);
  if (vatId && !vatId.accepted) refuse('vatId', `must be written as ${vatId.refusal.form}`);
  const iban = plain.iban === undefined ? undefined : parseIban(plain.iban);
  if (plain.iban !== undefined && iban === undefined)
    refuse('iban', 'is not an IBAN: its check digits do not fit; compare it with the bank’s');
  const bic = plain.bic?.toUpperCase();
  if (bic !== undefined && !bicForm.test(bic)) refuse('bic', 'must be 8 or 11 letters and digits');
  if (plain.email !== undefined && !emailForm.test(plain.email)) refuse('email', 'must be an e-mail address');
  if (errors.length > 0) return invalid(errors);
  return accepted({
    ...plain,
    ...(vatId?.accepted ? { vatId: vatId.value } : {}),
    ...(iban === undefined ? {} : { iban }),
    ...(bic === undefined ? {} : { bic }),
  });
};

const withoutBlanks = ({ address, legalName, country, ...rest }: IssuerBody): Issuer => ({
  legalName: legalName.trim(),
  address: {
    line1: address.line1.trim(),
    city: address.city.trim(),
    ...filled(address, 'line2', 'postalCode', 'region'),
  },
  country,
  ...filled(rest, 'vatId', 'registrationNumber', 'email', 'phone', 'bankName', 'iban', 'bic'),
});

const filled = <K extends string>(from: { readonly [P in K]?: string | undefined }, ...keys: K[]) => {
  const kept: { [P in K]?: string } = {};
  for (const key of keys) {
    const text = from[key]?.trim();
    if (text) kept[key] = text;
  }
  return kept;
};
