import { type Opening, openingsFor, parseOpening } from '@kontor/domain/activity/openings';
import { parseRecordLine } from '@kontor/domain/activity/record-line';
import { notesIn, parseVerifierKey, type VerifierKey } from '@kontor/domain/activity/signed-note';
import { verifyExport } from '@kontor/domain/activity/verify-export';
import { linesOf } from './file-lines.ts';
import type { OpenedNames, VerifyAnswer, VerifyQuestion } from './verify-messages.ts';
import { hmacSha256, verifyTools } from './verify-tools.ts';

const shownRows = 100;

class Unreadable extends Error {
  readonly what: 'keys' | 'openings';
  readonly line: number;
  constructor(what: 'keys' | 'openings', line: number) {
    super(what);
    this.what = what;
    this.line = line;
  }
}

const say = (answer: VerifyAnswer) => self.postMessage(answer);

self.onmessage = ({ data }: MessageEvent<VerifyQuestion>) => {
  try {
    say({ kind: 'done', ...verified(data) });
  } catch (error) {
    if (error instanceof Unreadable) say({ kind: 'unreadable', what: error.what, line: error.line });
    else say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
};
say({ kind: 'ready' });

function verified({
  files,
  typedKeys,
}: VerifyQuestion): Pick<Extract<VerifyAnswer, { kind: 'done' }>, 'verdict' | 'names'> {
  const text = (part: readonly File[]) =>
    [...linesOf(part)].map((line) => `${verifyTools.textOf(line)}\n`).join('');
  const total = [...files.records, ...files.proof].reduce((sum, { size }) => sum + size, 0);
  let bytes = 0;
  const onBytes = (read: number) => {
    bytes += read;
    // A second look, to name a record, is not more work than the whole.
    say({ kind: 'progress', bytes: Math.min(bytes, total), total });
  };
  const proof = files.proof;
  const verdict = verifyExport(verifyTools, {
    lines: () => linesOf(files.records, onBytes),
    proof:
      proof.length === 0
        ? undefined
        : function* () {
            for (const line of linesOf(proof, onBytes)) yield verifyTools.textOf(line);
          },
    notes: notesIn(text(files.checkpoint)),
    keys: keysIn(`${typedKeys}\n${text(files.keys)}`),
  });
  return { verdict, names: files.openings.length === 0 ? undefined : namesIn(files) };
}

function keysIn(text: string): VerifierKey[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return [];
    const key = parseVerifierKey(verifyTools.sha256, line.trim());
    if (!key) throw new Unreadable('keys', at + 1);
    return [key];
  });
}

function namesIn({ records, openings: source }: VerifyQuestion['files']): OpenedNames {
  const openings = openingsFor(hmacSha256, openingsIn(source));
  const rows: OpenedNames['rows'][number][] = [];
  let [opened, closed] = [0, 0];
  for (const line of linesOf(records)) {
    const record = parseRecordLine(verifyTools.textOf(line));
    if (!record) continue;
    const { words, closed: shut } = openings.open(record.leaf);
    opened += words.length;
    closed += shut;
    if (rows.length < shownRows && words.length > 0)
      rows.push({
        leafIndex: record.leafIndex,
        at: String(record.leaf.at),
        action: String(record.leaf.action),
        words: words.map(({ path, value }) => ({
          path,
          value: typeof value === 'string' ? value : JSON.stringify(value),
        })),
      });
  }
  return { opened, closed, unused: openings.unused(), rows };
}

function* openingsIn(files: readonly File[]): Generator<Opening> {
  let read = 0;
  for (const line of linesOf(files)) {
    read += 1;
    const opening = parseOpening(verifyTools.textOf(line));
    if (!opening) throw new Unreadable('openings', read);
    yield opening;
  }
}
