type Charged = { readonly currency: string; readonly net_minor: bigint; readonly tax_minor: bigint };

/** What charges add to the used credit, tax included, one a currency, in one order everywhere so that locks never ring. */
export const exposureOf = (charges: readonly Charged[]) => {
  const totals = new Map<string, bigint>();
  for (const { currency, net_minor, tax_minor } of charges)
    totals.set(currency, (totals.get(currency) ?? 0n) + net_minor + tax_minor);
  return [...totals]
    .map(([currency, minor]) => ({ currency, minor }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
};
