/** A call of the service that Kontor knows and does not offer: answered with 501 and the reason, never with a silent 404. */
export type LeftOut = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/v1/${string}`;
  /** The reference's section. */
  readonly source: string;
  /** Why, and what to do instead, in one sentence each. */
  readonly reason: string;
};

const transfers =
  'Subscriptions are not moved between partners here. Sell them anew and cancel the old ones.';
const upgrades =
  'There is nothing to upgrade to: every plan is sold in its newest form. Buy the other product.';
const devices = 'Devices are not deployed from here. Use the device management of the product itself.';

/** Everything that clients have paths for and that a reseller of software and reservations does not need. */
export const leftOut: readonly LeftOut[] = [
  { method: 'POST', path: '/v1/productupgrades/eligibility', source: '12', reason: upgrades },
  { method: 'POST', path: '/v1/productupgrades', source: '12', reason: upgrades },
  { method: 'GET', path: '/v1/productupgrades/{upgrade}', source: '12', reason: upgrades },
  {
    method: 'POST',
    path: '/v1/customers/{customer}/migrations/newcommerce',
    source: '12',
    reason: upgrades,
  },
  {
    method: 'GET',
    path: '/v1/customers/{customer}/migrations/newcommerce/{migration}',
    source: '12',
    reason: upgrades,
  },
  {
    method: 'POST',
    path: '/v1/customers/{customer}/migrations/newcommerce/validate',
    source: '12',
    reason: upgrades,
  },
  { method: 'GET', path: '/v1/customers/{customer}/transfers', source: '16', reason: transfers },
  { method: 'POST', path: '/v1/customers/{customer}/transfers', source: '16', reason: transfers },
  { method: 'GET', path: '/v1/customers/{customer}/transfers/{transfer}', source: '16', reason: transfers },
  { method: 'PATCH', path: '/v1/customers/{customer}/transfers/{transfer}', source: '16', reason: transfers },
  { method: 'GET', path: '/v1/customers/{customer}/devicebatches', source: '12', reason: devices },
  { method: 'POST', path: '/v1/customers/{customer}/devicebatches', source: '12', reason: devices },
  { method: 'GET', path: '/v1/customers/{customer}/policies', source: '12', reason: devices },
  { method: 'POST', path: '/v1/customers/{customer}/policies', source: '12', reason: devices },
  {
    method: 'GET',
    path: '/v1/selfservepolicy',
    source: '12',
    reason: 'Customers do not buy by themselves here. Buy on their behalf.',
  },
  {
    method: 'POST',
    path: '/v1/selfservepolicy',
    source: '12',
    reason: 'Customers do not buy by themselves here. Buy on their behalf.',
  },
  {
    method: 'GET',
    path: '/v1/ratecards/azure',
    source: '12',
    reason: 'Usage is not metered here, so it has no rates. Prices of what is sold are in the price sheets.',
  },
  {
    method: 'GET',
    path: '/v1/customers/{customer}/subscriptions/{subscription}/utilizations/azure',
    source: '12',
    reason: 'Usage is not metered here. Ask the cloud itself for it.',
  },
  {
    method: 'POST',
    path: '/v1/customers/{customer}/subscriptions/{subscription}/azureentitlements/{entitlement}/cancel',
    source: '7',
    reason: 'What runs in a cloud subscription ends in the cloud itself. Close it there.',
  },
  {
    method: 'GET',
    path: '/v1/customers/relationshiprequests',
    source: '2',
    reason: 'Organisations are not invited here. Create the customer: it is yours from then on.',
  },
  {
    method: 'GET',
    path: '/v1/customers/all/validations',
    source: '2',
    reason: 'Codes of government clouds are not given out here. Qualify the customer by another word.',
  },
  {
    method: 'GET',
    path: '/v1/serviceincidents',
    source: '12',
    reason: 'Incidents of the cloud are not repeated here. Watch its own status page.',
  },
  {
    method: 'GET',
    path: '/v1/invoices/{invoice}/receipts/{receipt}/documents/statement',
    source: '10',
    reason:
      'Tax receipts are a document of Taiwan alone; here the tax stands on the invoice itself. Download the statement of the invoice.',
  },
];
