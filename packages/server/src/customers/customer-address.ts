/** A customer's address as it is stored; what is not known is absent. */
export type CustomerAddress = {
  readonly line1: string;
  readonly line2?: string;
  readonly city: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly phoneNumber?: string;
  readonly firstName?: string;
  readonly lastName?: string;
};

const optional = ['line2', 'region', 'postalCode', 'phoneNumber', 'firstName', 'lastName'] as const;

/** Reads the stored JSON; anything that is not text counts as unknown. */
export const addressFrom = (stored: Readonly<Record<string, unknown>>): CustomerAddress => {
  const text = (name: string): string | undefined => {
    const value = stored[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const known = optional.flatMap((name) => {
    const value = text(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { line1: text('line1') ?? '', city: text('city') ?? '', ...Object.fromEntries(known) };
};
