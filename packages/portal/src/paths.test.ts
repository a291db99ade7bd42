import { expect, test } from 'vitest';
import { paths } from './paths.ts';

test('addresses stay as people have bookmarked them', () => {
  const all = {
    start: paths.start(),
    signIn: paths.signIn('partner', '/partner/customers?search=hazel nut'),
    portal: paths.portal('operator'),
    customers: paths.customers(),
    customersFound: paths.customers('a&b'),
    customer: paths.customer('c/1'),
    software: paths.software('c1'),
    softwareOfOrder: paths.software('c1', { search: 'o1' }),
    customerOrders: paths.customerOrders('c1'),
    order: paths.order('c1', 'o1'),
    addProducts: paths.addProducts('c1', { product: 'DG7GMGF0DVT7' }),
    review: paths.review('c1', 'k1'),
    confirmation: paths.confirmation('c1', ['o1', 'o2']),
    orders: paths.orders(),
    activity: paths.activity(),
    support: paths.support('o1', '0,1'),
    mySoftware: paths.mySoftware(),
    priceSheets: paths.priceSheets(),
    keyImport: paths.keyImport(),
    artifactUpload: paths.artifactUpload(),
    risks: paths.risks(),
    problem: paths.problem('not_found'),
  };
  expect(all).toMatchInlineSnapshot(`
    {
      "activity": "/partner/activity",
      "addProducts": "/partner/customers/c1/add-products?product=DG7GMGF0DVT7",
      "artifactUpload": "/operator/artifacts",
      "confirmation": "/partner/customers/c1/confirmation?orders=o1%2Co2",
      "customer": "/partner/customers/c%2F1",
      "customerOrders": "/partner/customers/c1/orders",
      "customers": "/partner/customers",
      "customersFound": "/partner/customers?search=a%26b",
      "keyImport": "/operator/keys",
      "mySoftware": "/customer/billing/products/software",
      "order": "/partner/customers/c1/orders/o1",
      "orders": "/partner/orders",
      "portal": "/operator",
      "priceSheets": "/operator/price-sheets",
      "problem": "/docs/errors/not_found",
      "review": "/partner/customers/c1/review?cart=k1",
      "risks": "/docs/keys-and-downloads",
      "signIn": "/partner/sign-in?return=%2Fpartner%2Fcustomers%3Fsearch%3Dhazel+nut",
      "software": "/partner/customers/c1/software",
      "softwareOfOrder": "/partner/customers/c1/software?search=o1",
      "start": "/",
      "support": "/partner/support/new?type=csp_purchase_refund&order=o1&lines=0%2C1",
    }
  `);
});
