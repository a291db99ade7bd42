import { formatAmount, type Money } from '@kontor/domain/money';
import type { FastifyReply } from 'fastify';
import type { RefusalCode, ServerRefusal } from '../refusals.ts';

/** What the wire answers when it refuses: a status, the service's own number, and words with the remedy in them. */
export type Fault = {
  readonly status: number;
  readonly code: number;
  readonly description: string;
  readonly data: readonly string[];
};

/** Refusals of the wire's own frame, which no command knows. */
type FrameCode =
  | 'unauthenticated'
  | 'request.malformed'
  | 'request.too_large'
  | 'request.unsupported_type'
  | 'not_found'
  | 'conflict'
  | 'internal'
  | 'unavailable'
  | 'method.unknown'
  | 'not_offered';
type FaultRule = readonly [status: number, code: number, words: string | ((facts: Facts) => string)];
type Facts = Readonly<Record<string, unknown>>;

const list = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).join(', ') : String(value ?? '');
const amountOf = (value: unknown): string => {
  const money = value as Money | undefined; // facts named so by the domain's refusal
  return money === undefined ? '' : `${formatAmount(money)} ${money.currency}`;
};
/** What a client wrote, short enough to leave room for the remedy. */
const quoted = (value: unknown): string => String(value).slice(0, 80);
const mostErrors = 100;
const instantOf = (value: unknown): string =>
  typeof value === 'number' ? new Date(value).toISOString() : String(value ?? '');

/** Refusal → fault (reference 6.2, 7, 16). A code without a row does not compile. */
const faultRules: Readonly<Record<RefusalCode | FrameCode, FaultRule>> = {
  unauthenticated: [
    401,
    800001,
    'The partner token is missing, expired or not valid. Ask the token endpoint for a new one and send it as Authorization: Bearer.',
  ],
  'request.malformed': [400, 800002, 'The body is not well-formed JSON. Correct it and send it again.'],
  'request.too_large': [
    400,
    800002,
    'The body is larger than a megabyte. Send fewer items in each of several requests.',
  ],
  'request.unsupported_type': [
    400,
    800002,
    'The body is not of a kind that is read here. Send it as Content-Type: application/json.',
  ],
  'request.invalid': [
    400,
    800002,
    'The input is not valid. Correct the fields named in data and send the request again.',
  ],
  not_found: [404, 1000, 'There is no such resource. Check the address.'],
  not_offered: [501, 0, (f) => `This call is not offered here. ${String(f.reason)}`],
  'method.unknown': [405, 1000, 'This method is not offered at this address.'],
  conflict: [409, 800060, 'Others were changing the same resource. Try again.'],
  unavailable: [503, 900192, 'The service is starting or restarting. Try again in a moment.'],
  internal: [
    500,
    800003,
    'Something unexpected happened. Try again; if it persists, give support the MS-RequestId.',
  ],

  'access.role_required': [
    403,
    900150,
    (f) => `Your roles do not allow this. Ask a Global administrator for one of: ${list(f.anyOf)}.`,
  ],
  'access.user_required': [
    403,
    900329,
    'Application-only access is not supported for this API. Use a token of an application and a user.',
  ],
  'access.scope_required': [
    403,
    900308,
    (f) => `The application lacks the scope ${String(f.scope)}. Ask a Global administrator to grant it.`,
  ],
  'access.second_factor_required': [
    403,
    900309,
    'A second factor is required. Sign in again with multi-factor authentication.',
  ],
  'access.not_for_this_identity': [
    403,
    900150,
    'This identity may not use the partner API. Use an application or user of a partner.',
  ],
  'access.identity_disabled': [
    401,
    800001,
    'The identity behind this token is disabled. Ask a Global administrator.',
  ],

  'idempotency.key_reused': [
    400,
    800002,
    'This MS-RequestId was used for a request with another body. Send a new MS-RequestId.',
  ],
  'idempotency.in_progress': [
    409,
    800060,
    'A request with this MS-RequestId is still running. Wait for its answer, then try again.',
  ],
  'idempotency.replayed': [200, 0, ''],
  'cursor.invalid': [
    400,
    800002,
    'The MS-ContinuationToken is not one that this list gave. Begin again without it.',
  ],

  'customer.not_found': [
    403,
    20002,
    'There is no relation between your partner account and this customer. Check the customer id.',
  ],
  'customer.domain_taken': [
    409,
    800002,
    (f) => `The domain ${quoted(f.domain)} belongs to a customer already. Choose another one.`,
  ],
  'customer.registration_number_unsupported': [
    400,
    600002,
    (f) =>
      `No organization registration number is taken for customers in ${String(f.country)}. Leave OrganizationRegistrationNumber out.`,
  ],
  'customer.registration_number_missing': [
    400,
    600049,
    (f) =>
      `Customers in ${String(f.country)} need an OrganizationRegistrationNumber, written as ${String(f.form)}.`,
  ],
  'customer.registration_number_invalid': [
    400,
    600050,
    (f) =>
      `The OrganizationRegistrationNumber is not one of ${String(f.country)}: it must match ${String(f.form)}.`,
  ],
  'customer.phone_missing': [
    400,
    600051,
    (f) => `Customers in ${String(f.country)} need a PhoneNumber in DefaultAddress. Add it.`,
  ],
  'customer.version_stale': [
    412,
    800036,
    'The profile was changed since you read it. Read it again and repeat the change with its new etag.',
  ],
  'customer.has_purchases': [
    417,
    800036,
    (f) =>
      `The customer still has ${String(f.reservations)} active reservations and ${String(f.subscriptions)} active subscriptions. Cancel the reservations, then suspend the subscriptions.`,
  ],
  'customer.not_sandbox': [
    400,
    900141,
    'Customers are deleted in sandbox accounts only. Here, end the relationship: PATCH relationshipToPartner to none.',
  ],
  'customer.qualification_unproved': [
    400,
    900127,
    'A GovernmentCommunityCloud qualification needs a validation code, and none are given out here. Use another qualification.',
  ],
  'agreement.already_recorded': [
    409,
    600061,
    (f) =>
      `The consent of this customer to the ${String(f.type)} is on record already, given on ${String(f.agreedOn)}. Nothing more is needed.`,
  ],
  'agreement.template_unknown': [
    404,
    1000,
    'There is no agreement with this template id. Use one of GET /v1/agreements.',
  ],
  'country.unknown': [400, 800070, 'There is no market with this code. Use two letters, such as DE.'],
  'product.not_found': [
    404,
    400013,
    'The product was not found in this market. List the products of the market and use their ids.',
  ],
  'sku.not_found': [404, 400018, 'The SKU was not found. List the SKUs of the product and use their ids.'],
  'availability.not_found': [
    404,
    400019,
    'The availability was not found. Read the availabilities again: their ids change with price sheets.',
  ],
  'view.unknown': [
    403,
    400036,
    (f) => `The target view "${quoted(f.view)}" is not accessible. Use one of: ${list(f.views)}.`,
  ],

  'segment.unknown': [
    403,
    400030,
    (f) => `The target segment "${quoted(f.segment)}" is not accessible. Use one of: ${list(f.segments)}.`,
  ],

  'cart.not_found': [404, 800008, 'The cart was not found. Create a new one.'],
  'cart.already_ordered': [
    400,
    800065,
    'The cart has already been submitted. Create a new one for further products.',
  ],
  'cart.version_stale': [
    412,
    800036,
    'The cart was changed since you read it. Read it again and repeat the change.',
  ],
  'cart.expired': [404, 800008, (f) => `The cart expired at ${instantOf(f.expiresAt)}. Create a new one.`],
  'cart.empty': [400, 800002, 'The cart has no line items. Add one and check out again.'],
  'cart.changed': [409, 800064, 'The cart is being processed. Wait a moment and try again.'],
  'cart.has_line_errors': [
    400,
    800009,
    'The cart has line items with errors. Read the cart, correct or remove them, and check out again.',
  ],
  'cart.price_changed': [
    400,
    800009,
    'A price changed since the cart was last written. Update the cart to take the new price, and check out again.',
  ],
  'agreement.missing': [
    403,
    13605,
    'The customer has not accepted the customer agreement. Record it before buying.',
  ],
  'credit_limit.exceeded': [
    403,
    900121,
    (f) =>
      `The purchase of ${amountOf(f.wanted)} would exceed the credit limit of ${amountOf(f.limit)}, of which ${amountOf(f.used)} is used. Ask your provider for a higher limit, or buy less.`,
  ],
  'currency.not_supported': [
    400,
    900169,
    (f) =>
      `The currency ${quoted(f.currency)} is not supported here. Name a currency code of your price sheets.`,
  ],

  'order.not_found': [404, 20000, 'The order was not found for this customer. Check the order id.'],
  'reservation.not_found': [
    404,
    800111,
    'The reservation was not found. List the entitlements of the customer.',
  ],
  'reservation.version_stale': [
    412,
    800036,
    'The reservation was changed since you read it. Read it again and repeat the change.',
  ],
  'reservation.not_cancellable_here': [
    403,
    800019,
    'A reservation is not cancelled through this API outside a sandbox account. Open a support request.',
  ],
  'reservation.not_active': [400, 800061, 'The reservation has ended, so that there is nothing to cancel.'],
  'reservation.cap_exceeded': [
    400,
    800062,
    (f) =>
      `Refunds of reservations are limited to ${amountOf(f.limit)}, of which ${amountOf(f.left)} is left; this one comes to ${amountOf(f.value)}. Exchange the reservation, or open a support request.`,
  ],
  'reservation.cap_rate_missing': [
    400,
    800062,
    (f) =>
      `There is no exchange rate from ${String(f.from)} to ${String(f.to)}, in which refunds of reservations are limited. Ask your provider to set it.`,
  ],
  'reservation.exchange_type': [400, 900315, 'A reservation is exchanged for one of the same type.'],
  'reservation.exchange_currency': [400, 900315, 'The new reservation is charged in another currency.'],
  'reservation.exchange_too_small': [
    400,
    900315,
    (f) =>
      `The new commitment of ${amountOf(f.commitment)} is smaller than the ${amountOf(f.remaining)} that are left. Choose a larger one.`,
  ],
  'reservation.exchange_not_offered': [400, 900315, (f) => `${quoted(f.message)} ${quoted(f.remedy)}`],
  'reservation.scope_needs_subscription': [
    400,
    900313,
    'A single scope needs a cloud subscription. Name one that is registered.',
  ],
  'reservation.subscription_unknown': [
    400,
    800030,
    'The cloud subscription is not registered for this customer. Register it first.',
  ],
  'order.version_stale': [
    412,
    800036,
    'The order was changed since you read it. Read it again and repeat the change.',
  ],
  'order.change_unsupported': [
    400,
    900127,
    'Only a cancellation is supported here: send status "cancelled".',
  ],
  'order.po_missing': [
    400,
    900252,
    'A purchase order document is required. Send it as multipart/form-data, in a part named pofiles.',
  ],
  'order.tender_missing': [
    400,
    900253,
    'The papers of a tender are required. Send them in a part named tenderfiles, or name tenderLink.',
  ],
  'order.metadata_invalid': [
    400,
    900254,
    'The metadata cannot be read. Send JSON in a part named metadata, with isPartofTender, customerPrice and currency.',
  ],
  'order.attachment_not_found': [404, 1000, 'There is no such attachment. List those of the order.'],
  'offer.is_product': [400, 2100, 'This is the id of a product, not of an offer. Ask the products for it.'],
  'order.offer_unknown': [400, 800004, (f) => String(f.words)],
  'order.offer_not_in_country': [400, 800070, (f) => String(f.words)],
  'order.offer_not_purchasable': [403, 2085, (f) => String(f.words)],
  'order.billing_cycle_not_offered': [400, 6000, (f) => String(f.words)],
  'order.billing_cycle_fixed': [
    400,
    6001,
    'The billing cycle of an order is fixed for its term. Schedule another for the next term of its subscriptions.',
  ],
  'order.quantity_out_of_range': [400, 800017, (f) => String(f.words)],
  'order.lines_differ': [
    400,
    800002,
    'The line items cannot be one order: they differ in term, currency, cancellation policy or subscription. Order them one by one, or put them into a cart.',
  ],
  'order.add_on_unknown': [
    400,
    800029,
    'No item of the catalog is an add-on of a subscription. Order it as a line of its own, without a parent.',
  ],
  'order.line_unknown': [
    400,
    800071,
    (f) => `The order has no line item number ${list(f.lines)}. Read the order and name its lines.`,
  ],
  'subscription.not_found': [
    404,
    20003,
    'The subscription was not found. Take its id from the list of subscriptions.',
  ],
  'subscription.version_stale': [
    400,
    2055,
    'The subscription was changed since it was read. Read it again and repeat the change with its new etag.',
  ],
  'subscription.status_change': [
    400,
    800040,
    ({ from, to }) =>
      `The status cannot be changed from ${quoted(from)} to ${quoted(to)}. Send active, suspended or deleted.`,
  ],
  'subscription.never_converted': [
    400,
    800061,
    'A software plan is never cancelled, exchanged or converted. Buy the other product beside it.',
  ],
  'subscription.transition_not_offered': [
    400,
    900236,
    'The subscription has nothing that it can be converted to during its term. Schedule the change for the next term.',
  ],
  'subscription.activation_not_offered': [
    400,
    900127,
    'Only marketplace subscriptions of a sandbox are activated by this call. Others are active from their purchase on.',
  ],
  'subscription.not_cloud': [
    400,
    800011,
    'The subscription is not a cloud subscription. Name one of the kind that reservations are bought for.',
  ],
  'subscription.ended': [400, 2011, 'The subscription has ended. Buy it again.'],
  'subscription.suspended': [400, 800091, 'The subscription is suspended. Reactivate it first.'],
  'subscription.not_active': [
    400,
    800040,
    'The status of the subscription does not allow this change. Read the subscription again.',
  ],
  'subscription.provisioning': [
    409,
    800082,
    'The subscription still waits for its key. Wait until it has come, or cancel the order.',
  ],
  'subscription.term_ending': [
    409,
    900278,
    'The term of the subscription has just ended. Try again when it has renewed or ended.',
  ],
  'subscription.quantity_decrease': [
    400,
    800090,
    'The quantity of a running term cannot be lowered. Schedule it for the next term, or cancel the order that added the units.',
  ],
  'subscription.quantity_out_of_range': [
    400,
    2002,
    ({ minimum, maximum }) => `The quantity is out of range. Choose from ${minimum} to ${maximum}.`,
  ],
  'subscription.change_unsupported': [
    400,
    2006,
    'The subscription cannot be changed like this. Choose what the catalog offers to this customer.',
  ],
  'credit.above_left': [
    400,
    800002,
    ({ left }) => `The amount is more than is left. At most ${amountOf(left)}.`,
  ],
  'credit.currency_differs': [
    400,
    800002,
    ({ currency }) => `The charge is in ${currency}. Name its currency.`,
  ],
  'order.already_cancelled': [400, 800061, 'The order is already cancelled.'],
  'order.not_cancellable': [
    400,
    800061,
    (f) => `The line items ${list(f.lines)} are of a kind that is never cancelled. Name other line items.`,
  ],
  'order.window_closed': [
    400,
    900117,
    (f) =>
      `You have passed your ${String(f.windowDays)}-day cancellation window, which closed on ${String(f.closedOn)}. Open a support request if you need an exception.`,
  ],
  'order.needs_review': [
    400,
    800022,
    'The order may be eligible for cancellation after a review. Open a support request.',
  ],

  'billing.period_open': [400, 800002, 'The month still goes on. Bill it when it has ended.'],
  'billing.run_in_progress': [409, 800060, 'Another billing run goes on. Try again when it has ended.'],
  'billing.run_not_found': [404, 3000, 'There is no such billing run. Check the id.'],
  'billing.earlier_parked': [409, 800060, 'An earlier month is held back. Release it first.'],
  'invoice.not_found': [
    404,
    3000,
    'There is no invoice with this number. List the invoices for their numbers.',
  ],
  'promotion.not_found': [404, 1000, 'There is no such promotion. Check the id.'],
  'partner.not_found': [404, 3000, 'There is no such partner. Check the id.'],
  'entitlement.not_found': [
    404,
    1000,
    'The entitlement was not found. List the entitlements of the customer.',
  ],
  'entitlement.revoked': [400, 800061, 'The purchase was cancelled.'],
  'entitlement.provisioning': [409, 800082, 'The purchase is still being provisioned. Try again later.'],
  'entitlement.suspended': [400, 800091, 'The purchase is suspended. Reactivate it first.'],
  'entitlement.expired': [400, 800002, 'The term of the purchase has ended.'],
  'entitlement.no_key': [400, 800002, 'The product has no key.'],
  'entitlement.fulfilment_unknown': [400, 800002, 'There is no such version, language and bitness.'],
  'link.expiry_out_of_range': [400, 800002, 'A link lives from one hour to thirty days.'],
  'link.expired': [404, 1000, 'The link has expired.'],
  'link.revoked': [404, 1000, 'The link no longer works.'],
  'link.not_found': [404, 1000, 'The link was not found.'],
  'licence.not_offered': [400, 800002, 'The product has no licence file.'],
  'licence.activation_limit': [400, 800002, 'All places for devices are taken. Deactivate one first.'],
  'licence.too_many_requests': [429, 800001, 'Too many requests for this licence.'],
  'licence.not_found': [404, 1000, 'The licence was not found.'],
  'licence.activation_not_found': [404, 1000, 'The device was not found.'],
  'entitlement.no_artifact': [404, 1000, 'The file has not been uploaded yet.'],
  'artifact.empty': [400, 800002, 'The file is empty.'],
  'artifact.mismatch': [400, 800002, 'The file is not the one that was announced.'],
  'downloads.too_many': [429, 800001, 'Too many downloads.'],
  'artifact.file_name_invalid': [400, 800002, 'The file name cannot be used.'],
  'session.not_found': [404, 1000, 'The session was not found.'],
  'cancellation.not_acknowledged': [400, 800002, 'The notice was not acknowledged.'],

  'activity.range_reversed': [400, 800002, 'endDate lies before startDate. Swap them.'],
  'activity.action_unknown': [400, 900126, 'There is no such operation type.'],
  'activity.not_found': [404, 1000, 'There is no such audit record. Check its id.'],
  'activity.not_numbered_yet': [409, 800002, 'The record has no number yet. Ask again in a second.'],
  'activity.size_unknown': [400, 800002, 'The log has no checkpoint of that size.'],
  'activity.too_many_witnesses': [409, 800002, 'Checkpoints go to as many addresses as they can.'],
  'activity.retention_shortened': [400, 800002, 'Records would leave the database earlier.'],
  'activity.person_unknown': [404, 1000, 'There is nobody of this id.'],
  'activity.archive_unknown': [404, 1000, 'There is no archive of this month.'],
  'activity.view_exists': [409, 800002, 'You have a view of this name.'],
  'activity.too_many_views': [409, 800002, 'You have as many views as can be kept.'],
  'audit.too_old': [400, 800002, 'Audit records are given for the last 90 days. Name a later startDate.'],
  'clock.not_movable': [409, 800002, 'Only the clock of a sandbox account can be moved.'],
  'clock.backwards': [400, 800002, 'A clock only moves forward.'],
  'clock.busy': [409, 800060, 'The clock is being moved. Try again later.'],
  'sandbox.parent_is_sandbox': [
    409,
    800002,
    'A sandbox account has no sandbox accounts. Use the production account.',
  ],
  'sandbox.not_found': [404, 1000, 'There is no such sandbox account.'],
  'user.not_found': [
    404,
    60002,
    'The customer has no such user. List its users and use their ids; those who were deleted are listed by the filter UserState.',
  ],
  'user.last_administrator': [
    409,
    800002,
    'Nobody else is a Global administrator. Make somebody else one first.',
  ],
  'directory_role.not_found': [
    404,
    1000,
    'There is no such directory role. List the directory roles of the customer and use their ids.',
  ],
  'seat.none_left': [
    400,
    60012,
    (f) =>
      `LicenseQuotaExceededException : all ${String(f.bought)} licences of ${String(f.product)} are assigned. Buy more, or take one from somebody else.`,
  ],
  'application.not_found': [
    404,
    1000,
    'There is no such application. List the applications and use their ids.',
  ],
  'profile.version_stale': [
    412,
    800036,
    'The profile was changed since you read it. Read it again and repeat the change.',
  ],
  'profile.not_found': [404, 1000, 'There is no such profile. Use legal, organization, billing or support.'],
  'mpn.unknown': [404, 3000, 'No partner here has this MPN id. Leave it out to read your own.'],
  'agreement_status.both': [400, 2000, 'Both mpnId and tenantId were sent. Send one of them.'],
  'agreement_status.none': [400, 2001, 'Neither mpnId nor tenantId was sent. Send one of them.'],
  'agreement_status.mpn_malformed': [400, 2201, 'The mpnId is not a number. Send it in digits alone.'],
  'agreement_status.tenant_malformed': [400, 2200, 'The tenantId is not an id. Send the id of your account.'],
  'agreement_status.unknown': [
    400,
    2203,
    'No agreement of this partner can be shown to you. Ask with the mpnId or tenantId of your own account.',
  ],
  'email.taken': [409, 800002, 'Somebody signs in with this e-mail address already. Use another one.'],
  'policy.not_found': [404, 1000, 'There is no such policy. Use an id of the list of policies.'],
  'review_rule.not_found': [
    404,
    1000,
    'There is no such review rule. Use an id of the list of review rules.',
  ],
  'price_sheet.invalid': [400, 800002, 'The price sheet cannot be imported.'],
  'price_sheet.not_found': [404, 1000, 'There is no such price sheet.'],
  'key.not_found': [404, 1000, 'There is no such key.'],
  'key.not_shown': [409, 800002, 'Nobody has seen this key yet. Look at it first.'],
  'key.replacements_used_up': [
    409,
    800002,
    'No more keys of this purchase can be replaced this year. Open a support request.',
  ],
  'key_pool.empty': [409, 800082, 'No key is in stock. Try again when keys have come in.'],
  'key_import.not_found': [404, 1000, 'There is no such import of keys.'],
  'key_group.unknown': [400, 800002, 'The SKU has no such key group.'],
  'einvoice.not_available': [409, 800002, 'There is no e-invoice of this document.'],
  'document.unavailable': [503, 900192, 'The document cannot be made at the moment. Try again shortly.'],
  'tax.unavailable': [503, 900192, 'The tax cannot be reckoned at the moment. Try again shortly.'],
  'payment.invoice_not_open': [400, 800002, 'An invoice has nothing left to pay, or is not known here.'],
  'payment.not_offered': [
    403,
    900121,
    'The account pays by a provider, and none is set up here. Ask your provider.',
  ],
  'bank_import.invalid': [400, 800002, 'The bank statement cannot be imported.'],
  'bank_import.too_large': [400, 800002, 'The bank statement is too large.'],
  'bank_import.not_found': [404, 1000, 'There is no such bank statement.'],
  'bank_line.not_found': [404, 1000, 'There is no such line.'],
  'bank_line.not_open': [409, 800002, 'The line is nobody’s to assign any more.'],
  'notice.not_found': [404, 1000, 'There is no such notice.'],
  'mail.not_found': [404, 1000, 'There is no such mail.'],
  'mail.not_failed': [409, 800002, 'The mail has not failed.'],
  'mail.emptied': [409, 800002, 'The text of the mail is gone.'],
  'events.account_unknown': [404, 1000, 'There is no such account.'],
  'support.not_found': [
    404,
    1000,
    'The service request was not found. List the service requests for their ids.',
  ],
  'support.closed': [
    409,
    800002,
    'The service request is closed. Set its status to open, or create a new one.',
  ],
  'support.not_closed': [409, 800002, 'The service request is not closed.'],
  'support.already_decided': [409, 800002, 'The service request has been decided already.'],
  'support.order_cancelled': [400, 800061, 'The order is cancelled already.'],
  'support.not_cancellable': [400, 800061, 'Products of this kind are never cancelled.'],
  'support.attachment_type': [400, 800002, 'Files of this type are not accepted.'],
  'support.attachment_too_large': [400, 800002, 'The file is too large.'],
  'support.attachments_full': [409, 800002, 'The service request has as many files as it may.'],
  'support.attachment_infected': [409, 800002, 'The file is infected and is never given out.'],
  'support.attachment_pending': [409, 800002, 'The file has not been scanned yet. Try again in a moment.'],
  'sign_in.failed': [401, 800001, 'E-mail, password or code is wrong.'],
  'sign_in.too_many_attempts': [429, 800001, 'Too many attempts.'],
  'sign_in.not_begun': [409, 800001, 'No sign-in waits for a code.'],
  'sign_in.wrong_portal': [403, 900150, 'This identity does not belong here.'],
  'consent.application_unknown': [
    404,
    1000,
    'There is no application with this client id, or it is disabled.',
  ],
  'consent.redirect_unknown': [
    400,
    800002,
    'The application asks to return to an address that is not registered for it.',
  ],
  'consent.request_invalid': [400, 800002, 'The application asks in a way that is not understood.'],
  'consent.not_for_you': [403, 900150, 'The application belongs to another partner account.'],
  'consent.second_factor': [
    403,
    900150,
    'Letting an application act for you needs a sign-in with a second factor.',
  ],
  'webhook.not_found': [404, 1000, 'There is no such endpoint. List the endpoints for their ids.'],
  'webhook.too_many': [409, 800060, 'There are too many endpoints. Delete one that is not used any more.'],
  'webhook.disabled': [409, 800060, 'The endpoint is not called any more. Create it anew.'],
  'webhook.not_registered': [
    404,
    1000,
    'No callback is registered. Send POST /webhooks/v1/registration with WebhookUrl and WebhookEvents.',
  ],
  'webhook.already_registered': [
    409,
    2000,
    'A callback is registered already; there is one a partner. Send PUT /webhooks/v1/registration to change it.',
  ],
  'webhook.test_not_found': [
    404,
    1000,
    'There is no test under this correlation id. Send POST /webhooks/v1/registration/validationEvents for a new one.',
  ],
  // Answered in a shape of its own (reference 0.8).
  throttled: [429, 900192, 'There were too many such calls. Wait as long as Retry-After says.'],
  'consent.device_unknown': [404, 1000, 'No device waits under this code.'],
};

type Refused = ServerRefusal | { readonly code: FrameCode; readonly [fact: string]: unknown };

/** The fault of a refusal, its facts put into words. */
const faultFor = (refusal: Refused): Fault => {
  const { code, ...facts } = refusal;
  // A window counted in hours has its own number (reference 6.2).
  if (code === 'order.window_closed' && facts.closedAt !== undefined) return hourWindowFault(facts);
  const [status, number, words] = faultRules[code];
  return {
    status,
    code: number,
    description: typeof words === 'string' ? words : words(facts),
    data: dataOf(facts),
  };
};

const hourWindowFault = (facts: Facts): Fault => ({
  status: 400,
  code: 900213,
  description: `You have passed your ${String(facts.windowHours)}-hour cancellation window, which closed at ${instantOf(facts.closedAt)}. Open a support request if you need an exception.`,
  data: [],
});

const dataOf = (facts: Facts): string[] => {
  const errors = facts.errors;
  if (!Array.isArray(errors)) return [];
  return errors
    .slice(0, mostErrors)
    .map((error: { path: string; message: string }) => `${error.path || 'body'}: ${error.message}`);
};

export const sendFault = (reply: FastifyReply, refusal: Refused): FastifyReply => {
  const fault = faultFor(refusal);
  if (fault.status === 401) reply.header('www-authenticate', 'Bearer');
  if (fault.status === 503) reply.header('retry-after', '2');
  const { code, description, data } = fault;
  return reply
    .code(fault.status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ code, description, data, source: 'PartnerFD' }));
};
