/**
 * Every stable code of the Kontor API with its status, title and remedy. The type page of each is
 * docs/errors/<code>.md, served at /docs/errors/<code>. Statuses: docs of the API, "Errors".
 */
export type Problem = { readonly status: number; readonly title: string; readonly remedy: string };

export const problems = {
  'request.malformed': {
    status: 400,
    title: 'The request is not well formed',
    remedy: 'Send valid JSON of the documented content type.',
  },
  'request.invalid': {
    status: 422,
    title: 'Some fields are not valid',
    remedy: 'Correct each field that `errors` names and send the request again.',
  },
  'request.too_large': { status: 413, title: 'The body is too large', remedy: 'Send a smaller body.' },
  'request.unsupported_type': {
    status: 415,
    title: 'The content type is not accepted here',
    remedy: 'Send the content type that the operation documents.',
  },
  'cursor.invalid': {
    status: 422,
    title: 'The page cursor is not one this list gave you',
    remedy: 'Begin again without `cursor`.',
  },
  unauthenticated: {
    status: 401,
    title: 'Nobody is signed in',
    remedy: 'Send a valid bearer token, or sign in.',
  },
  csrf: {
    status: 403,
    title: 'The request does not come from the portal page',
    remedy: 'Reload the page and try again.',
  },
  role_required: {
    status: 403,
    title: 'Your roles do not allow this',
    remedy: 'Ask a Global administrator for one of the roles in `anyOf`.',
  },
  user_required: {
    status: 403,
    title: 'An application alone may not do this',
    remedy: 'Use a token of a signed-in user.',
  },
  scope_required: {
    status: 403,
    title: 'The application lacks a scope',
    remedy: 'Ask a Global administrator to grant the scope to the application.',
  },
  second_factor_required: {
    status: 403,
    title: 'A second factor is required',
    remedy: 'Sign in again with your authenticator.',
  },
  not_found: { status: 404, title: 'There is no such thing', remedy: 'Check the address and the ids in it.' },
  'sign_in.failed': {
    status: 401,
    title: 'E-mail, password or code is wrong',
    remedy: 'Check all of them and try again.',
  },
  'sign_in.too_many_attempts': {
    status: 429,
    title: 'Too many attempts',
    remedy: 'Wait as long as Retry-After says, then try again.',
  },
  'sign_in.not_begun': {
    status: 409,
    title: 'No sign-in waits for a code',
    remedy: 'Begin with e-mail and password.',
  },
  'sign_in.wrong_portal': {
    status: 403,
    title: 'This identity does not belong to this portal',
    remedy: 'Use the portal you were invited to.',
  },
  'consent.application_unknown': {
    status: 404,
    title: 'There is no such application',
    remedy:
      'Check the client id in the application’s settings; a disabled application is enabled by a Global administrator.',
  },
  'consent.redirect_unknown': {
    status: 422,
    title: 'The address to return to is not registered',
    remedy: 'Add the redirect URI to the application, exactly as it is sent.',
  },
  'consent.request_invalid': {
    status: 422,
    title: 'The application asks in a way that is not understood',
    remedy: 'Correct what detail names in the request of the application.',
  },
  'consent.not_for_you': {
    status: 403,
    title: 'The application belongs to another partner',
    remedy: 'Sign in as a person of the partner that the application belongs to.',
  },
  'consent.second_factor': {
    status: 403,
    title: 'A second factor is required',
    remedy: 'Set up an authenticator, sign in again with its code, and answer then.',
  },
  'consent.device_unknown': {
    status: 404,
    title: 'No device waits under this code',
    remedy: 'Check the code; it holds for fifteen minutes and once. Let the device begin anew.',
  },
  'email.taken': {
    status: 409,
    title: 'Somebody signs in with this e-mail address already',
    remedy: 'Use another e-mail address.',
  },
  'cart.already_ordered': { status: 409, title: 'The cart has been ordered', remedy: 'Begin a new cart.' },
  'cart.expired': {
    status: 409,
    title: 'The cart has expired',
    remedy: 'Begin a new cart with the same lines.',
  },
  'cart.empty': { status: 409, title: 'The cart has no lines', remedy: 'Add a line, then check out.' },
  'cart.has_line_errors': {
    status: 409,
    title: 'Some lines cannot be sold',
    remedy: 'Correct or remove the lines that carry an error.',
  },
  'cart.changed': {
    status: 409,
    title: 'The cart was changed meanwhile',
    remedy: 'Read the cart again, review it, then check out.',
  },
  'cart.price_changed': {
    status: 409,
    title: 'A price changed since you reviewed the cart',
    remedy: 'Read the cart again and confirm the new price.',
  },
  'customer.domain_taken': {
    status: 409,
    title: 'The domain belongs to a customer already',
    remedy: 'Choose another domain.',
  },
  'customer.registration_number': {
    status: 422,
    title: 'The registration number of the organisation does not fit its country',
    remedy:
      'See `country` and `form`: give the number with a phone number, or leave it out where none is taken.',
  },
  'customer.has_purchases': {
    status: 409,
    title: 'The customer still has reservations or subscriptions that run',
    remedy: 'Return the reservations and suspend the subscriptions first.',
  },
  'customer.not_sandbox': {
    status: 409,
    title: 'Customers are deleted in sandbox accounts only',
    remedy: 'In a production account, let the customer go instead.',
  },
  'agreement.already_recorded': {
    status: 409,
    title: 'The consent of this customer is on record already',
    remedy: 'Nothing more is needed.',
  },
  'agreement.missing': {
    status: 409,
    title: 'The customer agreement is not on record',
    remedy: 'Record the customer agreement, then check out.',
  },
  'credit_limit.exceeded': {
    status: 409,
    title: 'The credit limit would be exceeded',
    remedy: 'Ask the operator for a higher limit, or buy less.',
  },
  'reservation.not_cancellable_here': {
    status: 409,
    title: 'A reservation is not cancelled here',
    remedy: 'Open a support request; the operator decides it.',
  },
  'reservation.not_active': {
    status: 409,
    title: 'The reservation has ended',
    remedy: 'Nothing can be changed about it; buy a new one if it is needed.',
  },
  'reservation.cap_exceeded': {
    status: 409,
    title: 'More commitment would be cancelled than the cap leaves',
    remedy: 'Exchange the reservation, or wait until earlier refunds no longer count.',
  },
  'reservation.cap_rate_missing': {
    status: 409,
    title: 'There is no exchange rate into the currency of the cap',
    remedy: 'Ask the operator to set the rate.',
  },
  'reservation.exchange_type': {
    status: 409,
    title: 'A reservation is exchanged for one of the same type',
    remedy: 'Choose a SKU of the same type.',
  },
  'reservation.exchange_currency': {
    status: 409,
    title: 'The new reservation is charged in another currency',
    remedy: 'Choose a SKU in the currency of the old reservation.',
  },
  'reservation.exchange_too_small': {
    status: 409,
    title: 'The new commitment is smaller than what is left of the old one',
    remedy: 'Choose a larger quantity, a longer term or a larger SKU.',
  },
  'reservation.exchange_not_offered': {
    status: 409,
    title: 'The new reservation cannot be had as it is asked for',
    remedy: 'Do what `remedy` says, or choose another SKU.',
  },
  'version.stale': {
    status: 412,
    title: 'It was changed since you read it',
    remedy: 'Read it again and repeat your change.',
  },
  conflict: { status: 409, title: 'Others were changing the same thing', remedy: 'Try again.' },
  'entitlement.revoked': {
    status: 409,
    title: 'The purchase was cancelled',
    remedy: 'Its key and downloads are gone for good; buy again if it is needed.',
  },
  'entitlement.provisioning': {
    status: 409,
    title: 'The key is not there yet',
    remedy: 'Wait for new stock; the operator has been told.',
  },
  'entitlement.suspended': {
    status: 409,
    title: 'The purchase is suspended',
    remedy: 'Reactivate it first.',
  },
  'entitlement.expired': { status: 409, title: 'The term has ended', remedy: 'Renew or buy again.' },
  'entitlement.no_key': {
    status: 409,
    title: 'This product has no key',
    remedy: 'Nothing to do: it works without one.',
  },
  'fulfilment.unknown': {
    status: 422,
    title: 'There is no such version, language and bitness',
    remedy: 'Choose one of the combinations the software list gives.',
  },
  'artifact.missing': {
    status: 409,
    title: 'The file has not been uploaded yet',
    remedy: 'Ask the operator to upload it.',
  },
  'artifact.empty': { status: 422, title: 'The file is empty', remedy: 'Upload the file again.' },
  'artifact.mismatch': {
    status: 422,
    title: 'The file is not the one that was announced',
    remedy: 'Check the file and what was announced of it, then upload it again.',
  },
  'artifact.file_name_invalid': {
    status: 422,
    title: 'The file name cannot be used',
    remedy: 'Use letters, digits, dots, dashes and underscores.',
  },
  'link.expired': { status: 410, title: 'The link has expired', remedy: 'Ask for a new link.' },
  'link.revoked': {
    status: 410,
    title: 'The link no longer works',
    remedy: 'Ask for a new link if you are still entitled to the software.',
  },
  'licence.not_offered': {
    status: 409,
    title: 'This product has no licence file',
    remedy: 'Use its key; the operator decides which products work offline.',
  },
  'licence.activation_limit': {
    status: 409,
    title: 'All places for devices are taken',
    remedy: 'Deactivate a device that no longer needs it, or buy more.',
  },
  'licence.too_many_requests': {
    status: 429,
    title: 'This licence or address asks too often',
    remedy: 'Wait as long as Retry-After says, then try again.',
  },
  'downloads.too_many': {
    status: 429,
    title: 'Too many downloads at once or in a short time',
    remedy: 'Wait as long as Retry-After says, then go on where the download stopped.',
  },
  'range.not_satisfiable': {
    status: 416,
    title: 'The range is outside the file',
    remedy: 'Ask for one range within the size of the file.',
  },
  'cancellation.not_acknowledged': {
    status: 422,
    title: 'The Important notice was not acknowledged',
    remedy: 'Send `acknowledged: true` once you have read it.',
  },
  'credit.above_left': {
    status: 422,
    title: 'More than is left of the charge',
    remedy: 'Give back no more than `left`.',
  },
  'subscription.ended': {
    status: 409,
    title: 'The subscription has ended',
    remedy: 'Buy it again; nothing of it can be changed any more.',
  },
  'subscription.suspended': {
    status: 409,
    title: 'The subscription is suspended',
    remedy: 'Reactivate it first.',
  },
  'subscription.not_active': {
    status: 409,
    title: 'The subscription’s state does not allow this',
    remedy: 'See its `status` and its `actions`.',
  },
  'subscription.provisioning': {
    status: 409,
    title: 'The subscription still waits for its key',
    remedy: 'Wait until the key has come, or cancel it.',
  },
  'subscription.term_ending': {
    status: 409,
    title: 'The term has just ended',
    remedy: 'Try again in a moment, when the subscription has renewed or ended.',
  },
  'subscription.quantity_decrease': {
    status: 409,
    title: 'The quantity of a running term is never lowered',
    remedy:
      'Schedule the lower quantity for the next term, or cancel the order that added the units while its window is open.',
  },
  'subscription.quantity_out_of_range': {
    status: 422,
    title: 'The quantity is outside what is sold',
    remedy: 'Choose a quantity from `minimum` to `maximum`.',
  },
  'subscription.change_unsupported': {
    status: 409,
    title: 'It is not sold like this',
    remedy:
      'See `reason`: choose a product, term, billing and quantity that the catalog offers to this customer.',
  },
  'activity.range_reversed': {
    status: 422,
    title: 'The range ends before it begins',
    remedy: 'Swap `from` and `to`.',
  },
  'activity.action_unknown': {
    status: 422,
    title: 'There is no such action',
    remedy: 'Use an action of the documented list.',
  },
  'activity.not_numbered_yet': {
    status: 409,
    title: 'There is no number in the log yet',
    remedy: 'Ask again after the second that Retry-After says.',
  },
  'activity.size_unknown': {
    status: 422,
    title: 'The log has no signed checkpoint of that size, or the record came after it',
    remedy: 'Ask for a size that a checkpoint names; `size` is how many records there are now.',
  },
  'activity.too_many_witnesses': {
    status: 409,
    title: 'The checkpoints go to as many addresses as they can',
    remedy: 'Remove an address that no longer needs them.',
  },
  'activity.retention_shortened': {
    status: 422,
    title: 'Records would leave the database earlier',
    remedy: 'Send `shortens: true` if that is meant; archives keep what leaves.',
  },
  'activity.view_exists': {
    status: 409,
    title: 'You have a view of this name',
    remedy: 'Choose another name, or delete the view that has it.',
  },
  'activity.too_many_views': {
    status: 409,
    title: 'You have as many views as can be kept',
    remedy: 'Delete one of your views that you no longer use.',
  },
  'clock.not_movable': {
    status: 409,
    title: 'Only the clock of a sandbox account can be moved',
    remedy: 'Use a sandbox account.',
  },
  'clock.backwards': {
    status: 422,
    title: 'A clock only moves forward',
    remedy: 'Name an instant after the account’s present time.',
  },
  'billing.period_open': {
    status: 409,
    title: 'The month still goes on',
    remedy: 'Bill it once it has ended, or preview it.',
  },
  'billing.run_in_progress': {
    status: 409,
    title: 'Another billing run goes on',
    remedy: 'Wait until it has ended, then try again.',
  },
  'billing.earlier_parked': {
    status: 409,
    title: 'An earlier month is held back',
    remedy: 'Release the document of the run that `runId` and `number` name first.',
  },
  'clock.busy': {
    status: 409,
    title: 'The clock is being moved',
    remedy: 'Wait until GET /clock no longer says busy.',
  },
  'sandbox.parent_is_sandbox': {
    status: 409,
    title: 'A sandbox account has no sandbox accounts',
    remedy: 'Create it from the production account.',
  },
  'price_sheet.invalid': {
    status: 422,
    title: 'The price sheet has rows that cannot be imported',
    remedy: 'Correct the rows that `errors` names and import the whole sheet again; nothing was imported.',
  },
  'payment.invoice_not_open': {
    status: 409,
    title: 'An invoice has nothing left to pay',
    remedy:
      'Name open invoices of this partner in the payment’s currency, or none: the oldest are paid first.',
  },
  'payment.not_offered': {
    status: 409,
    title: 'Payments by a provider are not set up',
    remedy: 'Ask the operator to set up a payment provider, or to let you buy on account.',
  },
  'bank_import.invalid': {
    status: 422,
    title: 'The bank statement has rows that cannot be imported',
    remedy: 'Correct the rows that `errors` names and import the whole file again; nothing was imported.',
  },
  'bank_line.not_open': {
    status: 409,
    title: 'The line can no longer be assigned',
    remedy: 'Read the statement again: it has been assigned or paid before, or money went out.',
  },
  'key.not_shown': {
    status: 409,
    title: 'Nobody has seen this key yet',
    remedy: 'Look at the key first; only one that was tried can be replaced.',
  },
  'key.replacements_used_up': {
    status: 409,
    title: 'No more keys of this purchase can be replaced this year',
    remedy: 'Wait until `nextAt`, or open a support request: your provider can replace it.',
  },
  'key_pool.empty': {
    status: 409,
    title: 'No key is in stock',
    remedy: 'Nothing was changed. Try again when keys have come in; your provider is told.',
  },
  'mail.not_failed': {
    status: 409,
    title: 'The mail has not failed',
    remedy: 'Only a mail that could not be delivered is sent again. Look at its status.',
  },
  'mail.emptied': {
    status: 409,
    title: 'The text of the mail is gone',
    remedy: 'The text is kept for 30 days. What the mail told of can still be seen where it happened.',
  },
  'key_group.unknown': {
    status: 422,
    title: 'The SKU has no such key group',
    remedy: 'Name a version that has keys of its own, or leave it out.',
  },
  'einvoice.not_available': {
    status: 409,
    title: 'There is no e-invoice of this document',
    remedy: 'Use the PDF, the CSV or the JSON; `reason` says what EN 16931 cannot express.',
  },
  'document.unavailable': {
    status: 503,
    title: 'The document cannot be made at the moment',
    remedy: 'Try again shortly; the CSV and the JSON are there all the same.',
  },
  'support.closed': {
    status: 409,
    title: 'The request is closed',
    remedy: 'Reopen it within 30 days of its closing, or report the problem anew.',
  },
  'support.not_closed': {
    status: 409,
    title: 'The request is not closed',
    remedy: 'Add a note; there is nothing to reopen.',
  },
  'support.already_decided': {
    status: 409,
    title: 'The request has been decided already',
    remedy: 'Read the request: `decision` says how, when and by whom.',
  },
  'support.order_cancelled': {
    status: 409,
    title: 'The purchase is cancelled already',
    remedy: 'Nothing is left to cancel. Give only a credit (`keepPurchase`), or decline.',
  },
  'support.not_cancellable': {
    status: 409,
    title: 'Products of this kind are never cancelled',
    remedy: 'Give only a credit (`keepPurchase`), or decline.',
  },
  'support.attachment_type': {
    status: 415,
    title: 'Files of this type are not accepted',
    remedy: 'Send one of the types in `accepted`, under a name whose ending says what it is.',
  },
  'support.attachment_too_large': {
    status: 413,
    title: 'The file is too large',
    remedy: 'Send at most `mostBytes` bytes; nothing of the file was kept.',
  },
  'support.attachments_full': {
    status: 409,
    title: 'The request has as many files as it may',
    remedy: 'Describe what is missing in a note, or report it in a request of its own.',
  },
  'support.attachment_infected': {
    status: 409,
    title: 'The file is infected and is never given out',
    remedy: 'Ask whoever sent it for a clean copy.',
  },
  'support.attachment_pending': {
    status: 409,
    title: 'The file has not been scanned yet',
    remedy: 'Try again in a moment.',
  },
  'webhook.too_many': {
    status: 409,
    title: 'The account has as many endpoints as it may have',
    remedy: 'Delete one that is not used any more.',
  },
  'webhook.disabled': {
    status: 409,
    title: 'The endpoint is not called any more, since it answered 410',
    remedy: 'Create it anew, then replay to the new one.',
  },
  'tax.unavailable': {
    status: 503,
    title: 'The tax cannot be reckoned at the moment',
    remedy: 'Nothing was bought. Try again shortly; if it persists, tell the operator.',
  },
  'idempotency.key_reused': {
    status: 422,
    title: 'The idempotency key belongs to another request',
    remedy: 'Use a new key for a new request.',
  },
  'idempotency.in_progress': {
    status: 409,
    title: 'The same request is still running',
    remedy: 'Wait for its answer, then try again.',
  },
  'user.last_administrator': {
    status: 409,
    title: 'Nobody else is a Global administrator',
    remedy: 'Make somebody else a Global administrator first.',
  },
  'seat.none_left': {
    status: 409,
    title: 'No licence is left',
    remedy: 'Buy more, or take one from somebody else.',
  },
  unavailable: {
    status: 503,
    title: 'The service is starting or restarting',
    remedy: 'Try again in a moment.',
  },
  internal: {
    status: 500,
    title: 'Something broke on our side',
    remedy: 'Try again; if it persists, tell the operator the request id.',
  },
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof problems;
