import type { Policy } from '../api/types.ts';

/** In the order of the catalog. */
export const families = [
  'software_subscription',
  'perpetual_software',
  'software_plan',
  'reservation',
  'cloud_plan',
  'marketplace_saas',
] as const satisfies readonly Policy['family'][];

export const segments = [
  'commercial',
  'education',
  'government',
  'nonprofit',
] as const satisfies readonly NonNullable<Policy['segment']>[];
