import { fromBase64, toBase64, utf8Of } from '../licence/bytes-as-text.ts';
import { canonicalJson } from '../licence/canonical-json.ts';
import { type Json, pointerStep } from './personal.ts';

// What opens the commitments of an export: a line of JSON for each word, with the salt of whose word it is. Without
// these lines the records prove as much and name nobody.

/** HMAC-SHA-256 of a message under a key. */
export type Mac = (key: Uint8Array, message: Uint8Array) => Uint8Array;

export type Opening = {
  /** Whose word it is; null where the line does not say. */
  readonly subjectId: string | null;
  readonly salt: Uint8Array;
  /** A JSON pointer into the leaf. */
  readonly path: string;
  readonly value: Json;
};

/** An opening as a line, without a newline: RFC 8785 JSON of path, salt (base64), subjectId and value. */
export function openingLine({ subjectId, salt, path, value }: Opening): string {
  return canonicalJson({ path, salt: toBase64(salt), subjectId, value });
}

/** The opening of a line; undefined when it is none. */
export function parseOpening(line: string): Opening | undefined {
  const value = parsed(line);
  if (typeof value !== 'object' || value === null || !('value' in value)) return undefined;
  if (!('path' in value) || typeof value.path !== 'string') return undefined;
  if (!('salt' in value) || typeof value.salt !== 'string') return undefined;
  const salt = fromBase64(value.salt);
  if (!salt || salt.length === 0) return undefined;
  const subjectId = 'subjectId' in value && typeof value.subjectId === 'string' ? value.subjectId : null;
  // It came from JSON.parse.
  return { subjectId, salt, path: value.path, value: value.value as Json };
}

/** What hides a word at a path: base64 of HMAC-SHA-256(salt, path ‖ 0x00 ‖ RFC 8785 JSON of the word). */
export function commitmentText(mac: Mac, { salt, path, value }: Omit<Opening, 'subjectId'>): string {
  return toBase64(mac(salt, utf8Of(`${path}\0${canonicalJson(value)}`)));
}

/** A commitment of a leaf, and where it stands. */
export type Closed = { readonly path: string; readonly commitment: string };

/** All commitments of a leaf. */
export function commitmentsOf(leaf: Json, path = ''): Closed[] {
  if (leaf === null || typeof leaf !== 'object') return [];
  const members = Object.entries(leaf);
  const [only, ...others] = members;
  if (only && others.length === 0 && only[0] === 'commitment' && typeof only[1] === 'string')
    return [{ path, commitment: only[1] }];
  return members.flatMap(([name, member]) => commitmentsOf(member, path + pointerStep(name)));
}

/** A word that a leaf hid, proven by its commitment. */
export type OpenedWord = { readonly path: string; readonly value: Json };

export type Openings = {
  /** The words of a leaf that these openings open, and how many of its commitments stay closed. */
  readonly open: (leaf: Json) => { readonly words: readonly OpenedWord[]; readonly closed: number };
  /** How many openings there are, and how many have opened nothing so far. */
  readonly count: number;
  readonly unused: () => number;
};

/** Openings ready for use: each word is found by the commitment it must have, so that a changed one opens nothing. */
export function openingsFor(mac: Mac, openings: Iterable<Opening>): Openings {
  const words = new Map<string, Json>();
  for (const opening of openings)
    words.set(`${opening.path}\0${commitmentText(mac, opening)}`, opening.value);
  const used = new Set<string>();
  const open: Openings['open'] = (leaf) => {
    const commitments = commitmentsOf(leaf);
    const opened: OpenedWord[] = [];
    for (const { path, commitment } of commitments) {
      const key = `${path}\0${commitment}`;
      const value = words.get(key);
      if (value === undefined) continue;
      used.add(key);
      opened.push({ path, value });
    }
    return { words: opened, closed: commitments.length - opened.length };
  };
  return { open, count: words.size, unused: () => words.size - used.size };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
