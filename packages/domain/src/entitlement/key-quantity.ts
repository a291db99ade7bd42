/**
 * How many keys a purchase gets: a fixed number, one a unit, or one key that may be activated so many times a unit.
 * Frozen on the entitlement at the purchase (product 5).
 */
export const keyRules = ['per_purchase', 'per_unit', 'activations'] as const;
export type KeyRule = (typeof keyRules)[number];

export type KeyQuantity =
  | { readonly rule: 'per_purchase'; readonly keys: number }
  | { readonly rule: 'per_unit' }
  | { readonly rule: 'activations'; readonly activationsPerUnit: number };

/** The most keys that one purchase holds of a key group; a SKU with a key a unit is sold in no more units. */
export const mostKeys = 1000;

/** Keys of each key group that a purchase of so many units is entitled to. */
export function keysFor(rule: KeyQuantity, quantity: number): number {
  switch (rule.rule) {
    case 'per_purchase':
      return rule.keys;
    case 'per_unit':
      return quantity;
    case 'activations':
      return 1;
  }
}

/** How often the key may be activated in all; null where nothing is said of it. */
export function activationsFor(rule: KeyQuantity, quantity: number): number | null {
  return rule.rule === 'activations' ? rule.activationsPerUnit * quantity : null;
}

/** The largest quantity that can be sold under the rule. */
export function mostUnits(rule: KeyQuantity, maximum: number): number {
  return rule.rule === 'per_unit' ? Math.min(maximum, mostKeys) : maximum;
}

/**
 * Which keys stay when an entitlement is left with fewer: what was shown stays before what was not, older before newer,
 * so that those go of which nobody knows.
 */
export function keysThatStay<K extends { readonly position: number; readonly shown: boolean }>(
  keys: readonly K[],
  wanted: number,
): K[] {
  const ranked = keys.toSorted((a, b) => Number(b.shown) - Number(a.shown) || a.position - b.position);
  return ranked.slice(0, Math.max(wanted, 0));
}
