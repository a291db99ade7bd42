import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Opening, type Openings, openingsFor, parseOpening } from '@kontor/domain/activity/openings';
import { parseRecordLine } from '@kontor/domain/activity/record-line';
import { notesIn, parseVerifierKey, type VerifierKey } from '@kontor/domain/activity/signed-note';
import { verifyExport } from '@kontor/domain/activity/verify-export';
import { sha256 } from '../activity/leaf-of.ts';
import { hmacSha256, verifyTools } from '../activity/verify-tools.ts';
import { exportFiles } from './audit-export-files.ts';
import { sayOpenings, sayRecord, sayVerdict } from './audit-words.ts';
import { linesOfFiles } from './read-lines.ts';
import { InputRefused, UsageError } from './usage.ts';

type Said = { readonly out: (text: string) => void };

/**
 * `kontor audit verify`: offline, without a database or a configuration.
 * @throws UsageError, InputRefused where the export is not proven to be what was recorded.
 */
export function verifyAudit(words: readonly string[], { out }: Said): void {
  const given = readWords(words);
  const verdict = verifyExport(verifyTools, {
    lines: () => linesOfFiles(given.records),
    proof: given.proof === undefined ? undefined : proofLines(given.proof),
    notes: given.checkpoints.flatMap((path) => notesIn(textOfFile(path))),
    keys: given.keys,
  });
  const said = sayVerdict(verdict);
  if (verdict.verdict !== 'intact') throw new InputRefused(said[0] ?? '', said.slice(1));
  out(said.map((line) => `${line}\n`).join(''));
  if (given.keysCameAlong)
    out('The keys came with the export: this says that it fits itself. Compare them with keys you know.\n');
  if (given.openings !== undefined) openRecords(given, given.openings, out);
}

const proofLines = (path: string) =>
  function* () {
    for (const line of linesOfFiles([path])) yield verifyTools.textOf(line);
  };

type Given = {
  readonly records: readonly string[];
  readonly proof: string | undefined;
  readonly checkpoints: readonly string[];
  readonly keys: readonly VerifierKey[];
  readonly keysCameAlong: boolean;
  readonly openings: string | undefined;
  readonly names: boolean;
};

function readWords(words: readonly string[]): Given {
  const { values, positionals } = parse(words);
  const [first, ...others] = positionals;
  if (first === undefined)
    throw new UsageError('"kontor audit verify" needs the file or the folder of an export.');
  const folder = others.length === 0 && isFolder(first) ? first : undefined;
  const inFolder = (name: string) => existing(folder === undefined ? undefined : join(folder, name));
  const ownKeys = inFolder(exportFiles.keys);
  const keySources = values.key ?? (ownKeys === undefined ? [] : [ownKeys]);
  if (keySources.length === 0)
    throw new UsageError(
      '--key is needed: a verifier key of the log, or a file of them, from somewhere you trust.',
    );
  const checkpoint = inFolder(exportFiles.checkpoint);
  return {
    records: folder === undefined ? positionals : [join(folder, exportFiles.records)],
    proof: values.proof ?? inFolder(exportFiles.proof),
    checkpoints: [...(values.checkpoint ?? []), ...(checkpoint === undefined ? [] : [checkpoint])],
    keys: keySources.flatMap(keysOf),
    keysCameAlong: values.key === undefined,
    openings: values.openings ?? inFolder(exportFiles.openings),
    names: values.names === true,
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        proof: { type: 'string' },
        checkpoint: { type: 'string', multiple: true },
        key: { type: 'string', multiple: true },
        openings: { type: 'string' },
        names: { type: 'boolean' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A key, or a file with one a line. */
function keysOf(source: string): VerifierKey[] {
  const alone = parseVerifierKey(sha256, source);
  if (alone) return [alone];
  const lines = textOfFile(source).split(/\r?\n/);
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const key = parseVerifierKey(sha256, line.trim());
    if (!key) throw new InputRefused(`${source}, line ${at + 1}: this is no verifier key (name+id+base64).`);
    return [key];
  });
}

function openRecords({ records, names }: Given, path: string, out: Said['out']): void {
  const openings = openingsFor(hmacSha256, readOpenings(path));
  let [opened, closed] = [0, 0];
  for (const line of linesOfFiles(records)) {
    const record = parseRecordLine(verifyTools.textOf(line));
    if (!record) continue;
    const words = openings.open(record.leaf);
    opened += words.words.length;
    closed += words.closed;
    if (names) out(`${sayRecord(record, words.words)}\n`);
  }
  sayAll(openings, { opened, closed }, out);
}

function sayAll(openings: Openings, counts: { opened: number; closed: number }, out: Said['out']): void {
  const unused = openings.unused();
  for (const line of sayOpenings(counts)) out(`${line}\n`);
  if (unused > 0)
    throw new InputRefused(
      `${unused} of ${openings.count} openings open nothing here: they were altered, or belong to other records.`,
    );
}

function* readOpenings(path: string): Generator<Opening> {
  let read = 0;
  for (const line of linesOfFiles([path])) {
    read += 1;
    const opening = parseOpening(verifyTools.textOf(line));
    if (!opening) throw new InputRefused(`${path}, line ${read}: this is no opening.`);
    yield opening;
  }
}

function textOfFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputRefused(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function existing(path: string | undefined): string | undefined {
  return path !== undefined && statSync(path, { throwIfNoEntry: false })?.isFile() === true
    ? path
    : undefined;
}
