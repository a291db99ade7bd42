import type { AccountId } from '../ids.ts';

/** What a bank says of money that came in, as far as it tells who sent it. */
export type BankLineWords = { readonly reference: string; readonly counterparty: string };

export type KnownPayer = {
  readonly accountId: AccountId;
  /** The name that the installation uses, and the legal one. */
  readonly names: readonly string[];
};

export type KnownInvoice = { readonly accountId: AccountId; readonly invoiceId: string };

export type BankMatch =
  | { readonly matched: true; readonly accountId: AccountId; readonly invoiceIds: readonly string[] }
  /** Nobody is named, or the words could mean several. */
  | { readonly matched: false; readonly reason: 'unknown' | 'ambiguous' };

// G and nine digits of the production series, GS and eight of a sandbox's.
const invoicePattern = /(?<![A-Z0-9])(?:G(?:[\s.-]?\d){9}|GS(?:[\s.-]?\d){8})(?!\d)/g;
const accountPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** A shorter name stands in too many references by chance. */
const shortestNameInText = 6;

/** Numbers of our documents in a text, each once; banks break them with blanks, dots and dashes. */
export function invoiceNumbersIn(text: string): string[] {
  const found = text.toUpperCase().match(invoicePattern) ?? [];
  return [...new Set(found.map((number) => number.replace(/[\s.-]/g, '')))];
}

/**
 * Whose money it is: by the numbers of documents in the reference, else by the partner's id, else by its name.
 * Numbers of a sandbox's series may stand for several accounts; then id and name must tell which.
 */
export function matchBankLine(
  words: BankLineWords,
  payers: readonly KnownPayer[],
  invoices: readonly KnownInvoice[],
): BankMatch {
  const numbers = invoiceNumbersIn(words.reference);
  const named = invoices.filter(({ invoiceId }) => numbers.includes(invoiceId));
  const owners = unique(named.map(({ accountId }) => accountId));
  const [owner] = owners;
  if (owners.length === 1 && owner !== undefined) return matchOf(owner, numbers, named);
  const candidates =
    owners.length === 0 ? payers : payers.filter((payer) => owners.includes(payer.accountId));
  const told = byId(words, candidates) ?? byName(words, candidates);
  const [payer] = told;
  if (payer === undefined) return { matched: false, reason: owners.length > 1 ? 'ambiguous' : 'unknown' };
  if (told.length > 1) return { matched: false, reason: 'ambiguous' };
  return matchOf(payer, numbers, named);
}

function matchOf(
  accountId: AccountId,
  numbers: readonly string[],
  named: readonly KnownInvoice[],
): BankMatch {
  const theirs = new Set(
    named.filter((invoice) => invoice.accountId === accountId).map(({ invoiceId }) => invoiceId),
  );
  return { matched: true, accountId, invoiceIds: numbers.filter((number) => theirs.has(number)) };
}

function byId(words: BankLineWords, payers: readonly KnownPayer[]): AccountId[] | undefined {
  const ids = new Set(`${words.reference} ${words.counterparty}`.toLowerCase().match(accountPattern) ?? []);
  const found = unique(payers.map(({ accountId }) => accountId).filter((id) => ids.has(id)));
  return found.length > 0 ? found : undefined;
}

function byName(words: BankLineWords, payers: readonly KnownPayer[]): AccountId[] {
  const counterparty = plainName(words.counterparty);
  const exact = payers.filter(({ names }) =>
    names.some((name) => plainName(name) !== '' && plainName(name) === counterparty),
  );
  if (exact.length > 0) return unique(exact.map(({ accountId }) => accountId));
  const text = ` ${plainName(words.reference)} `;
  const mentioned = payers.filter(({ names }) =>
    names.map(plainName).some((name) => name.length >= shortestNameInText && text.includes(` ${name} `)),
  );
  return unique(mentioned.map(({ accountId }) => accountId));
}

/** A name as banks print it: without accents, case and punctuation; ı and İ are i to them. */
export function plainName(name: string): string {
  return name
    .replace(/[ıİ]/g, 'i')
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function unique(ids: readonly AccountId[]): AccountId[] {
  return [...new Set(ids)];
}
