/** How long a purchase runs; perpetual and usage items have none, written ''. */
export const terms = ['P1M', 'P1Y', 'P3Y', ''] as const;
export type Term = (typeof terms)[number];

export function parseTerm(text: string): Term | undefined {
  return terms.find((term) => term === text);
}
