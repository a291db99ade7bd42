import type { BillingSettings } from '../api/types.ts';
import type { Translate } from '../ui/reader.ts';
import type { Choice, FieldSpec } from './form-field.tsx';
import { optional, type Values } from './form-values.ts';

export function settingsFields(t: Translate, countries: readonly Choice[]): readonly FieldSpec[] {
  const text = (
    name: string,
    label: string,
    more: { required?: boolean; maxLength?: number } = {},
  ): FieldSpec => ({
    kind: 'text',
    name,
    path: `issuer.${name}`,
    label,
    ...more,
  });
  const days = Array.from({ length: 8 }, (_, index) => String(index + 1));
  return [
    text('legalName', t('partners.legalName'), { required: true }),
    { ...text('line1', t('settings.line1'), { required: true }), path: 'issuer.address.line1' },
    text('line2', t('settings.line2')),
    text('postalCode', t('settings.postalCode'), { maxLength: 20 }),
    { ...text('city', t('settings.city'), { required: true }), path: 'issuer.address.city' },
    {
      kind: 'search',
      name: 'country',
      path: 'issuer.country',
      label: t('partners.country'),
      choices: countries,
      any: t('form.choose'),
      required: true,
    },
    text('vatId', t('partners.vatId'), { maxLength: 20 }),
    text('registrationNumber', t('settings.registration'), { maxLength: 60 }),
    text('email', t('signIn.email')),
    text('phone', t('overview.phone'), { maxLength: 40 }),
    text('bankName', t('settings.bank')),
    text('iban', 'IBAN', { maxLength: 42 }),
    text('bic', 'BIC', { maxLength: 11 }),
    {
      kind: 'choice',
      name: 'billingDay',
      label: t('settings.billingDay'),
      hint: t('settings.billingDayHint'),
      choices: days.map((day) => [day, day]),
    },
    {
      kind: 'text',
      name: 'parkingLineLimit',
      label: t('settings.parkingLines'),
      hint: t('settings.parkingHint'),
      numeric: true,
      required: true,
      maxLength: 8,
    },
    {
      kind: 'text',
      name: 'parkingChangePercent',
      label: t('settings.parkingChange'),
      hint: t('settings.parkingHint'),
      numeric: true,
      required: true,
      maxLength: 7,
    },
  ];
}

export function settingsValues({ issuer, ...rest }: BillingSettings): Values {
  const { address, ...facts } = issuer ?? { address: undefined };
  return {
    ...facts,
    ...address,
    billingDay: String(rest.billingDay),
    parkingLineLimit: String(rest.parkingLineLimit),
    parkingChangePercent: String(rest.parkingChangePercent),
  };
}

export function settingsBody(values: Values) {
  return {
    issuer: {
      legalName: values.legalName ?? '',
      address: {
        line1: values.line1 ?? '',
        city: values.city ?? '',
        ...optional('line2', values.line2),
        ...optional('postalCode', values.postalCode),
        ...optional('region', values.region),
      },
      country: values.country ?? '',
      ...optional('vatId', values.vatId),
      ...optional('registrationNumber', values.registrationNumber),
      ...optional('email', values.email),
      ...optional('phone', values.phone),
      ...optional('bankName', values.bankName),
      ...optional('iban', values.iban),
      ...optional('bic', values.bic),
    },
    billingDay: Number(values.billingDay),
    parkingLineLimit: Number(values.parkingLineLimit),
    parkingChangePercent: Number(values.parkingChangePercent),
  };
}
