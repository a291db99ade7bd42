import type { ProblemCode } from '@kontor/contract/problems';

/** Every problem of the API, and the one that the network makes. */
export const problems = {
  'problem.request.malformed': 'The request is not well formed. Reload the page and try again.',
  'problem.request.invalid': 'Some fields are not valid. Correct them and try again.',
  'problem.request.too_large': 'The body is too large. Send a smaller body.',
  'problem.request.unsupported_type': 'This kind of file is not accepted here.',
  'problem.cursor.invalid': 'The page is not one that this list has. Begin at the first page.',
  'problem.unauthenticated': 'Nobody is signed in. Sign in first.',
  'problem.csrf': 'The request does not come from the portal page. Reload the page and try again.',
  'problem.role_required':
    'Your roles do not allow this. Ask a Global administrator for one of the roles in `anyOf`.',
  'problem.user_required': 'An application alone may not do this. Use a token of a signed-in user.',
  'problem.scope_required':
    'The application lacks a scope. Ask a Global administrator to grant the scope to the application.',
  'problem.second_factor_required': 'A second factor is required. Sign in again with your authenticator.',
  'problem.not_found': 'There is no such thing. Check the address and the ids in it.',
  'problem.sign_in.failed': 'E-mail, password or code is wrong. Check all of them and try again.',
  'problem.sign_in.too_many_attempts': 'Too many attempts. Wait a while, then try again.',
  'problem.consent.application_unknown': 'There is no such application. Check the client id in its settings.',
  'problem.consent.redirect_unknown':
    'The application asks to return to an address that is not registered for it. Add the address to the application, exactly as it is sent.',
  'problem.consent.request_invalid':
    'The application asks in a way that is not understood. Tell whoever keeps the application.',
  'problem.consent.not_for_you':
    'The application belongs to another partner. Sign in as a person of that partner.',
  'problem.consent.second_factor': 'This needs a second factor. Sign in again with your authenticator.',
  'problem.consent.device_unknown':
    'No device waits under this code. Check the code, or begin anew on the device.',
  'problem.sign_in.not_begun': 'No sign-in waits for a code. Begin with e-mail and password.',
  'problem.sign_in.wrong_portal':
    'This identity does not belong to this portal. Use the portal you were invited to.',
  'problem.email.taken': 'Somebody signs in with this e-mail address already. Use another e-mail address.',
  'problem.cart.already_ordered': 'The cart has been ordered. Begin a new cart.',
  'problem.cart.expired': 'The cart has expired. Begin a new cart with the same lines.',
  'problem.cart.empty': 'The cart has no lines. Add a line, then check out.',
  'problem.cart.has_line_errors':
    'Some lines cannot be sold. Correct or remove the lines that carry an error.',
  'problem.cart.changed': 'The cart was changed meanwhile. Read the cart again, review it, then check out.',
  'problem.cart.price_changed':
    'A price changed since you reviewed the cart. Read the cart again and confirm the new price.',
  'problem.customer.domain_taken': 'The domain belongs to a customer already. Choose another domain.',
  'problem.customer.registration_number':
    'The registration number of the organisation does not fit its country. Correct it, or leave it out where none is taken.',
  'problem.customer.has_purchases':
    'The customer still has reservations or subscriptions that run. Return or suspend them first.',
  'problem.customer.not_sandbox':
    'Customers are deleted in sandbox accounts only. Let the customer go instead.',
  'problem.agreement.already_recorded':
    'The consent of this customer is on record already. Nothing more is needed.',
  'problem.agreement.missing':
    'The customer agreement is not on record. Record the customer agreement, then check out.',
  'problem.credit_limit.exceeded':
    'The credit limit would be exceeded. Ask the operator for a higher limit, or buy less.',
  'problem.reservation.not_cancellable_here':
    'A reservation is not cancelled here. Open a support request; the operator decides it.',
  'problem.reservation.not_active': 'The reservation has ended. Buy a new one if it is needed.',
  'problem.reservation.cap_exceeded':
    'More commitment would be cancelled than the cap leaves. Exchange the reservation, or wait until earlier refunds no longer count.',
  'problem.reservation.cap_rate_missing':
    'There is no exchange rate into the currency of the cap. Ask the operator to set the rate.',
  'problem.reservation.exchange_type':
    'A reservation is exchanged for one of the same type. Choose a SKU of the same type.',
  'problem.reservation.exchange_currency':
    'The new reservation is charged in another currency. Choose a SKU in the currency of the old one.',
  'problem.reservation.exchange_too_small':
    'The new commitment is smaller than what is left of the old one. Choose a larger quantity, a longer term or a larger SKU.',
  'problem.reservation.exchange_not_offered':
    'The new reservation cannot be had as it is asked for. Choose another SKU or term.',
  'problem.version.stale': 'It was changed since you read it. It is shown anew; repeat your change.',
  'problem.conflict': 'Others were changing the same thing. Try again.',
  'problem.entitlement.revoked':
    'The purchase was cancelled. Its key and downloads are gone for good; buy again if it is needed.',
  'problem.entitlement.provisioning':
    'The key is not there yet. Wait for new stock; the operator has been told.',
  'problem.entitlement.suspended': 'The purchase is suspended. Reactivate it first.',
  'problem.entitlement.expired': 'The term has ended. Renew or buy again.',
  'problem.key.not_shown':
    'Nobody has seen this key yet. Look at it first; only a key that was tried can be replaced.',
  'problem.key.replacements_used_up':
    'No more keys of this purchase can be replaced this year. Open a support request: your provider can replace it.',
  'problem.mail.not_failed': 'This mail has not failed, so it is not sent again.',
  'problem.mail.emptied': 'The text of this mail is no longer kept, so it cannot be sent again.',
  'problem.key_pool.empty': 'No key is in stock, and nothing was changed. Try again when keys have come in.',
  'problem.entitlement.no_key': 'This product has no key. Nothing to do: it works without one.',
  'problem.fulfilment.unknown':
    'There is no such version, language and bitness. Choose one of the combinations the software list gives.',
  'problem.artifact.missing': 'The file has not been uploaded yet. Ask the operator to upload it.',
  'problem.artifact.mismatch': 'The file is not the one that was announced. Check it and upload it again.',
  'problem.downloads.too_many': 'Too many downloads at once. Wait a while, then try again.',
  'problem.artifact.empty': 'The file is empty. Upload the file again.',
  'problem.artifact.file_name_invalid':
    'The file name cannot be used. Use letters, digits, dots, dashes and underscores.',
  'problem.link.expired': 'The link has expired. Ask for a new link.',
  'problem.licence.not_offered': 'This product has no licence file. Use its key.',
  'problem.licence.activation_limit':
    'All places for devices are taken. Deactivate a device that no longer needs it, or buy more.',
  'problem.licence.too_many_requests':
    'This licence or address asks too often. Wait a while, then try again.',
  'problem.link.revoked':
    'The link no longer works. Ask for a new link if you are still entitled to the software.',
  'problem.range.not_satisfiable':
    'The range is outside the file. Ask for one range within the size of the file.',
  'problem.cancellation.not_acknowledged':
    'The Important notice was not acknowledged. Tick that you have read it.',
  'problem.credit.above_left':
    'That is more than is left of the charge. Give back no more than what is left.',
  'problem.subscription.ended': 'The subscription has ended. Buy it again.',
  'problem.subscription.suspended': 'The subscription is suspended. Reactivate it first.',
  'problem.subscription.not_active':
    'The state of the subscription does not allow this. Reload the page and look at it again.',
  'problem.subscription.provisioning':
    'The subscription still waits for its key. Wait until it has come, or cancel the purchase.',
  'problem.subscription.term_ending': 'The term has just ended. Try again in a moment.',
  'problem.subscription.quantity_decrease':
    'The quantity of a running term is never lowered. Schedule it for the next term, or cancel the order that added the units while its window is open.',
  'problem.subscription.quantity_out_of_range': 'The quantity is outside what is sold. Choose another.',
  'problem.subscription.change_unsupported':
    'It is not sold like this to this customer now. Choose what the catalog offers.',
  'problem.activity.range_reversed': 'The range ends before it begins. Swap `from` and `to`.',
  'problem.activity.retention_shortened':
    'Records would leave the database earlier than now. Confirm it if that is meant; archives keep what leaves.',
  'problem.activity.action_unknown': 'There is no such action. Use an action of the documented list.',
  'problem.activity.view_exists': 'You have a view of this name. Choose another, or delete that one first.',
  'problem.activity.not_numbered_yet': 'There is no number in the log yet. Try again in a second.',
  'problem.activity.size_unknown':
    'The log has no signed checkpoint of that size, or the record came after it. Use the size that a checkpoint names.',
  'problem.activity.too_many_witnesses':
    'The checkpoints go to as many addresses as they can. Remove one that no longer needs them.',
  'problem.activity.too_many_views':
    'You have as many views as can be kept. Delete one that you no longer use.',
  'problem.billing.period_open': 'The month has not ended. Bill it once it has, or look at the preview.',
  'problem.billing.run_in_progress':
    'Another billing run is going on. Wait until it has ended, then try again.',
  'problem.billing.earlier_parked':
    'An earlier month of this partner and currency is still held back. Release that document first.',
  'problem.clock.not_movable': 'Only the clock of a sandbox account can be moved.',
  'problem.clock.backwards': 'A clock only moves forward. Name an instant after the account’s present time.',
  'problem.clock.busy': 'The clock is being moved. Wait until it is done.',
  'problem.sandbox.parent_is_sandbox':
    'A sandbox account has no sandbox accounts. Use the production account.',
  'problem.price_sheet.invalid':
    'Some rows cannot be imported. Correct them and import the whole sheet again.',
  'problem.payment.invoice_not_open':
    'One of the invoices has nothing left to pay in this currency. Name open ones, or none.',
  'problem.payment.not_offered':
    'This account pays by a payment provider, and none is set up. Ask your provider.',
  'problem.bank_import.invalid':
    'Some rows cannot be imported. Correct them and import the whole file again.',
  'problem.bank_line.not_open': 'This line has been assigned or paid before. Read the statement again.',
  'problem.key_group.unknown':
    'The SKU has no such key group. Name a version that has keys of its own, or leave it out.',
  'problem.idempotency.key_reused':
    'This was sent before with other choices. Close the dialog and begin again.',
  'problem.idempotency.in_progress':
    'The same request is still running. Wait for its answer, then try again.',
  'problem.internal':
    'Something broke on our side. Try again; if it persists, tell the operator the request id.',
  'problem.einvoice.not_available':
    'There is no e-invoice of this document. Use the PDF, the CSV or the JSON instead.',
  'problem.document.unavailable': 'The document cannot be made at the moment. Try again shortly.',
  'problem.webhook.too_many':
    'The account has as many webhook endpoints as it may have. Delete one that is not used any more.',
  'problem.webhook.disabled':
    'The endpoint is not called any more. Create it anew, then send to the new one.',
  'problem.tax.unavailable':
    'The tax cannot be reckoned at the moment. Nothing was bought; try again shortly.',
  'problem.unavailable': 'The service is starting or restarting. Try again in a moment.',
  'problem.support.closed':
    'The request is closed. Reopen it within 30 days of its closing, or report the problem anew.',
  'problem.support.not_closed': 'The request is not closed. Add a note instead.',
  'problem.support.already_decided': 'The request has been decided already. Reload the page to see how.',
  'problem.support.order_cancelled': 'The purchase is cancelled already. Give only a credit, or decline.',
  'problem.support.not_cancellable':
    'Products of this kind are never cancelled. Give only a credit, or decline.',
  'problem.support.attachment_type':
    'Files of this type are not accepted, or the content is not what the name says.',
  'problem.support.attachment_too_large': 'The file is too large. Nothing of it was kept.',
  'problem.support.attachments_full': 'The request has as many files as it may.',
  'problem.support.attachment_infected':
    'The file is infected and is never given out. Ask whoever sent it for a clean copy.',
  'problem.support.attachment_pending': 'The file has not been scanned yet. Try again in a moment.',
  'problem.user.last_administrator': 'Nobody else is a Global administrator. Make somebody else one first.',
  'problem.seat.none_left': 'No licence is left. Buy more, or take one from somebody else.',
  'problem.unreachable': 'The server could not be reached. Check your connection and try again.',
} as const satisfies Record<`problem.${ProblemCode | 'unreachable'}`, string>;
