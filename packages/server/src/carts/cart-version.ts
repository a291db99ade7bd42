/** The cart version in an If-Match header; undefined when none binds. */
export const versionFrom = (ifMatch: string | undefined): number | undefined => {
  const digits = ifMatch?.replace(/^W\//, '').replaceAll('"', '');
  if (digits === undefined || digits === '*') return undefined;
  // What is not a version at all can never be the present one.
  return /^\d{1,9}$/.test(digits) ? Number(digits) : -1;
};
