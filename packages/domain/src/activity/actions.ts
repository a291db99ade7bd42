export const resourceTypes = [
  'customer',
  'customer_user',
  'order',
  'subscription',
  'license',
  'application',
  'application_credential',
  'partner_user',
  'partner_relationship',
  'software_key',
  'software_download_link',
  'offline_licence',
  'licence_signing_key',
  'software_page',
  'spending_limit',
  'invoice',
  'agreement',
  'partner_customer_relationship',
  'credit',
  'policy',
  'session',
  'clock',
  'price_sheet',
  'key_pool',
  'artifact',
  'tax_rate',
  'promotion',
  'exchange_rate',
  'market_availability',
  'partner',
  'sandbox',
  'review_rule',
  'reservation',
  'cloud_subscription',
  'settings',
  'billing_run',
  'payment',
  'bank_import',
  'data_key',
  'activity_log',
  'activity_view',
] as const;
export type ResourceType = (typeof resourceTypes)[number];

/**
 * What is written to the activity log, each act with the kind of thing it is about. The names are those that the
 * trade already uses (reference 9), so that a log reads the same on both surfaces.
 */
const sharedActions = {
  add_customer: 'customer',
  update_customer_billing_profile: 'customer',
  delete_customer: 'customer',
  remove_partner_customer_relationship: 'partner_customer_relationship',
  create_order: 'order',
  update_order: 'order',
  update_subscription: 'subscription',
  create_customer_user: 'customer_user',
  update_customer_user: 'customer_user',
  delete_customer_user: 'customer_user',
  reset_customer_user_password: 'customer_user',
  restore_customer_user: 'customer_user',
  create_agreement: 'agreement',
  register_application: 'application',
  unregister_application: 'application',
  add_application_credential: 'application_credential',
  remove_application_credential: 'application_credential',
  create_partner_user: 'partner_user',
  update_partner_user: 'partner_user',
  remove_partner_user: 'partner_user',
  get_software_key: 'software_key',
  get_software_download_link: 'software_download_link',
  software_attestation: 'software_page',
  increase_spending_limit: 'spending_limit',
  ready_invoice: 'invoice',
  create_credit: 'credit',
  cancel_credit: 'credit',
  policy_created: 'policy',
  policy_updated: 'policy',
  update_company_info: 'customer',
} as const satisfies Readonly<Record<string, ResourceType>>;

/** Acts that only Kontor's own surface shows by name. */
const ownActions = {
  software_download: 'software_download_link',
  revoke_download_link: 'software_download_link',
  create_reveal_link: 'software_key',
  revoke_reveal_link: 'software_key',
  get_offline_licence: 'offline_licence',
  replace_offline_licence: 'offline_licence',
  activate_device: 'offline_licence',
  deactivate_device: 'offline_licence',
  set_offline_licence: 'offline_licence',
  rotate_licence_key: 'licence_signing_key',
  sign_in: 'session',
  sign_in_failed: 'session',
  sign_out: 'session',
  move_clock: 'clock',
  import_price_sheet: 'price_sheet',
  import_keys: 'key_pool',
  set_sku_keys: 'key_pool',
  set_stock_threshold: 'key_pool',
  withdraw_keys: 'key_pool',
  replace_software_key: 'software_key',
  set_key_policy: 'settings',
  put_artifact: 'artifact',
  set_tax_rate: 'tax_rate',
  create_promotion: 'promotion',
  end_promotion: 'promotion',
  set_partner_discount: 'partner',
  set_exchange_rate: 'exchange_rate',
  set_billing_currency: 'partner',
  update_customer_tax: 'customer',
  set_tax_exemption: 'customer',
  set_market_availability: 'market_availability',
  start_billing_run: 'billing_run',
  release_parked: 'billing_run',
  create_partner: 'partner',
  register_cloud_subscription: 'cloud_subscription',
  update_reservation: 'reservation',
  exchange_reservation: 'reservation',
  refund_reservation: 'reservation',
  create_sandbox: 'sandbox',
  delete_sandbox: 'sandbox',
  extend_windows: 'policy',
  create_review_rule: 'review_rule',
  end_review_rule: 'review_rule',
  update_partner: 'partner',
  update_billing_settings: 'settings',
  record_payment: 'payment',
  decline_payment: 'payment',
  import_bank_statement: 'bank_import',
  set_credit_limit: 'spending_limit',
  rotate_data_key: 'data_key',
  change_master_key: 'data_key',
  export_activity: 'activity_log',
  save_activity_view: 'activity_view',
  delete_activity_view: 'activity_view',
} as const satisfies Readonly<Record<string, ResourceType>>;

export const resourceOfAction = { ...sharedActions, ...ownActions } as const;
export type Action = keyof typeof resourceOfAction;
export type OwnAction = keyof typeof ownActions;

export const actions = Object.keys(resourceOfAction) as Action[]; // the record has no keys beyond its type

/** The preset that the activity log opens on (product 9). */
export const keyAccessAndDownloads = [
  'get_software_key',
  'get_software_download_link',
  'software_download',
] as const satisfies readonly Action[];

export function parseAction(text: string): Action | undefined {
  return actions.find((action) => action === text);
}

export function isOwnAction(action: Action): action is OwnAction {
  return action in ownActions;
}
