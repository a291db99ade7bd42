// Everything of ours is billed the one-time way, and nothing by usage (reference 10).
const providers: Readonly<Record<string, 'ours' | 'theirs'>> = {
  onetime: 'ours',
  all: 'ours',
  office: 'theirs',
  azure: 'theirs',
  marketplace: 'theirs',
};
const lineTypes: Readonly<Record<string, 'ours' | 'theirs'>> = {
  billinglineitems: 'ours',
  usagelineitems: 'theirs',
};

/** A word of the wire however a client spells it. */
export const plain = (text: string | undefined, usual: string): string =>
  (text ?? usual).toLowerCase().replaceAll('_', '');

export type LineKind = {
  /** Else there are no such lines, whatever the rest of the question says. */
  readonly ours: boolean;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
};

/** Whose lines a client asks for. */
export const kindOf = (provider: string | undefined, lineType: string | undefined): LineKind => {
  const whose = providers[plain(provider, 'onetime')];
  const type = lineTypes[plain(lineType, 'billinglineitems')];
  const errors = [
    ...(whose ? [] : [{ path: 'provider', message: `must be one of ${Object.keys(providers).join(', ')}` }]),
    ...(type
      ? []
      : [{ path: 'invoicelineitemtype', message: `must be one of ${Object.keys(lineTypes).join(', ')}` }]),
  ];
  return { ours: whose === 'ours' && type === 'ours', errors };
};
