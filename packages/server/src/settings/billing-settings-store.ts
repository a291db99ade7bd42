import { jsonb } from '../platform/db/encode-value.ts';
import { type Statement, statement } from '../platform/db/statement.ts';

/** The seller as printed on documents; texts that are not known are left out. */
export type Issuer = {
  readonly legalName: string;
  readonly address: {
    readonly line1: string;
    readonly line2?: string;
    readonly city: string;
    readonly postalCode?: string;
    readonly region?: string;
  };
  readonly country: string;
  readonly vatId?: string;
  readonly registrationNumber?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly bankName?: string;
  readonly iban?: string;
  readonly bic?: string;
};

export type BillingSettingsRow = {
  readonly issuer: Issuer | Record<string, never>;
  readonly billing_day: number;
  readonly parking_line_limit: number;
  readonly parking_change_percent: number;
};

export const readBillingSettings = (): Statement<BillingSettingsRow> =>
  statement(
    'settings.read_billing',
    'select issuer, billing_day, parking_line_limit, parking_change_percent from kontor.installation',
  );

export const updateBillingSettings = (row: BillingSettingsRow): Statement =>
  statement(
    'settings.update_billing',
    `update kontor.installation set issuer = $1::jsonb, billing_day = $2, parking_line_limit = $3,
       parking_change_percent = $4`,
    [jsonb(row.issuer), row.billing_day, row.parking_line_limit, row.parking_change_percent],
  );

export const isMarket = (code: string): Statement<{ readonly known: boolean }> =>
  statement('settings.is_market', 'select exists (select from kontor.market where code = $1) as known', [
    code,
  ]);
