import { expect, test } from 'vitest';
import { z } from 'zod';
import { jsonSchemaOf } from './json-schema.ts';
import { normalise, snakeCase } from './normalise.ts';

const schema = jsonSchemaOf(
  z.object({
    lineItems: z.array(
      z.object({
        catalogItemId: z.string(),
        quantity: z.int(),
        billingCycle: z
          .enum(['unknown', 'monthly', 'one_time'])
          .meta({ wireNumbers: ['unknown', 'monthly', 'annual', 'none', 'one_time'] }),
        expires: z.string().optional(),
        provisioningContext: z.record(z.string(), z.string()).optional(),
      }),
    ),
  }),
);

test('reads PascalCase bodies with nulls and unset dates as their camelCase selves', () => {
  const sent = {
    Id: null,
    Links: { Self: null },
    LineItems: [
      {
        CatalogItemId: 'a:b:c',
        Quantity: '2',
        BillingCycle: 'OneTime',
        Expires: '0001-01-01T00:00:00',
        ProvisioningContext: { Scope: 'shared', X: null },
      },
    ],
  };
  expect(normalise(sent, schema)).toEqual({
    lineItems: [
      {
        catalogItemId: 'a:b:c',
        quantity: 2,
        billingCycle: 'one_time',
        provisioningContext: { Scope: 'shared' },
      },
    ],
  });
});

test('reads enums in every form and leaves unknown ones for the schema to refuse', () => {
  const one = (billingCycle: unknown) =>
    (normalise({ lineItems: [{ billingCycle }] }, schema) as { lineItems: [{ billingCycle: unknown }] })
      .lineItems[0].billingCycle;
  for (const spelling of ['OneTime', 'oneTime', 'one_time', 'ONE_TIME', 4])
    expect(one(spelling)).toBe('one_time');
  expect(one('weekly')).toBe('weekly');
});

test('spells names in snake case', () => {
  expect(snakeCase('UpdateCustomerUser')).toBe('update_customer_user');
});
