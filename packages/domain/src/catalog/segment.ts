/** The kind of customer that an offer is meant for (reference 4). */
export const segments = ['commercial', 'education', 'government', 'nonprofit'] as const;
export type Segment = (typeof segments)[number];

export function parseSegment(text: string): Segment | undefined {
  return segments.find((segment) => segment === text);
}
