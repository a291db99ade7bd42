const leastPassword = 8;
const mostPassword = 256;
const kindsWanted = 3;

/** What is wrong with a password, in words that go on after its name; nothing when it will do. */
export function passwordFault(password: string): string | undefined {
  if (password.length < leastPassword || password.length > mostPassword)
    return `must have ${leastPassword} to ${mostPassword} characters`;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password));
  return kinds.length >= kindsWanted
    ? undefined
    : 'must hold three of: a small letter, a capital, a digit, another character';
}

/** What is wrong with a sign-in name of a customer's user: it is an address in the customer's own domain. */
export function userNameFault(userName: string, domain: string): string | undefined {
  const at = userName.lastIndexOf('@');
  if (at < 1) return `must be a name and @${domain}`;
  if (userName.slice(at + 1).toLowerCase() !== domain.toLowerCase())
    return `must end in @${domain}, which is the customer's domain`;
  const local = userName.slice(0, at);
  return /^[A-Za-z0-9'_!#^~-](?:[A-Za-z0-9'._!#^~-]{0,62}[A-Za-z0-9'_!#^~-])?$/.test(local)
    ? undefined
    : "must have 1 to 64 letters, digits or . - _ ! # ^ ~ ' before the @, and no dot first or last";
}

export const softDeletedDays = 30;

/** A person who was deleted is kept for 30 days and can be brought back in them. */
export function canBeRestored(deletedAt: number, now: number): boolean {
  return now < deletedAt + softDeletedDays * 86_400_000;
}
