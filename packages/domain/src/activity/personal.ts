/** JSON as a record carries it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

/**
 * Members of the values of a record that say who somebody is or how they are reached. In the log they stand as
 * commitments; whoever puts a new one of their kind on record adds its name here. Names of organisations are not
 * personal.
 */
export const personalMembers: ReadonlySet<string> = new Set([
  'administrator',
  'assigneeName',
  'authorName',
  'contact',
  'contactEmail',
  'contactName',
  'contactPhone',
  'displayName',
  'email',
  'emailAddress',
  'familyName',
  'firstName',
  'fullName',
  'givenName',
  'lastName',
  'mobile',
  'personName',
  'phone',
  'phoneNumber',
  'recipient',
  'userName',
  'userPrincipalName',
]);

/** What stands in the place of a personal word: base64 of HMAC-SHA-256(salt, path ‖ 0x00 ‖ RFC 8785 JSON of the word). */
export type Commitment = { readonly commitment: string };

/** One step of a JSON pointer (RFC 6901). */
export function pointerStep(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The value with a commitment in the place of every personal word; `commit` is told the path and the word. */
export function withoutWords(
  value: Json,
  path: string,
  commit: (path: string, word: Json) => Commitment,
): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map((item, index) => withoutWords(item, `${path}/${index}`, commit));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const place = path + pointerStep(name);
      const isWord = personalMembers.has(name) && member !== null && member !== '';
      return [name, isWord ? commit(place, member) : withoutWords(member, place, commit)];
    }),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
