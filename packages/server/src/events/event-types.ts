type EventNote = readonly [aggregate: string, says: string, data: string];

const ofOrders = {
  'order.created': ['order', 'a purchase was placed', 'customerId, the order with its lines'],
  'order.completed': [
    'order',
    'a provider took the money of an order',
    'customerId, the order with its lines',
  ],
  'order.cancelled': ['order', 'lines were cancelled', 'customerId, the lines and their credit'],
  'order.credited': ['order', 'a credit was given by decision', 'customerId, orderId, lines, amount, reason'],
  'order.window_closing': [
    'order',
    'a line can be cancelled for 72 or 24 hours more',
    'customerId, lineNumber, closedOn, hours',
  ],
  'order.window_closed': ['order', 'the window of a line has closed', 'customerId, lineNumber, closedOn'],
  'order.window_extended': [
    'order',
    'a later policy moved the end of a window',
    'customerId, lineNumber, policyId, policyVersion, closedOn, cancellableUntil',
  ],
  'charge.cycle': [
    'order',
    'the next period of a line was charged',
    'customerId, lineNumber, chargeId, periodStart, periodEnd',
  ],
  'subscription.renewed': [
    'subscription',
    'a term was followed by the next',
    'customerId, orderId, renewedOrderId, quantity, startsOn, endsOn, termNumber, at',
  ],
  'subscription.renewal_failed': [
    'subscription',
    'a term could not be followed by another',
    'customerId, orderId, reason',
  ],
  'subscription.expired': ['subscription', 'a subscription has ended', 'customerId, orderId, reason'],
  'subscription.updated': [
    'subscription',
    'quantity, renewal, name or state changed',
    'customerId, what it is',
  ],
  'subscription.cancelled': ['subscription', 'it ended with its orders', 'customerId, lostQuantity'],
  'reservation.changed': [
    'reservation',
    'scope or name changed',
    'customerId, orderId, reservationId, what it is',
  ],
  'reservation.used': ['reservation', 'it was used for the first time', 'customerId, orderId, reservationId'],
  'reservation.exchanged': ['reservation', 'it was exchanged', 'customerId, both orders, the credit'],
  'reservation.refunded': ['reservation', 'it was given back', 'customerId, the credit and the fee'],
  'cloud_subscription.registered': [
    'cloud_subscription',
    'a cloud subscription was registered',
    'customerId, cloudSubscriptionId, name',
  ],
} as const satisfies Readonly<Record<string, EventNote>>;

const ofSoftware = {
  'entitlement.provisioned': ['entitlement', 'what waited for keys has them', 'orderId, lineItemNumber'],
  'entitlement.expired': [
    'entitlement',
    'what was bought for a time ended',
    'customerId, orderId, lineNumber',
  ],
  'software_key.replaced': [
    'entitlement',
    'a bad key was replaced',
    'position, keyGroup, reason; never a key',
  ],
  'download_link.created': [
    'entitlement',
    'a download link was made',
    'linkId, file, expiresAt; never the link',
  ],
  'download_link.revoked': ['entitlement', 'download links were ended', 'linkIds'],
  'reveal_link.created': [
    'entitlement',
    'a one-time link to a key was made',
    'linkId, expiresAt; never the link',
  ],
  'reveal_link.opened': ['entitlement', 'a one-time link was opened', 'linkId'],
  'reveal_link.revoked': ['entitlement', 'one-time links were ended', 'linkIds'],
  'offline_licence.issued': ['entitlement', 'a licence file was issued', 'licence id, device'],
  'offline_licence.replaced': ['entitlement', 'a licence file was replaced', 'licence ids'],
  'licence_activation.created': ['entitlement', 'a device was activated', 'activation, device'],
  'licence_activation.ended': ['entitlement', 'a device gave its place up', 'activation, device'],
} as const satisfies Readonly<Record<string, EventNote>>;

const ofMoney = {
  'invoice.issued': ['invoice', 'a document was made', 'type, period, currency, totalMinor'],
  'credit_limit.exceeded': ['account', 'what is owed passed the limit', 'currency, limitMinor, usedMinor'],
  'credit_limit.near': ['account', 'what is owed passed 80 % of the limit', 'currency, limit, used, percent'],
  'credit_limit.changed': ['credit_limit', 'a credit limit was set', 'currency, limit'],
  'payment.received': ['payment', 'money came in', 'amount, currency, what it pays'],
  'payment.declined': ['order', 'a provider did not get the money of an order', 'orderId, code'],
  'partner.payment_method_changed': ['partner', 'how the account pays was set', 'mode'],
  'partner.billing_currency_set': ['partner', 'the currency of invoices was set', 'from, to'],
  'partner.discount_set': [
    'partner',
    'a discount was set',
    'discountBasisPoints, what it is for, effectiveFrom',
  ],
  'customer.created': ['customer', 'a partner added a customer', 'name, domain, country'],
  'customer.updated': ['customer', 'the billing profile of a customer was changed', 'fields'],
  'customer.released': ['customer', 'a partner let a customer go', 'name, domain'],
  'customer.deleted': ['customer', 'a customer of a sandbox account was deleted', 'name, domain'],
  'customer.agreement_recorded': [
    'customer',
    'the consent of a customer was put on record',
    'type, templateId, agreedAt',
  ],
  'customer.qualified': ['customer', 'what a customer says of itself was put on record', 'qualification'],
  'customer.tax_changed': ['customer', 'VAT id or exemption of a customer was set', 'vatId or exemption'],
} as const satisfies Readonly<Record<string, EventNote>>;

const ofPeople = {
  'support_request.created': [
    'support_request',
    'somebody reported a problem',
    'requestId, number, authorId, title',
  ],
  'support_request.answered': [
    'support_request',
    'a note or a question was added',
    'requestId, number, authorId, title, side',
  ],
  'support_request.decided': [
    'support_request',
    'the operator refunded or declined',
    'requestId, number, authorId, title, side, decision',
  ],
  'support_request.closed': [
    'support_request',
    'a request was closed',
    'requestId, number, authorId, title, side',
  ],
  'support_request.reopened': [
    'support_request',
    'a request was opened again',
    'requestId, number, authorId, title, side',
  ],
  'activity.unusual': [
    'person',
    'somebody looked at keys in an unusual way',
    'rule, personId, personName, recordId, at, facts of the rule',
  ],
  'clock.moved': ['account', 'the clock of a sandbox account was moved', 'from, to, dueWork'],
  'customer_user.created': ['customer_user', 'a user of a customer was made', 'customerId, userId'],
  'customer_user.updated': [
    'customer_user',
    'names, roles, licences or password of a user changed, or they were restored',
    'customerId, userId',
  ],
  'customer_user.deleted': ['customer_user', 'a user of a customer was deleted', 'customerId, userId'],
  'user.created': ['partner_user', 'a person of the account was made', 'userId'],
  'user.updated': ['partner_user', 'name, roles or credentials of a person changed', 'userId'],
  'user.removed': ['partner_user', 'a person of the account was removed', 'userId'],
  'application.registered': ['application', 'an application was made', 'clientId'],
  'application.updated': ['application', 'an application or its credentials changed', 'clientId'],
  'application.removed': ['application', 'an application was removed', 'clientId'],
  'profile.updated': ['partner', 'a partner changed what it says of itself', 'profile'],
  'customer.budget_changed': ['customer', 'what usage is to stay under changed', 'customerId, amount'],
  'sandbox.created': ['sandbox', 'a sandbox account was made', 'name'],
  'sandbox.deleted': ['sandbox', 'a sandbox account was deleted', 'name'],
} as const satisfies Readonly<Record<string, EventNote>>;

/** Events of the installation's own account. */
const ofOperator = {
  'key_pool.empty': ['key_pool', 'a purchase waits for keys (in its account)', 'entitlementId, wanted'],
  'key_pool.low': ['key_pool', 'stock fell below its mark', 'productId, skuId, keyGroup, free, threshold'],
  'key_pool.filled': ['key_pool', 'keys were imported', 'counts; never a key'],
  'key_pool.withdrawn': ['key_pool', 'keys of an import were withdrawn', 'counts'],
  'key_pool.threshold_changed': ['key_pool', 'the mark of low stock was set', 'keyGroup, threshold'],
  'sku.keys_changed': ['key_pool', 'where the keys of a SKU come from was set', 'the settings'],
  'settings.keys_changed': ['settings', 'rules of keys were set', 'replacementsAYear, lowStockThreshold'],
  'settings.artifacts_changed': ['settings', 'how long replaced files are kept was set', 'retentionDays'],
  'settings.billing_changed': ['settings', 'issuer and billing day were set', 'billingDay'],
  'artifact.stored': [
    'artifact',
    'a file was stored',
    'version, language, bitness, fileName, sizeBytes, sha256',
  ],
  'price_sheet.imported': ['price_sheet', 'a price sheet was imported', 'version, rows, view'],
  'bank_statement.imported': ['bank_import', 'a bank statement was imported', 'counts'],
  'tax_rate.set': ['tax_rate', 'a tax rate was set', 'market, region, mode, rateBasisPoints, effectiveFrom'],
  'exchange_rate.set': ['exchange_rate', 'an exchange rate was set', 'from, to, rate, effectiveFrom, source'],
  'market_availability.set': [
    'market_availability',
    'a family was opened or closed',
    'family, market, available',
  ],
  'promotion.created': ['promotion', 'a promotion was made', 'the promotion'],
  'promotion.ended': ['promotion', 'a promotion was ended', 'the promotion'],
  'policy.created': ['policy', 'a cancellation policy was made', 'the policy'],
  'reservation_policy.created': ['policy', 'a refund policy of reservations was made', 'the policy'],
  'review_rule.created': ['review_rule', 'a rule for review was made', 'kind and its facts'],
  'review_rule.ended': ['review_rule', 'a rule for review was ended', 'kind and its facts'],
  'partner.created': ['partner', 'a partner was made', 'name, country'],
  'partner.changed': ['partner', 'what is known of a partner was changed', 'fields'],
  'licence_key.rotated': ['licence_key', 'licence files are signed with a new key', 'kid'],
  'activity_key.rotated': ['activity_key', 'checkpoints are signed with a new key', 'key ids'],
  'offline_licence.offer_set': [
    'sku',
    'whether a SKU has licence files was set',
    'productId, skuId, the offer',
  ],
} as const satisfies Readonly<Record<string, EventNote>>;

/** Every event there is; docs/operating/events.md lists them, and a test looks for others in the code. */
export const eventTypes = { ...ofOrders, ...ofSoftware, ...ofMoney, ...ofPeople, ...ofOperator } as const;
export type EventType = keyof typeof eventTypes;
