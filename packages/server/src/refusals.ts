import type { AccessRefusal } from '@kontor/domain/access/authorize';
import type { CancellationRefusal } from '@kontor/domain/cancellation/cancel-purchase';
import type { GoodwillRefusal } from '@kontor/domain/cancellation/goodwill';
import type { RegistrationRefusal } from '@kontor/domain/customer/registration-number';
import type { DownloadRefusal } from '@kontor/domain/entitlement/download';
import type { LinkExpiryRefusal, LinkRefusal } from '@kontor/domain/entitlement/download-link';
import type { ReplacementRefusal } from '@kontor/domain/entitlement/replace-key';
import type { RevealRefusal } from '@kontor/domain/entitlement/reveal-key';
import type { ActivationRefusal } from '@kontor/domain/licence/activate-device';
import type { CheckoutRefusal } from '@kontor/domain/order/place-order';
import type { ChangeRefusal } from '@kontor/domain/reservation/change-reservation';
import type { ExchangeRefusal } from '@kontor/domain/reservation/exchange-reservation';
import type { SubscriptionChangeRefusal } from '@kontor/domain/subscription/change-subscription';
import type { ActRefusal } from './partners/act.ts';
import type { ReadRefusal } from './partners/read-as.ts';

/** Every code a command may refuse with. A code without a problem and a fault does not compile. */
export type RefusalCode =
  | AccessRefusal['code']
  | ReadRefusal['code']
  | ActRefusal['code']
  | CancellationRefusal['code']
  | RegistrationRefusal['code']
  | CheckoutRefusal['code']
  | SubscriptionChangeRefusal['code']
  | GoodwillRefusal['code']
  | ExchangeRefusal['code']
  | ChangeRefusal['code']
  | RevealRefusal['code']
  | ReplacementRefusal['code']
  | DownloadRefusal['code']
  | LinkExpiryRefusal['code']
  | LinkRefusal['code']
  | ActivationRefusal['code']
  | ServerRefusalCode;

/** Refusals that need the database or the request to be known. */
export type ServerRefusalCode =
  | 'request.invalid'
  | 'cursor.invalid'
  | 'customer.domain_taken'
  | 'customer.version_stale'
  | 'customer.has_purchases'
  | 'customer.not_sandbox'
  | 'customer.qualification_unproved'
  | 'agreement.already_recorded'
  | 'agreement.template_unknown'
  | 'country.unknown'
  | 'cart.not_found'
  | 'cart.already_ordered'
  | 'cart.version_stale'
  | 'order.not_found'
  | 'subscription.not_found'
  | 'subscription.version_stale'
  | 'subscription.status_change'
  | 'subscription.never_converted'
  | 'subscription.transition_not_offered'
  | 'subscription.activation_not_offered'
  | 'subscription.not_cloud'
  | 'reservation.not_found'
  | 'reservation.version_stale'
  | 'reservation.exchange_not_offered'
  | 'order.version_stale'
  | 'order.change_unsupported'
  | 'order.offer_unknown'
  | 'offer.is_product'
  | 'order.po_missing'
  | 'order.tender_missing'
  | 'order.metadata_invalid'
  | 'order.attachment_not_found'
  | 'order.offer_not_in_country'
  | 'order.offer_not_purchasable'
  | 'order.billing_cycle_not_offered'
  | 'order.billing_cycle_fixed'
  | 'order.quantity_out_of_range'
  | 'order.lines_differ'
  | 'order.add_on_unknown'
  | 'product.not_found'
  | 'sku.not_found'
  | 'availability.not_found'
  | 'view.unknown'
  | 'segment.unknown'
  | 'entitlement.not_found'
  | 'artifact.empty'
  | 'artifact.mismatch'
  | 'downloads.too_many'
  | 'artifact.file_name_invalid'
  | 'link.not_found'
  | 'licence.not_found'
  | 'licence.activation_not_found'
  | 'licence.too_many_requests'
  | 'session.not_found'
  | 'cancellation.not_acknowledged'
  | 'activity.range_reversed'
  | 'activity.action_unknown'
  | 'activity.not_found'
  | 'activity.not_numbered_yet'
  | 'activity.size_unknown'
  | 'activity.too_many_witnesses'
  | 'activity.retention_shortened'
  | 'activity.person_unknown'
  | 'activity.archive_unknown'
  | 'activity.view_exists'
  | 'activity.too_many_views'
  | 'audit.too_old'
  | 'clock.not_movable'
  | 'clock.backwards'
  | 'clock.busy'
  | 'sandbox.parent_is_sandbox'
  | 'sandbox.not_found'
  | 'policy.not_found'
  | 'email.taken'
  | 'review_rule.not_found'
  | 'notice.not_found'
  | 'mail.not_found'
  | 'mail.not_failed'
  | 'mail.emptied'
  | 'events.account_unknown'
  | 'webhook.not_found'
  | 'webhook.too_many'
  | 'webhook.disabled'
  | 'webhook.not_registered'
  | 'webhook.already_registered'
  | 'webhook.test_not_found'
  | 'throttled'
  | 'price_sheet.invalid'
  | 'price_sheet.not_found'
  | 'key_group.unknown'
  | 'key_pool.empty'
  | 'key_import.not_found'
  | 'billing.period_open'
  | 'billing.run_in_progress'
  | 'billing.run_not_found'
  | 'billing.earlier_parked'
  | 'invoice.not_found'
  | 'einvoice.not_available'
  | 'document.unavailable'
  | 'partner.not_found'
  | 'promotion.not_found'
  | 'currency.not_supported'
  | 'tax.unavailable'
  | 'payment.invoice_not_open'
  | 'payment.not_offered'
  | 'bank_import.invalid'
  | 'bank_import.too_large'
  | 'bank_import.not_found'
  | 'bank_line.not_found'
  | 'bank_line.not_open'
  | 'support.not_found'
  | 'support.closed'
  | 'support.not_closed'
  | 'support.already_decided'
  | 'support.order_cancelled'
  | 'support.not_cancellable'
  | 'support.attachment_type'
  | 'support.attachment_too_large'
  | 'support.attachments_full'
  | 'support.attachment_infected'
  | 'support.attachment_pending'
  | 'user.not_found'
  | 'user.last_administrator'
  | 'directory_role.not_found'
  | 'seat.none_left'
  | 'application.not_found'
  | 'profile.version_stale'
  | 'profile.not_found'
  | 'mpn.unknown'
  | 'agreement_status.both'
  | 'agreement_status.none'
  | 'agreement_status.mpn_malformed'
  | 'agreement_status.tenant_malformed'
  | 'agreement_status.unknown'
  | 'sign_in.failed'
  | 'sign_in.too_many_attempts'
  | 'sign_in.not_begun'
  | 'sign_in.wrong_portal'
  | 'consent.application_unknown'
  | 'consent.redirect_unknown'
  | 'consent.request_invalid'
  | 'consent.not_for_you'
  | 'consent.second_factor'
  | 'consent.device_unknown';

export type ServerRefusal = { readonly code: RefusalCode; readonly [fact: string]: unknown };
