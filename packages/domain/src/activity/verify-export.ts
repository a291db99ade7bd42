import { type Checkpoint, type CheckpointFault, openCheckpoint } from './checkpoint.ts';
import {
  byNumber,
  foundByHash,
  foundByNumber,
  type Lines,
  leavesOf,
  type OpenedProof,
  openProof,
  type TextOf,
  walkBoth,
} from './export-reading.ts';
import { type Change, type Expected, firstChange, isAmong } from './first-change.ts';
import { type Hash, leafHash } from './merkle-tree.ts';
import { parseRecordLine } from './record-line.ts';
import type { VerifierKey, VerifySignature } from './signed-note.ts';
import { type Comparison, failedRange, treeReader } from './tree-reader.ts';
import { equal } from './verify-proof.ts';

/** What a runtime brings: a server, a command line and a browser each have their own. */
export type Toolbox = {
  readonly sha256: Hash;
  readonly verifySignature: VerifySignature;
  /** UTF-8; bytes that are none may become anything. */
  readonly textOf: TextOf;
};

export type ExportMaterial = {
  /** The lines of `records.jsonl` without their newlines, as bytes; read from the start each time it is called. */
  readonly lines: Lines;
  /** The lines of the proof of the export, if there is one; the same. */
  readonly proof: (() => Iterable<string>) | undefined;
  /** Signed checkpoints, in any order. */
  readonly notes: readonly string[];
  readonly keys: readonly VerifierKey[];
};

export type Intact = {
  readonly verdict: 'intact';
  readonly records: number;
  /** Numbers of the first and the last record; null when there is none. */
  readonly first: number | null;
  readonly last: number | null;
  /** How many runs of numbers between them the export leaves out, and the first of these. */
  readonly gaps: number;
  readonly firstGap: { readonly begin: number; readonly end: number } | null;
  /** Whether it is every record from the first of the tree to the checkpoint. */
  readonly complete: boolean;
  /** The newest checkpoint that the records were found to lead to, and how many did. */
  readonly checkpoint: Checkpoint;
  readonly compared: number;
  /** The proof is not that of what was signed; the records are complete and need none. */
  readonly proofIsWrong: boolean;
};

export type ExportVerdict =
  | Intact
  | { readonly verdict: 'changed'; readonly change: Change }
  /** Nothing speaks against the records, and nothing for them: no checkpoint was given. */
  | { readonly verdict: 'unproven' }
  /** Two checkpoints of one size, both signed, have different roots: somebody was shown another log. */
  | { readonly verdict: 'forked'; readonly size: number }
  | {
      readonly verdict: 'checkpoint_refused';
      readonly reason: CheckpointFault | 'other_tree';
      /** Which of the notes; null: the one inside the proof. */
      readonly note: number | null;
    }
  | { readonly verdict: 'proof_refused' };

/** Says whether an export is what was recorded, and if not, at which record it first differs. */
export function verifyExport(tools: Toolbox, material: ExportMaterial): ExportVerdict {
  const proof = material.proof && openProof(material.proof);
  if (material.proof && !proof) return { verdict: 'proof_refused' };
  const opened = openAll(tools, material, proof);
  if (!opened.accepted) return opened.verdict;
  const { checkpoints } = opened;
  const fork = checkpoints.find((one, at) => checkpoints[at - 1]?.size === one.size);
  if (fork) return { verdict: 'forked', size: fork.size };
  return proof && opened.own
    ? verifyProved(tools, material.lines, { proof, checkpoints, size: opened.own.size })
    : verifyComplete(tools, material.lines, checkpoints);
}

type Opened =
  | {
      readonly accepted: true;
      /** Ascending by size, each once. */
      readonly checkpoints: readonly Checkpoint[];
      /** The proof's own. */
      readonly own: Checkpoint | undefined;
    }
  | { readonly accepted: false; readonly verdict: ExportVerdict };

function openAll(tools: Toolbox, { notes, keys }: ExportMaterial, proof: OpenedProof | undefined): Opened {
  const checkpoints: Checkpoint[] = [];
  const all = [...notes.entries(), ...(proof ? [[null, proof.note] as const] : [])];
  let own: Checkpoint | undefined;
  for (const [note, text] of all) {
    const one = openCheckpoint(tools.verifySignature, text, keys);
    const origin = checkpoints[0]?.origin;
    const reason = !one.verified
      ? one.reason
      : origin !== undefined && origin !== one.checkpoint.origin
        ? 'other_tree'
        : undefined;
    if (!one.verified || reason !== undefined)
      return {
        accepted: false,
        verdict: { verdict: 'checkpoint_refused', reason: reason ?? 'malformed', note },
      };
    const { size, root } = one.checkpoint;
    if (note === null) own = one.checkpoint;
    if (!checkpoints.some((known) => known.size === size && equal(known.root, root)))
      checkpoints.push(one.checkpoint);
  }
  return { accepted: true, checkpoints: checkpoints.sort((a, b) => a.size - b.size), own };
}

/** Without a proof an export can be held against checkpoints only as the whole tree up to the newest. */
function verifyComplete(tools: Toolbox, lines: Lines, checkpoints: readonly Checkpoint[]): ExportVerdict {
  const newest = checkpoints.at(-1);
  if (!newest) return verifyOrder(tools, lines);
  const { size } = newest;
  const change = changeOfOrder(tools, lines, numbers(0, size), accountOf(newest));
  if (change) return { verdict: 'changed', change };
  const tree = treeReader(tools.sha256, checkpoints);
  for (const line of lines()) tree.push(0, leafHash(tools.sha256, line));
  const range = failedRange(tree.comparisons());
  if (range) return { verdict: 'changed', change: changeWithin(tools, lines, range) };
  const ends = size === 0 ? { first: null, last: null } : { first: 0, last: size - 1 };
  return intact(tree.comparisons(), { records: size, ...ends, gaps: 0, firstGap: null, complete: true });
}

/** Without a checkpoint only the numbers that the records say they have can be held against each other. */
function verifyOrder(tools: Toolbox, lines: Lines): ExportVerdict {
  let [begin, end] = [Number.MAX_SAFE_INTEGER, 0];
  let account: string | undefined;
  for (const line of lines()) {
    const record = parseRecordLine(tools.textOf(line));
    account ??= record?.accountId;
    if (!record || record.accountId !== account) continue;
    begin = Math.min(begin, record.leafIndex);
    end = Math.max(end, record.leafIndex + 1);
  }
  const change = changeOfOrder(tools, lines, numbers(Math.min(begin, end), end), account);
  return change ? { verdict: 'changed', change } : { verdict: 'unproven' };
}

function verifyProved(
  tools: Toolbox,
  lines: Lines,
  given: { readonly proof: OpenedProof; readonly checkpoints: readonly Checkpoint[]; readonly size: number },
): ExportVerdict {
  const { proof, checkpoints, size } = given;
  const walk = walkBoth(tools.sha256, lines(), proof, given);
  if (!walk) return { verdict: 'proof_refused' };
  const wrong = failedRange(walk.said);
  if (!wrong && !walk.differs) return intact(walk.said, walk);
  const byHash = wrong
    ? undefined
    : firstChange(leavesOf(proof), foundByHash(tools.sha256, tools.textOf, lines), isAmong);
  if (byHash) return { verdict: 'changed', change: byHash };
  // The proof does not lead to what was signed, so that it cannot say which record does not either.
  const range = walk.paired ? failedRange(walk.read) : undefined;
  if (walk.paired && walk.complete && !range) return intact(walk.read, walk, true);
  const places = byNumber(leavesOf(proof));
  const account = checkpoints[0] && accountOf(checkpoints[0]);
  const order = changeOfOrder(tools, lines, { places, isLater: isAmong }, account);
  const change = order ?? changeWithin(tools, lines, range ?? wrong ?? { begin: 0, end: size });
  return { verdict: 'changed', change };
}

type Places = {
  readonly places: Iterator<Expected<number>>;
  readonly isLater: (key: number, rest: Iterator<Expected<number>>) => boolean;
};

function numbers(begin: number, end: number): Places {
  const all = function* () {
    for (let index = begin; index < end; index += 1) yield { index, key: index };
  };
  const isLater: Places['isLater'] = (key, rest) => {
    const next = rest.next();
    return !next.done && key >= next.value.index && key < end;
  };
  return { places: all(), isLater };
}

function changeOfOrder(
  { textOf }: Toolbox,
  lines: Lines,
  { places, isLater }: Places,
  account: string | undefined,
): Change | undefined {
  return firstChange(places, foundByNumber(textOf, lines, account), isLater);
}

/** The order is as it should be, so that what does not lead to the root has other words than it had. */
function changeWithin(
  { textOf }: Toolbox,
  lines: Lines,
  { begin, end }: { readonly begin: number; readonly end: number },
): Change {
  if (end - begin > 1) return { kind: 'altered', leafIndex: begin, upTo: end };
  for (const line of lines()) {
    const record = parseRecordLine(textOf(line));
    if (record?.leafIndex === begin) return { kind: 'altered', leafIndex: begin, recordId: record.id };
  }
  return { kind: 'altered', leafIndex: begin };
}

function intact(
  comparisons: readonly Comparison[],
  seen: Pick<Intact, 'records' | 'first' | 'last' | 'gaps' | 'firstGap' | 'complete'>,
  proofIsWrong = false,
): ExportVerdict {
  const matched = comparisons.filter(({ matches }) => matches === true);
  const checkpoint = matched.at(-1)?.checkpoint;
  if (!checkpoint) return { verdict: 'unproven' };
  const { records, first, last, gaps, firstGap, complete } = seen;
  const facts = { records, first, last, gaps, firstGap, complete };
  return { verdict: 'intact', ...facts, checkpoint, compared: matched.length, proofIsWrong };
}

/** A tree is named `<host>/<account>`. */
function accountOf({ origin }: Checkpoint): string {
  return origin.slice(origin.lastIndexOf('/') + 1);
}
