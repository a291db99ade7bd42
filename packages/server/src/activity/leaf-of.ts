import { createHmac, hash, randomBytes } from 'node:crypto';
import { type ActivityRecord, actorPaths, leafOf, subjectsOf } from '@kontor/domain/activity/leaf';
import { leafHash } from '@kontor/domain/activity/merkle-tree';
import { type Commitment, type Json, withoutWords } from '@kontor/domain/activity/personal';
import canonicalize from 'canonicalize';

/** The one hash of the log. */
export const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer');

/** RFC 8785. */
export const canonicalText = (value: Json): string => canonicalize(value) ?? 'null';

/** What a word at a path of a leaf is hidden behind; whoever knows salt, path and word can compare. */
export const commitmentOf = (salt: Uint8Array, path: string, word: Json): Commitment => ({
  commitment: createHmac('sha256', salt)
    .update(`${path}\0${canonicalText(word)}`, 'utf8')
    .digest('base64'),
});

/** The salt of a subject, or null once they were forgotten. */
export type SaltOf = (subjectId: string) => Buffer | null;

/** A record as it stands in the tree, with the words that its commitments hide, by their paths. */
export type PlacedLeaf = {
  readonly leaf: string;
  readonly hash: Uint8Array;
  readonly subjectId: string;
  readonly aboutId: string | null;
  /** Null where there are none, or where nobody may know them any more. */
  readonly personal: Readonly<Record<string, Json>> | null;
  /** The subjects under whose salts the words stand. */
  readonly salted: readonly string[];
};

/** The leaf of a record at its place in its account's tree. */
export const placeLeaf = (record: ActivityRecord, leafIndex: number, saltOf: SaltOf): PlacedLeaf => {
  const { actor, about } = subjectsOf(record);
  const words: [string, Json][] = [];
  const salted = new Set<string>();
  const commit = (path: string, word: Json): Commitment => {
    const subject = isActorPath(path) ? actor : (about ?? actor);
    const salt = saltOf(subject);
    // Of somebody who was forgotten nothing is kept: what they did since stands under a salt that nobody has.
    if (salt === null) return commitmentOf(randomBytes(32), path, word);
    words.push([path, word]);
    salted.add(subject);
    return commitmentOf(salt, path, word);
  };
  const leaf = canonicalText(leafOf(record, leafIndex, commit));
  return {
    leaf,
    hash: leafHash(sha256, Buffer.from(leaf, 'utf8')),
    subjectId: actor,
    aboutId: about,
    personal: words.length === 0 ? null : Object.fromEntries(words),
    salted: [...salted],
  };
};

const isActorPath = (path: string): boolean => actorPaths.some((one) => one === path);

/** Whose salts a record may need. */
export const subjectIdsOf = (record: ActivityRecord): readonly string[] => {
  const { actor, about } = subjectsOf(record);
  const hasWords = record.personName !== null || record.address !== '' || mayHaveWords(record);
  if (!hasWords) return [];
  return about === null || about === actor ? [actor] : [actor, about];
};

const nothing: Commitment = { commitment: '' };

const mayHaveWords = ({ oldValue, newValue, details }: ActivityRecord): boolean => {
  let words = 0;
  const count = () => {
    words += 1;
    return nothing;
  };
  for (const value of [oldValue, newValue, details]) withoutWords(value, '', count);
  return words > 0;
};
