import type { Permission } from '@kontor/domain/access/permissions';
import type { operations as wireOperations } from '@kontor/wire/operations';
import { realNow } from '../platform/clock.ts';
import type { BoughtLine } from './purchases.ts';
import type { WorldOffer } from './world-catalog.ts';

// A request of every operation that is well formed, so that only access can refuse it.

export const nobody = '99999999-9999-4999-8999-999999999999';
const choice = { version: '2025', language: 'en-US', bitness: '64' };

/** A body that each operation reads without complaint, so that only access can refuse it. */
export const bodies: Partial<Record<string, unknown>> = {
  createCart: { lines: [] },
  updateCart: { lines: [] },
  getKeys: choice,
  startDownload: choice,
  createDownloadLink: choice,
  getMyKeys: choice,
  setActivityRetention: { months: 120, effectiveFrom: '2999-01-01' },
  eraseActivityPerson: { personId: nobody, reason: 'requested' },
  putUnusualSettings: { manyKeys: 20, night: true, newCountry: true },
  activateDevice: { fingerprint: 'access-0001', name: 'Access' },
  activateMyDevice: { fingerprint: 'access-0002', name: 'Access' },
  setLicenceOffer: { offered: true },
  startMyDownload: choice,
  createMyDownloadLink: choice,
  createRevealLink: choice,
  previewCancellation: { orders: [{ orderId: `${'7'.repeat(31)}1` }] },
  cancelPurchases: { orders: [{ orderId: `${'7'.repeat(31)}1` }], acknowledged: true },
  moveClock: { advance: 'P1D' },
  registerCloudSubscription: { name: 'Production' },
  changeReservation: { name: 'Web' },
  previewExchange: { catalogItemId: 'P:S:A', quantity: 1 },
  exchangeReservation: { catalogItemId: 'P:S:A', quantity: 1 },
  refundPartnerReservation: { reason: 'Bought twice' },
  createReservationPolicy: {
    fullRefundDays: 5,
    feeBasisPoints: 1200,
    cap: { amount: '50000.00', currency: 'USD' },
    effectiveFrom: new Date(realNow() + 1e9).toISOString(),
  },
  saveActivityView: { name: 'Access', query: {} },
  coverMachines: { vms: [{ name: 'web', cores: 8 }] },
  previewQuantity: { quantity: 2 },
  cancelSubscription: { acknowledged: false },
  giveCredit: { lineNumber: 0, amount: '1.00', currency: 'EUR', reason: 'goodwill' },
  recordPayment: { amount: '1.00', currency: 'EUR', paidOn: '2026-01-01' },
  setCreditLimit: { currency: 'EUR', limit: '1.00' },
  assignBankLine: { partnerId: nobody },
  setPaymentMethod: { mode: 'on_account' },
  createPolicy: {
    family: 'software_subscription',
    window: 'P60D',
    credit: 'prorated',
    effectiveFrom: new Date(realNow() + 1e9).toISOString(),
  },
  previewPolicy: {
    family: 'software_subscription',
    window: 'P60D',
    credit: 'prorated',
    effectiveFrom: new Date(realNow() + 1e9).toISOString(),
  },
  applyPolicyPreset: { name: 'default', effectiveFrom: new Date(realNow() + 2e9).toISOString() },
  setTaxRate: {
    market: 'QA',
    mode: 'exclusive',
    rateBasisPoints: 500,
    effectiveFrom: new Date(realNow()).toISOString(),
  },
  setMarketAvailability: {
    family: 'reservation',
    market: 'QA',
    available: true,
    effectiveFrom: new Date(realNow()).toISOString(),
  },
  putSkuKeys: {
    source: 'pool',
    format: 'digits_32',
    template: null,
    check: 'none',
    groups: ['default'],
    rule: 'per_purchase',
    keysPerPurchase: 1,
    activationsPerUnit: null,
  },
  putStockThreshold: { threshold: 5 },
  putArtifactPolicy: { retentionDays: 30 },
  putKeyPolicy: { replacementsAYear: 3, lowStockThreshold: 0 },
  replaceKey: { reason: 'other' },
  replacePartnerKey: { reason: 'other' },
  putBillingSettings: {
    issuer: { legalName: 'Access', address: { line1: '1 Street', city: 'Town' }, country: 'TR' },
    billingDay: 1,
    parkingLineLimit: 1000,
    parkingChangePercent: 100,
  },
  startBillingRun: { period: '2001-01' },
  createPartner: { name: 'Access', country: 'TR' },
  updatePartner: { mpnId: '1' },
  createReviewRule: { kind: 'unpaid_dispute', orderIds: [`${'7'.repeat(31)}1`] },
  createSandbox: { name: 'Access' },
  createPromotion: {
    nameEn: 'Access',
    nameTr: 'Access',
    productId: 'DG7GMGF0DWT5',
    discountBasisPoints: 100,
    startsAt: new Date(realNow() + 1e9).toISOString(),
    endsAt: new Date(realNow() + 2e9).toISOString(),
  },
  createPartnerDiscount: { discountBasisPoints: 100, effectiveFrom: new Date(realNow()).toISOString() },
  createExchangeRate: {
    from: 'EUR',
    to: 'TRY',
    rate: '34.5',
    effectiveFrom: new Date(realNow() + 1e9).toISOString(),
  },
  putBillingCurrency: { currency: null },
  putNoticePreferences: { kinds: [] },
  createWebhookEndpoint: { url: 'https://hooks.access.example/kontor' },
  replayWebhookEvents: { ids: [nobody] },
  createCustomerUser: {
    userName: 'access@nowhere.example',
    password: 'Access-2026',
    displayName: 'Access',
  },
  updateCustomerUser: { firstName: 'Access' },
  changeUserSeats: { assign: [], remove: [] },
  createUser: { email: 'no address', displayName: 'Access', roles: ['sales_agent'] },
  updateUser: { displayName: 'Access' },
  createApplication: { name: 'Access' },
  putProfile: { telephone: '1' },
  updateApplication: { name: 'Access' },
  addApplicationCertificate: { certificate: 'none' },
  putCustomerTax: { vatId: '' },
  createCustomer: {
    domain: 'no domain',
    country: 'DE',
    name: 'Access',
    email: 'access@access.example',
    language: 'de',
    culture: 'de-DE',
    address: { line1: '1 Street', city: 'Berlin', postalCode: '10115' },
  },
  updateCustomer: {
    version: 999,
    name: 'Access',
    email: 'access@access.example',
    language: 'de',
    culture: 'de-DE',
    address: { line1: '1 Street', city: 'Berlin', postalCode: '10115' },
  },
  recordAgreement: {
    templateId: 'none',
    agreedOn: '2026-01-01',
    contact: { firstName: 'A', lastName: 'C', email: 'access@access.example' },
  },
  putTaxExemption: { exemption: null },
  addLogWitness: { email: 'auditor@access.example' },
  rotateActivityKey: {},
  createSupportRequest: {
    type: 'something_else',
    impact: 'minimal',
    title: 'Access',
    description: '',
    contact: { name: 'Access', email: 'access@access.example' },
  },
  addSupportNote: { text: 'Access' },
  closeSupportRequest: {},
  reopenSupportRequest: { note: 'Access' },
  decideSupportRequest: { decision: 'decline', note: 'Access' },
  previewSupportRefund: {},
  assignSupportRequest: { personId: null },
};
export const queries: Partial<Record<string, string>> = {
  exportActivity: '?format=csv',
  getLogConsistency: '?from=0&to=0',
  getInstallationConsistency: '?from=0&to=0',
  getInstallationProof: '?size=1',
  prefillSupportRequest: `?orderId=${'7'.repeat(31)}1`,
  getStatement: '?currency=EUR',
  exportStatement: '?currency=EUR',
  putArtifact: '?version=2025&language=en-US&bitness=64&fileName=setup.iso',
};
export const streams: Partial<Record<string, string>> = {
  importPriceSheet: 'text/csv',
  importKeys: 'text/plain',
  importBankStatement: 'text/csv',
  putArtifact: 'application/octet-stream',
  addSupportAttachment: 'multipart/form-data; boundary=access',
};

/** What the parameters of a path are about. */
export type Subject = {
  readonly customerId: string;
  readonly bought: BoughtLine;
  readonly offer: Pick<WorldOffer, 'productId' | 'availabilityId'>;
};

/** A path with its parameters: things of the subject where there are some, else what nobody has. */
export const fillPath = (path: string, { customerId, bought, offer }: Subject): string =>
  path
    .replace('{customerId}', customerId)
    .replace(/\/imports\/\{importId\}/, '/imports/999999')
    .replace('{importId}', nobody)
    .replace('{position}', '999')
    .replace(/\{invoiceId\}|\{invoice\}/, 'G000000000')
    .replace('{provider}', 'OneTime')
    .replace('{lineType}', 'BillingLineItems')
    .replace('{format}', 'csv')
    .replace('{line}', '1')
    .replace('{number}', '1')
    .replace('{customer}', customerId)
    .replace('{entitlementId}', bought.entitlementId)
    .replace('{subscriptionId}', bought.subscriptionId ?? nobody)
    .replace('{orderId}', bought.orderId)
    .replace('{order}', bought.orderId)
    .replace('{productId}', offer.productId)
    .replace('{product}', offer.productId)
    .replace(/\{skuId\}|\{sku\}/, '0001')
    .replace('{availability}', offer.availabilityId)
    .replace(
      /\{cartId\}|\{cart\}|\{linkId\}|\{sessionId\}|\{sandboxId\}|\{policyId\}|\{ruleId\}|\{partnerId\}|\{promotionId\}|\{activationId\}|\{recordId\}|\{viewId\}/,
      nobody,
    )
    .replace(/\{reservationId\}|\{reservation\}/, nobody)
    .replace(/\{userId\}|\{user\}|\{role\}|\{clientId\}/g, nobody)
    .replace('{kind}', 'support')
    .replace('{thumbprint}', '0'.repeat(64))
    .replace('{lineNumber}', '0')
    .replace('{leafIndex}', '0')
    .replace('{email}', 'nobody@access.example')
    .replace('{month}', '2001-01')
    .replace('{version}', '999')
    .replace(/\{id\}|\{request\}/, nobody)
    .replace('{n}', '1')
    .replace('{domain}', 'access.example')
    .replace('{country}', 'DE')
    .replace('{template}', '117a77b0-9360-443b-8795-c6dedc750cf9')
    .replace('{agentLocale}', 'en-US')
    .replace(/\{endpointId\}|\{correlation\}/, nobody);

/** What each operation of the wire asks for. */
export const wireAccess: Readonly<Record<keyof typeof wireOperations, Permission>> = {
  listCustomers: 'customers.read',
  createCustomer: 'customers.create',
  getCustomer: 'customers.read',
  patchCustomer: 'customers.release',
  deleteCustomer: 'customers.delete',
  getCompanyProfile: 'customer_profiles.read',
  getBillingProfile: 'customer_profiles.read',
  putBillingProfile: 'customers.edit',
  getValidationStatus: 'customer_profiles.read',
  validateAddress: 'customers.read',
  headDomain: 'customers.read',
  getCountryRules: 'customers.read',
  listAgreementTemplates: 'customers.read',
  getAgreementDocument: 'customers.read',
  listCustomerAgreements: 'customers.read',
  createCustomerAgreement: 'agreements.record',
  getDirectSigned: 'customers.read',
  listQualifications: 'customers.read',
  createQualification: 'customers.edit',
  getQualification: 'customers.read',
  putQualification: 'customers.edit',
  listProducts: 'catalog.read',
  getProduct: 'catalog.read',
  listSkus: 'catalog.read',
  getSku: 'catalog.read',
  listAvailabilities: 'catalog.read',
  getAvailability: 'catalog.read',
  listCustomerProducts: 'catalog.read',
  getCustomerProduct: 'catalog.read',
  listCustomerSkus: 'catalog.read',
  getCustomerSku: 'catalog.read',
  listCustomerAvailabilities: 'catalog.read',
  getCustomerAvailability: 'catalog.read',
  createCart: 'carts.write',
  getCart: 'carts.write',
  updateCart: 'carts.write',
  checkoutCart: 'orders.buy',
  listOrders: 'orders.read',
  getOrder: 'orders.read',
  patchOrder: 'orders.cancel',
  createOrder: 'orders.buy',
  getOrderProvisioning: 'subscription_support.read',
  listOrderActivationLinks: 'orders.read',
  listLineActivationLinks: 'orders.read',
  listOrderAttachments: 'orders.read',
  addOrderAttachments: 'orders.buy',
  getOrderAttachment: 'orders.read',
  checkInventory: 'catalog.read',
  listPromotions: 'catalog.read',
  getPromotion: 'catalog.read',
  checkPromotionEligibilities: 'catalog.read',
  getPriceSheet: 'catalog.read',
  listOffers: 'catalog.read',
  getOffer: 'catalog.read',
  listOfferAddOns: 'catalog.read',
  listOfferCategories: 'catalog.read',
  listCustomerOffers: 'catalog.read',
  listCustomerOfferCategories: 'catalog.read',
  listEntitlements: 'entitlements.read',
  getReservationArtifact: 'entitlements.read',
  listAuditRecords: 'audit.read',
  getAuditRecord: 'audit.read',
  getAuditActivity: 'audit.read',
  listSupportTopics: 'support.read',
  listServiceRequests: 'support.read',
  createServiceRequest: 'support.create',
  getServiceRequest: 'support.read',
  updateServiceRequest: 'support.read',
  listCustomerServiceRequests: 'support.read',
  getCustomerServiceRequest: 'support.read',
  updateCustomerServiceRequest: 'support.read',
  listSubscriptions: 'subscriptions.read',
  getSubscription: 'subscriptions.read',
  patchSubscription: 'subscriptions.change',
  listSubscriptionAddOns: 'subscriptions.read',
  getSubscriptionProvisioning: 'subscription_support.read',
  getSupportContact: 'subscription_support.read',
  putSupportContact: 'subscription_support.read',
  listTransitionEligibilities: 'subscriptions.read',
  listTransitions: 'subscriptions.read',
  createTransition: 'subscriptions.change',
  listUpgrades: 'subscriptions.read',
  listConversions: 'subscriptions.read',
  registerSubscription: 'orders.buy',
  getRegistrationStatus: 'subscriptions.read',
  listAzureEntitlements: 'subscriptions.read',
  activateSubscription: 'subscriptions.change',
  listSubscriptionActivationLinks: 'subscriptions.read',
  listCustomerUsers: 'customer_users.manage',
  createCustomerUser: 'customer_users.manage',
  getCustomerUser: 'customer_users.manage',
  patchCustomerUser: 'customer_users.manage',
  deleteCustomerUser: 'customer_users.manage',
  resetCustomerUserPassword: 'customer_users.manage',
  listUserDirectoryRoles: 'customer_users.manage',
  listDirectoryRoles: 'customer_users.manage',
  listRoleMembers: 'customer_users.manage',
  addRoleMember: 'customer_users.manage',
  removeRoleMember: 'customer_users.manage',
  listSubscribedSkus: 'customer_users.manage',
  listUserLicences: 'customer_users.manage',
  updateUserLicences: 'customer_users.manage',
  listManagedServices: 'customer_users.manage',
  getLegalProfile: 'legal_profile.read',
  putLegalProfile: 'legal_profile.edit',
  getOrganizationProfile: 'profiles.read',
  putOrganizationProfile: 'profiles.edit',
  getPartnerBillingProfile: 'profiles.read',
  putPartnerBillingProfile: 'profiles.edit',
  getSupportProfile: 'profiles.read',
  putSupportProfile: 'profiles.edit',
  getMpnProfile: 'profiles.read',
  listRelationships: 'profiles.read',
  listCustomerRelationships: 'customer_profiles.read',
  getAgreementStatus: 'legal_profile.read',
  getPartnerUsage: 'usage.read',
  listCustomerUsages: 'usage.read',
  getCustomerUsage: 'usage.read',
  listSubscriptionUsages: 'usage.read',
  getSubscriptionUsage: 'usage.read',
  listResourceUsages: 'usage.read',
  listMeterUsages: 'usage.read',
  getUsageBudget: 'usage.read',
  patchUsageBudget: 'budgets.edit',
  getServiceCosts: 'usage.read',
  listServiceCostLines: 'usage.read',
  listLicenceDeployment: 'customer_profiles.read',
  listLicenceUsage: 'customer_profiles.read',
  listCustomerLicenceDeployment: 'customer_profiles.read',
  listCustomerLicenceUsage: 'customer_profiles.read',
  listMfaGaps: 'mfa_status.read',
  listMfaAdoption: 'mfa_status.read',
  listUnbilledLines: 'invoices.read',
  listInvoices: 'invoices.read',
  getInvoice: 'invoice_summaries.read',
  getInvoiceStatement: 'invoice_summaries.read',
  findInvoiceLines: 'invoices.read',
  listInvoiceLines: 'invoices.read',
  listEstimateLinks: 'invoices.read',
  listWebhookEvents: 'webhooks.manage',
  getWebhookRegistration: 'webhooks.manage',
  createWebhookRegistration: 'webhooks.manage',
  updateWebhookRegistration: 'webhooks.manage',
  createWebhookTest: 'webhooks.manage',
  getWebhookTest: 'webhooks.manage',
  getInvoiceSummary: 'invoices.read',
  listInvoiceSummaries: 'invoice_summaries.read',
};

const someProfile = {
  email: 'access@access.example',
  culture: 'de-DE',
  language: 'de',
  companyName: 'Access',
  defaultAddress: { country: 'DE', city: 'Berlin', addressLine1: '1 Street', postalCode: '10115' },
};

export const wireBodies: Partial<Record<string, unknown>> = {
  createWebhookRegistration: {
    webhookUrl: 'https://hooks.access.example/kontor',
    webhookEvents: ['invoice-ready'],
  },
  updateWebhookRegistration: {
    webhookUrl: 'https://hooks.access.example/kontor',
    webhookEvents: ['invoice-ready'],
  },
  // No domain, so that nothing is made.
  createCustomer: { companyProfile: { domain: 'no domain' }, billingProfile: someProfile },
  patchCustomer: { relationshipToPartner: 'reseller' },
  putBillingProfile: { ...someProfile, attributes: { etag: '1' } },
  validateAddress: someProfile.defaultAddress,
  createCustomerAgreement: {
    primaryContact: { firstName: 'A', lastName: 'C', email: 'access@access.example' },
    dateAgreed: '2026-01-01',
    templateId: 'none',
  },
  createQualification: { qualification: 'GovernmentCommunityCloud' },
  putQualification: '"GovernmentCommunityCloud"',
  createCart: { lineItems: [] },
  updateCart: { lineItems: [] },
  createOrder: { lineItems: [{ offerId: 'nothing', quantity: 1 }] },
  checkPromotionEligibilities: { items: [{ catalogItemId: 'nothing', promotionId: 'nothing' }] },
  checkInventory: { targetItems: [{ productId: 'nothing' }] },
  patchOrder: { status: 'cancelled', lineItems: [{ lineItemNumber: 77 }] },
  patchSubscription: { friendlyName: 'Access' },
  putSupportContact: { supportTenantId: 'access' },
  createTransition: {},
  createCustomerUser: {
    userPrincipalName: 'access@nowhere.example',
    displayName: 'Access',
    passwordProfile: { password: 'Access-2026' },
  },
  patchCustomerUser: { firstName: 'Access' },
  resetCustomerUserPassword: { passwordProfile: { password: 'Access-2026' } },
  addRoleMember: { id: nobody },
  putLegalProfile: {},
  putOrganizationProfile: {},
  putPartnerBillingProfile: {},
  putSupportProfile: {},
  patchUsageBudget: { amount: 1 },
  updateUserLicences: {},
  createServiceRequest: { title: 'Access', supportTopicId: '8' },
  updateServiceRequest: { newNote: { text: 'Access' } },
  updateCustomerServiceRequest: { newNote: { text: 'Access' } },
};
