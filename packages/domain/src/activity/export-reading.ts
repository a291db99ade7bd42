import { toBase64 } from '../licence/bytes-as-text.ts';
import type { Checkpoint } from './checkpoint.ts';
import { exportProofLabel, type ProofEntry, parseProofLine } from './export-proof.ts';
import type { Expected, Found } from './first-change.ts';
import { type Hash, leafHash } from './merkle-tree.ts';
import { parseRecordLine } from './record-line.ts';
import { type Comparison, treeReader } from './tree-reader.ts';
import { equal } from './verify-proof.ts';

export type Lines = () => Iterable<Uint8Array>;
export type TextOf = (bytes: Uint8Array) => string;

/** A proof whose head was read. Entries are read again each time; undefined ends them at a line that is none. */
export type OpenedProof = {
  readonly note: string;
  readonly entries: () => Generator<ProofEntry | undefined>;
};

/** The proof of these lines; undefined when they do not begin as one. */
export function openProof(lines: () => Iterable<string>): OpenedProof | undefined {
  const head: string[] = [];
  let blank = 0;
  for (const line of lines()) {
    head.push(line);
    if (line === '') blank += 1;
    if (blank === 2 || head.length > mostHeadLines) break;
  }
  if (head[0] !== exportProofLabel || blank !== 2) return undefined;
  const note = head.slice(1, -1).map((line) => `${line}\n`);
  return { note: note.join(''), entries: () => entriesOf(lines(), head.length) };
}

/** A checkpoint has three lines and a few signatures. */
const mostHeadLines = 120;

function* entriesOf(lines: Iterable<string>, headLines: number): Generator<ProofEntry | undefined> {
  let read = 0;
  for (const line of lines) {
    read += 1;
    if (read > headLines) yield parseProofLine(line);
  }
}

/** The leaves of a proof, each with its number and its hash as text. */
export function* leavesOf(proof: OpenedProof): Generator<Expected<string>> {
  let index = 0;
  for (const entry of proof.entries()) {
    if (!entry) return;
    if ('leaf' in entry) yield { index, key: toBase64(entry.leaf) };
    index += 'leaf' in entry ? 1 : 2 ** entry.height;
  }
}

/** Records known by their number. */
export function* byNumber(expected: Iterable<Expected<unknown>>): Generator<Expected<number>> {
  for (const { index } of expected) yield { index, key: index };
}

/** The lines as records known by their hash. */
export function* foundByHash(hash: Hash, textOf: TextOf, lines: Lines): Generator<Found<string>> {
  for (const line of lines())
    yield {
      key: toBase64(leafHash(hash, line)),
      recordId: () => parseRecordLine(textOf(line))?.id,
    };
}

/** The lines as records known by the number they say they have; those of other accounts are none. */
export function* foundByNumber(
  textOf: TextOf,
  lines: Lines,
  accountId: string | undefined,
): Generator<Found<number>> {
  for (const line of lines()) {
    const record = parseRecordLine(textOf(line));
    const isOfTree = record && (accountId === undefined || record.accountId === accountId);
    yield { key: isOfTree ? record.leafIndex : undefined, recordId: () => record?.id };
  }
}

/** What reading an export beside its proof showed. */
export type Walk = {
  /** The tree as the proof says it, and as the lines are, held against the checkpoints. */
  readonly said: readonly Comparison[];
  readonly read: readonly Comparison[];
  /** Whether any line is not the record of its leaf. */
  readonly differs: boolean;
  /** As many lines as leaves. */
  readonly paired: boolean;
  readonly records: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly gaps: number;
  readonly firstGap: { readonly begin: number; readonly end: number } | null;
  readonly complete: boolean;
};

/** Reads lines and proof side by side; undefined when the proof is not one of a tree of that size. */
export function walkBoth(
  hash: Hash,
  lines: Iterable<Uint8Array>,
  proof: OpenedProof,
  { checkpoints, size }: { readonly checkpoints: readonly Checkpoint[]; readonly size: number },
): Walk | undefined {
  const [said, read] = [treeReader(hash, checkpoints), treeReader(hash, checkpoints)];
  const seen = places();
  const rest = lines[Symbol.iterator]();
  let [differs, missing] = [false, false];
  for (const entry of proof.entries()) {
    if (!entry) return undefined;
    const at = said.size();
    if ('node' in entry) {
      if (!said.push(entry.height, entry.node)) return undefined;
      read.push(entry.height, entry.node);
      continue;
    }
    seen.take(at);
    const line = rest.next();
    const found = line.done ? entry.leaf : leafHash(hash, line.value);
    if (line.done) missing = true;
    if (line.done || !equal(found, entry.leaf)) differs = true;
    said.push(0, entry.leaf);
    read.push(0, found);
  }
  if (said.size() !== size) return undefined;
  const surplus = rest.next().done !== true;
  return {
    said: said.comparisons(),
    read: read.comparisons(),
    differs: differs || surplus,
    paired: !missing && !surplus,
    ...seen.counted(size),
  };
}

/** Counts the numbers of an export's records, and the holes between them. */
function places() {
  let [records, gaps, next] = [0, 0, 0];
  let first: number | null = null;
  let firstGap: { begin: number; end: number } | null = null;
  const take = (index: number) => {
    if (first === null) first = index;
    else if (index > next) {
      gaps += 1;
      firstGap ??= { begin: next, end: index };
    }
    records += 1;
    next = index + 1;
  };
  const counted = (size: number) => ({
    records,
    first,
    last: records === 0 ? null : next - 1,
    gaps,
    firstGap,
    complete: records === size,
  });
  return { take, counted };
}
