import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { canonicalJson, type Json } from '../licence/canonical-json.ts';
import { type Chance, chanceFrom, forMany, timesAsMany } from '../testing/many-cases.ts';
import { checkpointText, signedCheckpoint } from './checkpoint.ts';
import { exportProofHead, type ProofEntry, proofLine, proofPlaces } from './export-proof.ts';
import type { Change } from './first-change.ts';
import { leafHash, rootOf } from './merkle-tree.ts';
import { noteKeyId, type VerifierKey } from './signed-note.ts';
import { type ExportMaterial, type ExportVerdict, verifyExport } from './verify-export.ts';

// A machine that is busy is slow at hashing, and nothing here waits for anything else.
vi.setConfig({ testTimeout: 120_000 });

const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer');
const utf8 = (text: string) => new Uint8Array(Buffer.from(text));
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

type Pair = { readonly secret: KeyObject; readonly publicKey: Uint8Array; readonly known: KeyObject };
function pairOf(seed: number): Pair {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const known = createPublicKey(secret);
  return {
    secret,
    known,
    publicKey: new Uint8Array(known.export({ format: 'der', type: 'spki' }).subarray(-32)),
  };
}
const [ours, theirs] = [pairOf(7), pairOf(9)];
const verifySignature = (message: Uint8Array, signature: Uint8Array, key: Uint8Array) => {
  const pair = [ours, theirs].find(({ publicKey }) => Buffer.compare(publicKey, key) === 0);
  return pair !== undefined && verify(null, message, pair.known, signature);
};
const tools = { sha256, verifySignature, textOf };

const accountId = '3f8e2f6e-1b1c-4c8e-9d30-0d9f6f1f0a01';
const origin = `partners.example/${accountId}`;
const keyOf = ({ publicKey }: Pair, name = origin): VerifierKey => ({
  name,
  keyId: noteKeyId(sha256, name, publicKey),
  publicKey,
});

function recordOf(
  leafIndex: number,
  chance: Chance,
  account = accountId,
): { readonly [member: string]: Json } {
  const day = chance.int(10, 28);
  return {
    v: 1,
    accountId: account,
    leafIndex,
    id: `01938f00-0000-7000-8000-${String(chance.int(0, 1e9)).padStart(12, '0')}`,
    at: `2026-11-${day}T10:00:00.000Z`,
    recordedAt: `2026-11-${day}T10:00:00.250Z`,
    action: chance.pick(['get_software_key', 'create_order', 'update_order', 'software_download']),
    outcome: chance.pick(['succeeded', 'refused']),
    resourceType: 'entitlement',
    resourceId: `e${chance.int(0, 1e6)}`,
    customerName: chance.pick(['Fındık Gıda', 'Hazelnut Foods', null]),
    user: { id: `p${chance.int(0, 9)}`, name: { commitment: `c${chance.int(0, 1e6)}` } },
    newValue: { quantity: chance.int(1, 9) },
  };
}

const lineOf = (record: { readonly [member: string]: Json }) => utf8(canonicalJson(record));
const hashesOf = (lines: readonly Uint8Array[]) => lines.map((line) => leafHash(sha256, line));

function noteOf(
  lines: readonly Uint8Array[],
  { pair = ours, name = origin, size = lines.length }: { pair?: Pair; name?: string; size?: number } = {},
) {
  const checkpoint = { origin: name, size, root: rootOf(sha256, hashesOf(lines)) };
  const signature = new Uint8Array(sign(null, utf8(checkpointText(checkpoint)), pair.secret));
  return signedCheckpoint(checkpoint, noteKeyId(sha256, name, pair.publicKey), signature);
}

function entriesOf(all: readonly Uint8Array[], indices: readonly number[]): ProofEntry[] {
  const hashes = hashesOf(all);
  return [...proofPlaces(all.length, indices)].map((place) =>
    'leaf' in place
      ? { leaf: hashes[place.leaf]! }
      : {
          height: place.height,
          node: rootOf(
            sha256,
            hashes.slice(place.index * 2 ** place.height, (place.index + 1) * 2 ** place.height),
          ),
        },
  );
}

function proofOf(all: readonly Uint8Array[], indices: readonly number[], note = noteOf(all)): string {
  return exportProofHead(note) + entriesOf(all, indices).map(proofLine).join('');
}

const linesOf = (text: string) => (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
const range = (begin: number, end: number) => Array.from({ length: end - begin }, (_, at) => begin + at);

/** A log, an export of it, and what may stand beside it. */
type Case = {
  readonly all: readonly Uint8Array[];
  readonly indices: readonly number[];
  readonly lines: readonly Uint8Array[];
  readonly proof: string | undefined;
  readonly notes: readonly string[];
  /** Sizes of the checkpoints the records are held against. */
  readonly sizes: readonly number[];
};

/** Forty logs, so that ten thousand cases need not sign ten thousand times. */
const logs = range(0, 40).map((seed) => {
  const chance = chanceFrom(seed + 1);
  const all = range(0, chance.int(12, 34)).map((index) => lineOf(recordOf(index, chance)));
  const sizes = [...new Set([chance.int(1, all.length), chance.int(1, all.length), all.length])].sort(
    (a, b) => a - b,
  );
  return { all, sizes, notes: sizes.map((size) => noteOf(all.slice(0, size))) };
});

function caseFrom(chance: Chance): Case {
  const { all, sizes, notes } = chance.pick(logs);
  const newest = notes.slice(-1);
  const kind = chance.pick(['alone', 'many checkpoints', 'proved', 'part', 'chosen'] as const);
  const begin = chance.int(0, all.length - 6);
  const part = range(begin, chance.int(begin + 4, all.length));
  const chosen = range(0, all.length).filter((index) => index % 3 !== begin % 3);
  const indices = kind === 'part' ? part : kind === 'chosen' ? chosen : range(0, all.length);
  const proof =
    kind === 'alone' || kind === 'many checkpoints' ? undefined : proofOf(all, indices, newest[0]);
  const many = kind === 'many checkpoints';
  return {
    all,
    indices,
    lines: indices.map((index) => all[index]!),
    proof,
    notes: many ? notes : proof === undefined ? newest : [],
    sizes: many ? sizes : [all.length],
  };
}

function materialOf(
  { lines, proof, notes }: Pick<Case, 'lines' | 'proof' | 'notes'>,
  keys = [keyOf(ours)],
): ExportMaterial {
  return { lines: () => lines, proof: proof === undefined ? undefined : () => linesOf(proof), notes, keys };
}

const verdictOf = (one: Pick<Case, 'lines' | 'proof' | 'notes'>) => verifyExport(tools, materialOf(one));
const parsed = (line: Uint8Array) => JSON.parse(textOf(line)) as { [member: string]: Json };

/** What a tampering must be called: which kind, at which number of the log. */
type Named = { readonly kind: Change['kind']; readonly leafIndex: number; readonly exactly: boolean };
type Tampered = { readonly lines: readonly Uint8Array[]; readonly named: Named };

const exact = (kind: Change['kind'], leafIndex: number): Named => ({ kind, leafIndex, exactly: true });
/** Words alone were changed: only a proof can say where; a checkpoint says between which. */
const words = (one: Case, leafIndex: number): Named => ({
  kind: 'altered',
  leafIndex,
  exactly: one.proof !== undefined,
});

const tamperings: Readonly<Record<string, (one: Case, chance: Chance) => Tampered>> = {
  'a bit of a byte': (one, chance) => {
    const at = chance.int(0, one.lines.length - 1);
    const line = one.lines[at]!.slice();
    line[chance.int(0, line.length - 1)]! ^= 1 << chance.int(0, 7);
    return { lines: one.lines.with(at, line), named: words(one, one.indices[at]!) };
  },
  'a field': (one, chance) => {
    const at = chance.int(0, one.lines.length - 1);
    const field = chance.pick(['action', 'at', 'resourceId', 'user', 'newValue', 'id']);
    const line = lineOf({
      ...parsed(one.lines[at]!),
      [field]: chance.pick(['other', null, { quantity: 99 }]),
    });
    return { lines: one.lines.with(at, line), named: words(one, one.indices[at]!) };
  },
  'a space, where JSON allows one': (one, chance) => {
    const at = chance.int(0, one.lines.length - 1);
    const line = utf8(textOf(one.lines[at]!).replace('{', chance.pick(['{ ', '\t{', '{\r'])));
    return { lines: one.lines.with(at, line), named: exact('altered', one.indices[at]!) };
  },
  'its number': (one, chance) => {
    const at = chance.int(0, one.lines.length - 1);
    const index = one.indices[at]!;
    const leafIndex = chance.pick(
      [index + 1, index + 7, Math.max(0, index - 1), 1e15].filter((to) => to !== index),
    );
    const line = lineOf({ ...parsed(one.lines[at]!), leafIndex });
    return { lines: one.lines.with(at, line), named: exact('altered', index) };
  },
  'a run of records removed': (one, chance) => {
    const at = chance.int(0, one.lines.length - 1);
    const lines = one.lines.toSpliced(at, chance.int(1, 5));
    return { lines, named: exact('removed', one.indices[at]!) };
  },
  'several records removed': (one, chance) => {
    const gone = new Set(range(0, chance.int(1, 6)).map(() => chance.int(0, one.lines.length - 1)));
    const lines = one.lines.filter((_, at) => !gone.has(at));
    return { lines, named: exact('removed', one.indices[Math.min(...gone)]!) };
  },
  'the end cut off': (one, chance) => {
    const at = chance.int(0, one.lines.length - 1);
    const line = one.lines[at]!;
    const kept = chance.int(0, line.length - 1);
    const lines = one.lines.slice(0, at);
    return kept === 0
      ? { lines, named: exact('removed', one.indices[at]!) }
      : { lines: [...lines, line.slice(0, kept)], named: exact('altered', one.indices[at]!) };
  },
  'a copy added': (one, chance) => {
    const [from, to] = [chance.int(0, one.lines.length - 1), chance.int(0, one.lines.length)];
    // Beside itself nobody can say which of the two is the copy: the second is.
    const place = to === from ? from + 1 : to;
    return { lines: one.lines.toSpliced(to, 0, one.lines[from]!), named: added(one, place) };
  },
  'a forged record added': (one, chance) => {
    const to = chance.int(0, one.lines.length);
    const number = one.indices[to] ?? one.all.length;
    return {
      lines: one.lines.toSpliced(to, 0, lineOf(recordOf(number, chance))),
      // Numbers alone cannot tell which of two records of one number is the forged one.
      named: one.proof === undefined && to < one.lines.length ? added(one, to + 1) : added(one, to),
    };
  },
  'a record of another account added': (one, chance) => {
    const to = chance.int(0, one.lines.length);
    const account = '3f8e2f6e-1b1c-4c8e-9d30-0d9f6f1f0a02';
    const line = lineOf(recordOf(one.indices[to] ?? one.all.length, chance, account));
    return { lines: one.lines.toSpliced(to, 0, line), named: added(one, to) };
  },
  'a record of another account in the place of one': (one, chance) => {
    const at = chance.int(0, one.lines.length - 1);
    const account = '3f8e2f6e-1b1c-4c8e-9d30-0d9f6f1f0a02';
    const line = lineOf(recordOf(one.indices[at]!, chance, account));
    return { lines: one.lines.with(at, line), named: exact('altered', one.indices[at]!) };
  },
  'an empty line added': (one, chance) => {
    const to = chance.int(0, one.lines.length);
    return { lines: one.lines.toSpliced(to, 0, new Uint8Array(0)), named: added(one, to) };
  },
  'two records swapped': (one, chance) => {
    const from = chance.int(0, one.lines.length - 2);
    const to = chance.int(from + 1, one.lines.length - 1);
    const lines = one.lines.with(from, one.lines[to]!).with(to, one.lines[from]!);
    return { lines, named: exact('reordered', one.indices[from]!) };
  },
  'a record moved': (one, chance) => {
    const from = chance.int(0, one.lines.length - 1);
    const moved = one.lines.toSpliced(from, 1);
    const to = chance.pick(range(0, one.lines.length).filter((place) => place !== from));
    return {
      lines: moved.toSpliced(to, 0, one.lines[from]!),
      named: exact('reordered', one.indices[Math.min(from, to)]!),
    };
  },
  'a run turned round': (one, chance) => {
    const from = chance.int(0, one.lines.length - 2);
    const to = chance.int(from + 2, one.lines.length);
    const run = one.lines.slice(from, to).toReversed();
    return {
      lines: one.lines.toSpliced(from, to - from, ...run),
      named: exact('reordered', one.indices[from]!),
    };
  },
};

function added(one: Case, at: number): Named {
  return exact('added', one.indices[at] ?? (one.indices.at(-1) ?? -1) + 1);
}

/** Between the last checkpoint before a record and the first after it. */
function between(sizes: readonly number[], index: number) {
  return {
    begin: Math.max(0, ...sizes.filter((size) => size <= index)),
    end: Math.min(...sizes.filter((size) => size > index)),
  };
}

function isNamed(verdict: ExportVerdict, { kind, leafIndex, exactly }: Named, one: Case): boolean {
  if (verdict.verdict !== 'changed' || verdict.change.kind !== kind) return false;
  const { change } = verdict;
  if (change.upTo === undefined) return change.leafIndex === leafIndex;
  const { begin, end } = between(one.sizes, leafIndex);
  return !exactly && change.leafIndex === begin && change.upTo === end;
}

const runs = timesAsMany(process.env.KONTOR_PROPERTY_RUNS);

describe('an export', () => {
  test('that nobody touched is intact, whole or in part, with a proof or whole without one', () => {
    forMany(400 * runs, (chance) => {
      const one = caseFrom(chance);
      expect(verdictOf(one)).toMatchObject({
        verdict: 'intact',
        records: one.indices.length,
        first: one.indices[0],
        last: one.indices.at(-1),
        complete: one.indices.length === one.all.length,
        checkpoint: { origin, size: one.all.length },
        proofIsWrong: false,
      });
    });
  });

  test('tampered with in any of ten thousand ways is found out, and the first record is named rightly', () => {
    const kinds = Object.keys(tamperings);
    const found = new Map<string, number>();
    forMany(10_000 * runs, (chance) => {
      const one = caseFrom(chance);
      const kind = chance.pick(kinds);
      const { lines, named } = tamperings[kind]!(one, chance);
      const verdict = verdictOf({ ...one, lines });
      if (!isNamed(verdict, named, one))
        throw new Error(
          `${kind}: ${JSON.stringify({ verdict, named, proof: one.proof !== undefined, sizes: one.sizes, indices: one.indices })}`,
        );
      found.set(kind, (found.get(kind) ?? 0) + 1);
    });
    expect([...found.keys()].sort()).toEqual(kinds.sort());
  });

  test('whose checkpoint was forged, or signed by another key, is refused', () => {
    forMany(300 * runs, (chance) => {
      const one = caseFrom(chance);
      const genuine = noteOf(one.all);
      const other = recordOf(0, chance);
      const forged = chance.pick([
        noteOf([lineOf(other), ...one.all.slice(1)], { pair: theirs }),
        genuine.replace(`\n${one.all.length}\n`, `\n${one.all.length + 1}\n`),
        genuine.replace(accountId, '3f8e2f6e-1b1c-4c8e-9d30-0d9f6f1f0a02'),
        noteOf(one.all, { name: 'partners.example/other', pair: theirs }),
        genuine.replace(/[A-Za-z0-9+/]{6}=?=?\n$/, 'AAAAAA\n'),
        `${genuine}x`,
      ]);
      const proof = one.proof?.replace(genuine, forged);
      const verdict = verdictOf({ ...one, proof, notes: one.proof === undefined ? [forged] : [] });
      expect(verdict.verdict).toMatch(/^(checkpoint|proof)_refused$/);
      const unknown = verifyExport(tools, materialOf(one, [keyOf(theirs)]));
      expect(unknown).toMatchObject({ verdict: 'checkpoint_refused', reason: 'unknown_key' });
    });
  });

  test('rewritten together with its proof is found out by any checkpoint, and several say between which records', () => {
    forMany(400 * runs, (chance) => {
      const log = chance.pick(logs);
      const at = chance.int(0, log.all.length - 1);
      const rewritten = log.all.with(at, lineOf({ ...parsed(log.all[at]!), action: 'get_invoice' }));
      const proof = proofOf(rewritten, range(0, log.all.length), log.notes.at(-1));
      const { begin, end } = between(log.sizes, at);
      const verdict = verdictOf({ lines: rewritten, proof, notes: log.notes });
      expect(verdict).toMatchObject({ verdict: 'changed', change: { kind: 'altered', leafIndex: begin } });
      if (verdict.verdict === 'changed') expect(verdict.change.upTo ?? begin + 1).toBe(end);
      // Removed from both: the numbers that are left say so.
      const cut = chance.int(0, log.all.length - 1);
      const without = log.all.toSpliced(cut, 1);
      const shorter =
        exportProofHead(log.notes.at(-1)!) +
        entriesOf(without, range(0, without.length)).map(proofLine).join('');
      expect(verdictOf({ lines: without, proof: shorter, notes: [] }).verdict).toBe('proof_refused');
      const refilled = [...without, lineOf(recordOf(log.all.length - 1, chance))];
      if (cut < log.all.length - 2)
        expect(
          verdictOf({
            lines: refilled,
            proof: proofOf(refilled, range(0, refilled.length), log.notes.at(-1)),
            notes: [],
          }),
        ).toMatchObject({ verdict: 'changed', change: { kind: 'removed', leafIndex: cut } });
    });
  });

  test('of a log that was rewritten and signed anew is found out by a checkpoint that somebody kept', () => {
    forMany(300 * runs, (chance) => {
      const log = chance.pick(logs.filter(({ sizes }) => sizes.length > 1));
      const kept = log.sizes[0]!;
      const at = chance.int(0, kept - 1);
      const rewritten = log.all.with(at, lineOf({ ...parsed(log.all[at]!), outcome: 'other' }));
      const resigned = noteOf(rewritten);
      const proof = proofOf(rewritten, range(0, rewritten.length), resigned);
      const change = kept === 1 ? { leafIndex: 0 } : { leafIndex: 0, upTo: kept };
      for (const one of [
        { lines: rewritten, proof, notes: [log.notes[0]!] },
        { lines: rewritten, proof: undefined, notes: [log.notes[0]!, resigned] },
      ])
        expect(verdictOf(one)).toMatchObject({ verdict: 'changed', change });
      const both = { lines: rewritten, proof, notes: [log.notes.at(-1)!] };
      expect(verdictOf(both)).toEqual({ verdict: 'forked', size: log.all.length });
    });
  });

  test('needs no proof when it is whole: a wrong one is only said to be wrong', () => {
    forMany(300 * runs, (chance) => {
      const log = chance.pick(logs);
      const entries = entriesOf(log.all, range(0, log.all.length));
      const at = chance.int(0, entries.length - 1);
      const wrong = entries.with(at, { leaf: sha256(utf8('wrong')) });
      const proof = exportProofHead(log.notes.at(-1)!) + wrong.map(proofLine).join('');
      expect(verdictOf({ lines: log.all, proof, notes: [] })).toMatchObject({
        verdict: 'intact',
        proofIsWrong: true,
      });
    });
  });

  test('in part whose proof was tampered with is never intact', () => {
    forMany(500 * runs, (chance) => {
      const one = caseFrom(chance);
      if (one.proof === undefined || one.indices.length === one.all.length) return;
      const proofLines = linesOf(one.proof);
      const head = proofLines.lastIndexOf('') + 1;
      const at = chance.int(head, proofLines.length - 1);
      const line = proofLines[at]!;
      const tampered = chance.pick([
        () => proofLines.toSpliced(at, 1),
        () => proofLines.toSpliced(at, 0, line),
        () => proofLines.with(at, line.replace(/[A-Za-z0-9+/]{4}=?$/, 'AAA=')),
        () =>
          proofLines.with(
            at,
            line.startsWith('leaf') ? line.replace('leaf', 'node 0') : line.replace(/node \d+/, 'leaf'),
          ),
        () => proofLines.with(at, `${line} `),
        () => proofLines.slice(0, at),
        () => proofLines.with(0, 'kontor-export-proof/v2'),
      ])();
      const text = `${tampered.join('\n')}\n`;
      expect([text === one.proof, verdictOf({ ...one, proof: text }).verdict]).toEqual([
        false,
        expect.stringMatching(/^(changed|proof_refused)$/),
      ]);
    });
  });

  test('without a checkpoint is unproven, unless its own numbers speak against it', () => {
    const { all } = logs[0]!;
    const alone = (lines: readonly Uint8Array[]) => verdictOf({ lines, proof: undefined, notes: [] });
    expect(alone(all)).toEqual({ verdict: 'unproven' });
    expect(alone(all.slice(4))).toEqual({ verdict: 'unproven' });
    expect(alone([])).toEqual({ verdict: 'unproven' });
    expect(alone(all.toSpliced(5, 2))).toMatchObject({ change: { kind: 'removed', leafIndex: 5 } });
    expect(alone(all.toSpliced(5, 0, all[2]!))).toMatchObject({ change: { kind: 'added', leafIndex: 5 } });
    expect(alone(all.with(5, all[6]!).with(6, all[5]!))).toMatchObject({
      change: { kind: 'reordered', leafIndex: 5, recordId: parsed(all[5]!).id },
    });
    expect(alone(all.with(5, utf8('{}')))).toMatchObject({ change: { kind: 'altered', leafIndex: 5 } });
  });

  test('names the record by its id as well, where it still says one', () => {
    const { all, notes } = logs[1]!;
    const proof = proofOf(all, range(0, all.length), notes.at(-1));
    const line = lineOf({ ...parsed(all[3]!), outcome: 'refuted' });
    expect(verdictOf({ lines: all.with(3, line), proof, notes: [] })).toEqual({
      verdict: 'changed',
      change: { kind: 'altered', leafIndex: 3, recordId: parsed(all[3]!).id },
    });
  });

  test('says which numbers it leaves out, so that a proof rewritten to leave one out cannot hide it', () => {
    const { all, notes } = logs[2]!;
    const indices = range(0, all.length).filter((index) => index !== 7);
    const lines = indices.map((index) => all[index]!);
    expect(verdictOf({ lines, proof: proofOf(all, indices, notes.at(-1)), notes: [] })).toMatchObject({
      verdict: 'intact',
      complete: false,
      gaps: 1,
      firstGap: { begin: 7, end: 8 },
    });
  });

  test('is held against none but the checkpoints of its own tree', () => {
    const { all, notes } = logs[3]!;
    const name = 'partners.example/3f8e2f6e-1b1c-4c8e-9d30-0d9f6f1f0a02';
    const verdict = verifyExport(tools, {
      ...materialOf({ lines: all, proof: undefined, notes: [notes.at(-1)!, noteOf(all, { name })] }),
      keys: [keyOf(ours), keyOf(ours, name)],
    });
    expect(verdict).toEqual({ verdict: 'checkpoint_refused', reason: 'other_tree', note: 1 });
  });

  test('of no records is intact when the tree has none, or when its proof says so', () => {
    expect(verdictOf({ lines: [], proof: undefined, notes: [noteOf([])] })).toMatchObject({
      verdict: 'intact',
      records: 0,
      first: null,
      last: null,
    });
    const { all, notes } = logs[4]!;
    expect(verdictOf({ lines: [], proof: proofOf(all, [], notes.at(-1)), notes: [] })).toMatchObject({
      verdict: 'intact',
      records: 0,
    });
    expect(
      verdictOf({ lines: all.slice(0, 1), proof: proofOf(all, [], notes.at(-1)), notes: [] }),
    ).toMatchObject({
      change: { kind: 'added', leafIndex: 0 },
    });
  });
});
