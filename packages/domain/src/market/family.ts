/** What kind of thing is sold; decides term, billing and how it ends (product 3). */
export const families = [
  'software_subscription',
  'perpetual_software',
  'software_plan',
  'reservation',
  'cloud_plan',
  'marketplace_saas',
] as const;
export type Family = (typeof families)[number];

/** The families that the Software page lists. */
export const softwareFamilies = ['software_subscription', 'perpetual_software', 'software_plan'] as const;
export type SoftwareFamily = (typeof softwareFamilies)[number];

export function parseFamily(text: string): Family | undefined {
  return families.find((family) => family === text);
}

export function isSoftware(family: Family): family is SoftwareFamily {
  return softwareFamilies.some((software) => software === family);
}
