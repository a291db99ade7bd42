import { openCheckpoint } from '@kontor/domain/activity/checkpoint';
import { leafHash } from '@kontor/domain/activity/merkle-tree';
import { parseRecordLine } from '@kontor/domain/activity/record-line';
import { parseVerifierKey } from '@kontor/domain/activity/signed-note';
import { verifyInclusion } from '@kontor/domain/activity/verify-proof';
import type { ActivityRecord, RecordProof } from '../api/types.ts';
import { verifyTools } from './verify-tools.ts';

export type RecordVerdict =
  | { readonly proven: true; readonly size: number; readonly origin: string }
  /** `leaf`: what was hashed is another record; `path`: it is not in the tree; `checkpoint`: nobody signed that tree. */
  | { readonly proven: false; readonly fault: 'leaf' | 'path' | 'checkpoint' };

/** Holds one record, as it is shown, against the checkpoint in its proof. */
export function verifyRecord(record: ActivityRecord, proof: RecordProof, keyText: string): RecordVerdict {
  const leaf = proof.leaf === null ? undefined : bytesOf(proof.leaf);
  if (!leaf || !isShown(record, verifyTools.textOf(leaf))) return { proven: false, fault: 'leaf' };
  const keys = keyText.split('\n').flatMap((line) => parseVerifierKey(verifyTools.sha256, line.trim()) ?? []);
  const opened = openCheckpoint(verifyTools.verifySignature, proof.checkpoint, keys);
  if (!opened.verified) return { proven: false, fault: 'checkpoint' };
  const { origin, size, root } = opened.checkpoint;
  const isIn = verifyInclusion(verifyTools.sha256, {
    index: proof.leafIndex,
    size,
    leafHash: leafHash(verifyTools.sha256, leaf),
    hashes: proof.hashes.map(bytesOf),
    root,
  });
  return isIn ? { proven: true, size, origin } : { proven: false, fault: 'path' };
}

/** Whether the facts on the screen are those of the leaf; personal words are hidden in it, so they are not compared. */
function isShown(record: ActivityRecord, text: string): boolean {
  const leaf = parseRecordLine(text)?.leaf;
  const facts = [
    'id',
    'at',
    'action',
    'outcome',
    'resourceType',
    'resourceId',
    'customerId',
    'leafIndex',
  ] as const;
  return leaf !== undefined && facts.every((fact) => leaf[fact] === record[fact]);
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
