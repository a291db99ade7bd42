import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { isProblem } from './api/problem.ts';
import { sessionQuery } from './api/session-queries.ts';
import { type PortalName, paths } from './paths.ts';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { BrokenPage, MissingInPortal, MissingPage, PendingPage } from './ui/route-states.tsx';
import { parseSearch, stringifySearch } from './ui/url-state.ts';

type Context = { readonly client: QueryClient };

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: MissingPage,
  errorComponent: BrokenPage,
});

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./sign-in/start-page.tsx'), 'StartPage'),
});

const consent = createRoute({
  getParentRoute: () => root,
  path: '/consent',
  component: lazyRouteComponent(() => import('./consent/consent-page.tsx'), 'ConsentPage'),
});
const device = createRoute({
  getParentRoute: () => root,
  path: '/device',
  component: lazyRouteComponent(() => import('./consent/device-page.tsx'), 'DevicePage'),
});

/** For whoever has an export in hand; nobody need sign in. */
const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  component: lazyRouteComponent(() => import('./verify/verify-page.tsx'), 'VerifyPage'),
});

const signIn = (portal: PortalName) =>
  createRoute({
    getParentRoute: () => root,
    path: `/${portal}/sign-in`,
    component: () => <SignInPage portal={portal} />,
  });

/** Nobody sees a page of a portal before the server has said who is there and that it is their portal. */
async function requireSession(portal: PortalName, client: QueryClient, href: string): Promise<void> {
  const session = await client.ensureQueryData(sessionQuery).catch((error: unknown) => {
    if (isProblem(error, 'unauthenticated')) return undefined;
    throw error;
  });
  if (session?.portal !== portal) throw redirect({ href: paths.signIn(portal, href) });
}

const partner = createRoute({
  getParentRoute: () => root,
  path: '/partner',
  beforeLoad: ({ context, location }) => requireSession('partner', context.client, location.href),
  component: lazyRouteComponent(() => import('./partner/partner-shell.tsx'), 'PartnerShell'),
  notFoundComponent: MissingInPortal,
});
const customerPortal = createRoute({
  getParentRoute: () => root,
  path: '/customer',
  beforeLoad: ({ context, location }) => requireSession('customer', context.client, location.href),
  component: lazyRouteComponent(() => import('./customer/customer-shell.tsx'), 'CustomerShell'),
  notFoundComponent: MissingInPortal,
});
const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator',
  beforeLoad: ({ context, location }) => requireSession('operator', context.client, location.href),
  component: lazyRouteComponent(() => import('./operator/operator-shell.tsx'), 'OperatorShell'),
  notFoundComponent: MissingInPortal,
});

const partnerPages = [
  createRoute({
    getParentRoute: () => partner,
    path: '/',
    component: lazyRouteComponent(() => import('./partner/home-page.tsx'), 'HomePage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/customers',
    component: lazyRouteComponent(() => import('./partner/customers-page.tsx'), 'CustomersPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/customers/$customerId',
    component: lazyRouteComponent(() => import('./partner/overview-page.tsx'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/customers/$customerId/software',
    component: lazyRouteComponent(() => import('./partner/software-page.tsx'), 'SoftwarePage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/customers/$customerId/subscriptions',
    component: lazyRouteComponent(() => import('./partner/subscriptions-page.tsx'), 'SubscriptionsPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/customers/$customerId/reservations',
    component: lazyRouteComponent(() => import('./reservations/reservations-page.tsx'), 'ReservationsPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/customers/$customerId/orders',
    component: lazyRouteComponent(() => import('./partner/customer-orders-page.tsx'), 'CustomerOrdersPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/customers/$customerId/orders/$orderId',
    component: lazyRouteComponent(() => import('./partner/order-page.tsx'), 'OrderPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/customers/$customerId/add-products',
    component: lazyRouteComponent(() => import('./partner/add-products-page.tsx'), 'AddProductsPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/customers/$customerId/review',
    component: lazyRouteComponent(() => import('./partner/review-page.tsx'), 'ReviewPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/customers/$customerId/confirmation',
    component: lazyRouteComponent(() => import('./partner/confirmation-page.tsx'), 'ConfirmationPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/orders',
    component: lazyRouteComponent(() => import('./partner/orders-page.tsx'), 'OrdersPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/billing',
    component: lazyRouteComponent(() => import('./billing/invoices-page.tsx'), 'InvoicesPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/billing/invoices/$invoiceId',
    component: lazyRouteComponent(() => import('./billing/invoice-page.tsx'), 'InvoicePage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/support/new',
    component: lazyRouteComponent(() => import('./support/report-page.tsx'), 'ReportPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/support',
    component: lazyRouteComponent(() => import('./support/requests-page.tsx'), 'RequestsPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/support/$requestId',
    component: lazyRouteComponent(() => import('./support/request-page.tsx'), 'RequestPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/notices',
    component: lazyRouteComponent(() => import('./notices/notices-page.tsx'), 'PartnerNoticesPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/notices/preferences',
    component: lazyRouteComponent(() => import('./notices/preferences-page.tsx'), 'PartnerPreferencesPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/sandboxes',
    component: lazyRouteComponent(() => import('./partner/sandboxes-page.tsx'), 'SandboxesPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/billing/statement',
    component: lazyRouteComponent(
      () => import('./partner/billing-statement-page.tsx'),
      'BillingStatementPage',
    ),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/activity',
    component: lazyRouteComponent(() => import('./activity/activity-page.tsx'), 'ActivityPage'),
  }),
  createRoute({
    getParentRoute: () => partner,
    path: '/log-settings/{-$part}',
    component: lazyRouteComponent(() => import('./log-settings/log-settings-page.tsx'), 'LogSettingsPage'),
  }),
];

const customerPages = [
  createRoute({
    getParentRoute: () => customerPortal,
    path: '/',
    beforeLoad: () => {
      throw redirect({ href: paths.mySoftware() });
    },
  }),
  createRoute({
    getParentRoute: () => customerPortal,
    path: '/billing/products/software',
    component: lazyRouteComponent(() => import('./customer/my-software-page.tsx'), 'MySoftwarePage'),
  }),
  createRoute({
    getParentRoute: () => customerPortal,
    path: '/billing/products/history',
    component: lazyRouteComponent(() => import('./customer/my-history-page.tsx'), 'MyHistoryPage'),
  }),
];

const operatorPages = [
  createRoute({
    getParentRoute: () => operator,
    path: '/activity',
    component: lazyRouteComponent(
      () => import('./activity/partner-activity-page.tsx'),
      'PartnerActivityPage',
    ),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/log-settings/{-$part}',
    component: lazyRouteComponent(
      () => import('./log-settings/operator-log-settings-page.tsx'),
      'OperatorLogSettingsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/support',
    component: lazyRouteComponent(() => import('./support/queue-page.tsx'), 'QueuePage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/support/$requestId',
    component: lazyRouteComponent(() => import('./support/queued-request-page.tsx'), 'QueuedRequestPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/notices',
    component: lazyRouteComponent(() => import('./notices/notices-page.tsx'), 'OperatorNoticesPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/notices/preferences',
    component: lazyRouteComponent(() => import('./notices/preferences-page.tsx'), 'OperatorPreferencesPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/mails',
    component: lazyRouteComponent(() => import('./notices/mails-page.tsx'), 'MailsPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/billing/payments',
    component: lazyRouteComponent(() => import('./payments/payments-page.tsx'), 'PaymentsPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/billing/bank-statements',
    component: lazyRouteComponent(() => import('./payments/bank-statements-page.tsx'), 'BankStatementsPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/billing/bank-statements/$importId',
    component: lazyRouteComponent(() => import('./payments/bank-statement-page.tsx'), 'BankStatementPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/',
    component: lazyRouteComponent(() => import('./operator/operator-home-page.tsx'), 'OperatorHomePage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/price-sheets',
    component: lazyRouteComponent(() => import('./operator/price-sheets-page.tsx'), 'PriceSheetsPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/keys',
    component: lazyRouteComponent(() => import('./key-pools/key-pools-page.tsx'), 'KeyPoolsPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/keys/import',
    component: lazyRouteComponent(() => import('./operator/key-import-page.tsx'), 'KeyImportPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/keys/settings',
    component: lazyRouteComponent(() => import('./key-pools/key-settings-page.tsx'), 'KeySettingsPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/keys/$productId/$skuId',
    component: lazyRouteComponent(() => import('./key-pools/key-pool-page.tsx'), 'KeyPoolPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/artifacts',
    component: lazyRouteComponent(() => import('./operator/artifact-page.tsx'), 'ArtifactPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/policies',
    component: lazyRouteComponent(() => import('./operator/policies-page.tsx'), 'PoliciesPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/review-rules',
    component: lazyRouteComponent(() => import('./operator/review-rules-page.tsx'), 'ReviewRulesPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/markets',
    component: lazyRouteComponent(() => import('./operator/markets-page.tsx'), 'MarketsPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/tax-rates',
    component: lazyRouteComponent(() => import('./operator/tax-rates-page.tsx'), 'TaxRatesPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/promotions',
    component: lazyRouteComponent(() => import('./operator/promotions-page.tsx'), 'PromotionsPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/exchange-rates',
    component: lazyRouteComponent(() => import('./operator/exchange-rates-page.tsx'), 'ExchangeRatesPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/partners',
    component: lazyRouteComponent(() => import('./operator/partners-page.tsx'), 'PartnersPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/partners/$partnerId',
    component: lazyRouteComponent(() => import('./operator/partner-page.tsx'), 'PartnerPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/partners/$partnerId/customers',
    component: lazyRouteComponent(
      () => import('./operator/partner-customers-page.tsx'),
      'PartnerCustomersPage',
    ),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/partners/$partnerId/credits',
    component: lazyRouteComponent(() => import('./operator/partner-credits-page.tsx'), 'PartnerCreditsPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/reservation-policies',
    component: lazyRouteComponent(
      () => import('./operator/reservation-policies-page.tsx'),
      'ReservationPoliciesPage',
    ),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/billing',
    component: lazyRouteComponent(() => import('./billing/runs-page.tsx'), 'RunsPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/billing/runs/$runId',
    component: lazyRouteComponent(() => import('./billing/run-page.tsx'), 'RunPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/billing/invoices',
    component: lazyRouteComponent(
      () => import('./billing/operator-invoices-page.tsx'),
      'OperatorInvoicesPage',
    ),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/billing/invoices/$invoiceId',
    component: lazyRouteComponent(() => import('./billing/invoice-page.tsx'), 'OperatorInvoicePage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/billing/reconciliation',
    component: lazyRouteComponent(() => import('./billing/reconciliation-page.tsx'), 'ReconciliationPage'),
  }),
  createRoute({
    getParentRoute: () => operator,
    path: '/billing-settings',
    component: lazyRouteComponent(
      () => import('./operator/billing-settings-page.tsx'),
      'BillingSettingsPage',
    ),
  }),
];

export function createPortalRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      start,
      consent,
      device,
      verify,
      signIn('partner'),
      signIn('customer'),
      signIn('operator'),
      partner.addChildren(partnerPages),
      customerPortal.addChildren(customerPages),
      operator.addChildren(operatorPages),
    ]),
    context: { client },
    parseSearch,
    stringifySearch,
    defaultPendingComponent: PendingPage,
    defaultErrorComponent: BrokenPage,
    scrollRestoration: true,
  });
}
