import { fromBase64, toBase64 } from '../licence/bytes-as-text.ts';
import { hashBytes } from './merkle-tree.ts';
import { formatNote, parseNote, signersOf, type VerifierKey, type VerifySignature } from './signed-note.ts';

/** What a tree is at one moment: whose it is, how many leaves it has, and their root. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array };

/** The text that is signed (C2SP tlog-checkpoint): origin, size and base64 of the root, a line each. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** The checkpoint of such a text; undefined unless it is spelled exactly so. Further lines are extensions, passed over. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  if (!text.endsWith('\n')) return undefined;
  const [origin = '', size = '', encoded = '', ...extensions] = text.slice(0, -1).split('\n');
  const root = fromBase64(encoded);
  const count = Number(size);
  if (origin === '' || !/^(0|[1-9][0-9]*)$/.test(size) || !Number.isSafeInteger(count)) return undefined;
  if (root?.length !== hashBytes || extensions.includes('')) return undefined;
  return { origin, size: count, root };
}

/** A checkpoint signed by the key whose name is its origin, as a signed note. */
export function signedCheckpoint(checkpoint: Checkpoint, keyId: string, signature: Uint8Array): string {
  const text = checkpointText(checkpoint);
  return formatNote({ text, signatures: [{ name: checkpoint.origin, keyId, signature }] });
}

export type OpenedCheckpoint =
  | { readonly verified: true; readonly checkpoint: Checkpoint; readonly key: VerifierKey }
  | { readonly verified: false; readonly reason: CheckpointFault };

/** `malformed`: no checkpoint at all; `unknown_key`: by none of these keys; `bad_signature`: not what that key signed. */
export type CheckpointFault = 'malformed' | 'unknown_key' | 'bad_signature';

/** The checkpoint of a signed note, when one of the keys, under the name of its origin, has signed it. */
export function openCheckpoint(
  verify: VerifySignature,
  note: string,
  keys: readonly VerifierKey[],
): OpenedCheckpoint {
  const parsed = parseNote(note);
  const checkpoint = parsed && parseCheckpoint(parsed.text);
  if (!parsed || !checkpoint) return { verified: false, reason: 'malformed' };
  const itsKeys = keys.filter(({ name }) => name === checkpoint.origin);
  const signers = signersOf(verify, parsed, itsKeys);
  if (!signers) return { verified: false, reason: 'bad_signature' };
  const [key] = signers;
  return key ? { verified: true, checkpoint, key } : { verified: false, reason: 'unknown_key' };
}
