import { fromBase64, toBase64, utf8Of } from '../licence/bytes-as-text.ts';
import type { Hash } from './merkle-tree.ts';

// C2SP signed-note: a text that ends in a newline, an empty line, and a line for each signature. Ed25519 (type 0x01).

export type NoteSignature = {
  /** Whose key: no spaces and no plus signs in it. */
  readonly name: string;
  /** The first four bytes of the hash of name and key, eight hexadecimal digits. */
  readonly keyId: string;
  readonly signature: Uint8Array;
};

export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

export type VerifierKey = { readonly name: string; readonly keyId: string; readonly publicKey: Uint8Array };

/** Whether an Ed25519 signature of a message is that of a public key. */
export type VerifySignature = (message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) => boolean;

const ed25519Type = 1;
const publicKeyBytes = 32;
const signatureBytes = 64;
const mostSignatures = 100;
const signaturePrefix = '\u2014 ';

/** The id of an Ed25519 key under a name: first 4 bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ key), as hexadecimal. */
export function noteKeyId(hash: Hash, name: string, publicKey: Uint8Array): string {
  return hex(hash(Uint8Array.from([...utf8Of(`${name}\n`), ed25519Type, ...publicKey])).subarray(0, 4));
}

/** A public key as verifiers are given it: name, id and base64 of 0x01 and the key, joined by plus signs. */
export function verifierKey(hash: Hash, name: string, publicKey: Uint8Array): string {
  const keyId = noteKeyId(hash, name, publicKey);
  return `${name}+${keyId}+${toBase64(Uint8Array.from([ed25519Type, ...publicKey]))}`;
}

/** The key of such a text; undefined when it is none, of another kind, or its id is not its own. */
export function parseVerifierKey(hash: Hash, text: string): VerifierKey | undefined {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text);
  if (!parts) return undefined;
  const [, name = '', keyId = '', encoded = ''] = parts;
  const bytes = fromBase64(encoded);
  if (!isName(name) || bytes?.length !== 1 + publicKeyBytes || bytes[0] !== ed25519Type) return undefined;
  const publicKey = bytes.subarray(1);
  return noteKeyId(hash, name, publicKey) === keyId ? { name, keyId, publicKey } : undefined;
}

/** A signed note as text. */
export function formatNote({ text, signatures }: Note): string {
  const lines = signatures.map(
    ({ name, keyId, signature }) =>
      `${signaturePrefix}${name} ${toBase64(Uint8Array.from([...fromHex(keyId), ...signature]))}\n`,
  );
  return `${text}\n${lines.join('')}`;
}

/** The parts of a signed note; undefined unless it is spelled exactly as the specification says. */
export function parseNote(note: string): Note | undefined {
  if (!note.endsWith('\n') || hasControlCharacters(note)) return undefined;
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return undefined;
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > mostSignatures) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignature(line);
    if (!signature) return undefined;
    signatures.push(signature);
  }
  return { text: note.slice(0, split + 1), signatures };
}

/** The signed notes of a text that holds several one after another, as checkpoints are published: each as it is. */
export function notesIn(text: string): string[] {
  const notes: string[] = [];
  let note = '';
  let isSigned = false;
  for (const line of text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined)) {
    const isSignature = line.startsWith(signaturePrefix);
    if (isSigned && !isSignature) {
      notes.push(note);
      [note, isSigned] = ['', false];
    }
    if (note === '' && line === '') continue;
    note += `${line}\n`;
    isSigned ||= isSignature;
  }
  return note === '' ? notes : [...notes, note];
}

function parseSignature(line: string): NoteSignature | undefined {
  const [name, encoded, ...rest] = line.startsWith(signaturePrefix)
    ? line.slice(signaturePrefix.length).split(' ')
    : [];
  const bytes = fromBase64(encoded ?? '');
  if (name === undefined || !isName(name) || rest.length > 0 || !bytes || bytes.length <= 4) return undefined;
  return { name, keyId: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}

/**
 * The keys of those given that signed a note. Undefined when a signature that names one of them is not its own: such
 * a note was tampered with. Signatures by other keys are passed over.
 */
export function signersOf(
  verify: VerifySignature,
  note: Note,
  keys: readonly VerifierKey[],
): VerifierKey[] | undefined {
  const message = utf8Of(note.text);
  const signers = new Set<VerifierKey>();
  for (const { name, keyId, signature } of note.signatures) {
    const key = keys.find((known) => known.name === name && known.keyId === keyId);
    if (!key || signers.has(key)) continue;
    if (signature.length !== signatureBytes || !verify(message, signature, key.publicKey)) return undefined;
    signers.add(key);
  }
  return [...signers];
}

const isName = (name: string) => name !== '' && !/[\s+]/u.test(name);

function hasControlCharacters(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 32 && code !== 10) return true;
  }
  return false;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(text: string): number[] {
  return (text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}
