/** Why an amount was charged or credited (reference 10), in our words. */
export const chargeKinds = [
  'new',
  'renew',
  'cycle_charge',
  'add_quantity',
  'remove_quantity',
  'move_quantity',
  'cancel_immediate',
  'convert',
  'change_billing_plan',
  'customer_credit',
  'extend_term',
] as const;
export type ChargeKind = (typeof chargeKinds)[number];

/** Kinds whose amounts are given back: computed as positive numbers and negated for print (product 6). */
export const creditKinds = ['cancel_immediate', 'customer_credit'] as const satisfies readonly ChargeKind[];
export type CreditKind = (typeof creditKinds)[number];
