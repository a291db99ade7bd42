/** What a support request can be about; the first is the one that a decision can answer with a credit (product 10). */
export const supportTypes = [
  'csp_purchase_refund',
  'purchase_or_order',
  'subscription_or_reservation',
  'keys_and_downloads',
  'invoice_or_payment',
  'users_and_sign_in',
  'api_and_integration',
  'something_else',
] as const;
export type SupportType = (typeof supportTypes)[number];

export function parseSupportType(text: string): SupportType | undefined {
  return supportTypes.find((type) => type === text);
}
