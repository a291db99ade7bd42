import {
  exportProofHead,
  type ProofEntry,
  type ProofPlace,
  proofLine,
} from '@kontor/domain/activity/export-proof';
import {
  coverOf,
  type ReadTile,
  type Subtree,
  subtreeHash,
  tileRangeOf,
} from '@kontor/domain/activity/proof-path';
import { invariant } from '@kontor/domain/invariant';
import { query as readRows } from '../platform/db/batch.ts';
import { type ExportScope, eachWindow } from './export-pieces.ts';
import { readExportNumbers } from './export-store.ts';
import { sha256 } from './leaf-of.ts';
import { readTiles, tileReader } from './tile-store.ts';

/** The log as a signed checkpoint has it. */
export type SignedLog = { readonly size: number; readonly note: string };

/** Places whose tiles are read together. */
const placesAtOnce = 8192;

/** What makes the root of the checkpoint out of the exported records: their hashes, and those of everything else. */
export async function* proofPieces(scope: ExportScope, log: SignedLog): AsyncGenerator<string> {
  yield exportProofHead(log.note);
  let reached = 0;
  for await (const numbers of numbersOf(scope)) {
    const places: ProofPlace[] = [];
    for (const number of numbers) {
      places.push(...coverOf(reached, number), { leaf: number });
      reached = number + 1;
    }
    yield* linesOf(scope, places);
  }
  yield* linesOf(scope, coverOf(reached, log.size));
}

async function* numbersOf(scope: ExportScope): AsyncGenerator<readonly number[]> {
  const { pool, scope: tenant, accountId } = scope.reader;
  const windows = eachWindow(scope, (window) => readRows(pool, tenant, readExportNumbers(accountId, window)));
  for await (const [row] of windows) if (row?.numbers) yield row.numbers.split(',').map(Number);
}

async function* linesOf({ reader }: ExportScope, places: readonly ProofPlace[]): AsyncGenerator<string> {
  for (let first = 0; first < places.length; first += placesAtOnce) {
    const some = places.slice(first, first + placesAtOnce);
    const tiles = new Map(
      some.map((place) => {
        const { level, tile } = tileRangeOf(subtreeOf(place));
        return [`${level}/${tile}`, { level, tile }];
      }),
    );
    const rows = await readRows(reader.pool, reader.scope, readTiles(reader.accountId, [...tiles.values()]));
    const read = tileReader(rows);
    yield some.map((place) => proofLine(entryOf(place, read))).join('');
  }
}

const subtreeOf = (place: ProofPlace): Subtree =>
  'leaf' in place ? { height: 0, index: place.leaf } : place;

const entryOf = (place: ProofPlace, read: ReadTile): ProofEntry => {
  const hash = subtreeHash(sha256, subtreeOf(place), read);
  invariant(hash, 'a tree that is signed has its tiles');
  return 'leaf' in place ? { leaf: hash } : { node: hash, height: place.height };
};
