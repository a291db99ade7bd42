import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkpointText, openCheckpoint, parseCheckpoint, signedCheckpoint } from './checkpoint.ts';
import {
  formatNote,
  noteKeyId,
  notesIn,
  parseNote,
  parseVerifierKey,
  signersOf,
  verifierKey,
} from './signed-note.ts';

const sha256 = (data: Uint8Array) => new Uint8Array(hash('sha256', data, 'buffer'));
const spki = (key: Uint8Array) =>
  createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]),
    format: 'der',
    type: 'spki',
  });
const ed25519 = (message: Uint8Array, signature: Uint8Array, key: Uint8Array) =>
  verify(null, message, spki(key), signature);
const privateKey = (seed: Uint8Array) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });

// golang.org/x/mod/sumdb/note, note_test.go and the example of its documentation.
const peterKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const enochKey = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const text =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const peterLine =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const enochLine =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';
// The private key of PeterNeumann in the same tests: "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALV…", type 0x01 and seed.
const peterSeed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);

const key = (encoded: string) => parseVerifierKey(sha256, encoded)!;
const signers = (note: string, keys = [key(peterKey), key(enochKey)]) =>
  signersOf(ed25519, parseNote(note)!, keys)?.map(({ name }) => name);

describe('a verifier key', () => {
  test('of Go’s module database reads back as itself', () => {
    for (const encoded of [peterKey, enochKey]) {
      const { name, keyId, publicKey } = key(encoded);
      expect(noteKeyId(sha256, name, publicKey)).toBe(keyId);
      expect(verifierKey(sha256, name, publicKey)).toBe(encoded);
    }
  });

  test('is refused with any part of it missing or any byte of it changed', () => {
    for (let from = 0; from <= peterKey.length; from += 1)
      for (let to = from; to <= peterKey.length; to += 1)
        if (to - from < peterKey.length)
          expect(parseVerifierKey(sha256, peterKey.slice(from, to))).toBeUndefined();
    for (let at = 0; at < peterKey.length; at += 1) {
      const changed = String.fromCharCode(peterKey.charCodeAt(at) + 1);
      const bad = `${peterKey.slice(0, at)}${changed}${peterKey.slice(at + 1)}`;
      expect(parseVerifierKey(sha256, bad)).toBeUndefined();
    }
  });

  test('of another length or another algorithm is refused, its id being right', () => {
    expect(
      parseVerifierKey(sha256, 'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='),
    ).toBeUndefined();
    expect(
      parseVerifierKey(sha256, 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'),
    ).toBeUndefined();
  });
});

describe('a signed note', () => {
  test('is signed as Go signs it, to the byte', () => {
    const signature = new Uint8Array(sign(null, Buffer.from(text), privateKey(peterSeed)));
    const { name, keyId } = key(peterKey);
    expect(formatNote({ text, signatures: [{ name, keyId, signature }] })).toBe(`${text}\n${peterLine}`);
  });

  test('with text beyond ASCII is signed as Go signs it', () => {
    // Output of note.Sign of golang.org/x/mod 0.31 for the same key, published with a port of it.
    const note =
      'árvore de transparência 日本語 🌲\n\n— PeterNeumann x08go++3OV7s/KeQz0gcxdTb0xCe6RGE+WqNgFmfn4c7Kh2Tj4rqMVeBKDYPti8V31GF/I1uTTEjjn8pxz1ai4qlEwM=\n';
    expect(signers(note)).toEqual(['PeterNeumann']);
  });

  test('of the specification verifies', () => {
    // The example of c2sp.org/signed-note.
    const example =
      'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
    const its = key('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
    expect(signers(example, [its])).toEqual(['example.com/foo']);
  });

  test('names those who signed it, and passes over keys that are not known', () => {
    const both = `${text}\n${peterLine}${enochLine}`;
    expect(signers(both)).toEqual(['PeterNeumann', 'EnochRoot']);
    expect(signers(both, [key(peterKey)])).toEqual(['PeterNeumann']);
    expect(signers(both, [])).toEqual([]);
    expect(signers(`${text}\n${peterLine}${peterLine}`)).toEqual(['PeterNeumann']);
    expect(signers(`${text}\n${peterLine.replace('Peter', 'Carmen')}`)).toEqual([]);
    expect(formatNote(parseNote(both)!)).toBe(both);
  });

  test('whose text or signature was changed is nobody’s', () => {
    expect(signers(`${text.replace('answer', 'ANSWER')}\n${peterLine}`)).toBeUndefined();
    expect(signers(`${text}\n${peterLine.replace('AQxVBt', 'AQxVBu')}`)).toBeUndefined();
  });

  test.each([
    ['text alone', text],
    ['no signature', `${text}\n`],
    ['no last newline', `${text}\n${peterLine.slice(0, -1)}`],
    ['a control character', `\u0001${text}\n${peterLine}`],
    ['a name with a space', `${text}\n— Bad Name x08go/ZJ\n`],
    ['a name with a plus sign', `${text}\n— a+b x08go/ZJkuBS\n`],
    ['a further line', `${text}\n${peterLine}Unexpected line.\n`],
    ['a signature that is not base64', `${text}\n— PeterNeumann x08go/ZJku*S\n`],
    ['more signatures than anybody checks', `${text}\n${peterLine.repeat(101)}`],
  ])('is none with %s', (_, note) => {
    expect(parseNote(note)).toBeUndefined();
  });
});

describe('a text of several notes', () => {
  const [one, two] = [`${text}\n${peterLine}`, `${text}\n${peterLine}${enochLine}`];

  test('gives each as it is, with or without empty lines between them', () => {
    expect(notesIn(one)).toEqual([one]);
    expect(notesIn(one + two + one)).toEqual([one, two, one]);
    expect(notesIn(`\n${one}\n\n${two}\n`)).toEqual([one, two]);
    expect(notesIn('')).toEqual([]);
  });

  test('gives what is none as it is too, so that it is refused and not passed over', () => {
    expect(notesIn('nothing signed')).toEqual(['nothing signed\n']);
    expect(notesIn(`${one}rest\n`)).toEqual([one, 'rest\n']);
  });
});

describe('a checkpoint', () => {
  const seed = new Uint8Array(32).fill(7);
  const publicKey = new Uint8Array(
    createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(-32),
  );
  const origin = 'partners.example/3f8e2f6e-0000-4000-8000-000000000001';
  const checkpoint = { origin, size: 18_204, root: sha256(Buffer.from('root')) };
  const keyId = noteKeyId(sha256, origin, publicKey);
  const note = signedCheckpoint(
    checkpoint,
    keyId,
    new Uint8Array(sign(null, Buffer.from(checkpointText(checkpoint)), privateKey(seed))),
  );
  const itsKey = { name: origin, keyId, publicKey };

  test('is three lines: origin, size, and root', () => {
    expect(checkpointText(checkpoint)).toBe(
      `${origin}\n18204\n${Buffer.from(checkpoint.root).toString('base64')}\n`,
    );
    expect(parseCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint);
  });

  test('opens with the key of its origin', () => {
    expect(openCheckpoint(ed25519, note, [itsKey])).toEqual({ verified: true, checkpoint, key: itsKey });
  });

  test('does not open with another key, another name, or a byte of it changed', () => {
    expect(openCheckpoint(ed25519, note, [key(peterKey)])).toEqual({
      verified: false,
      reason: 'unknown_key',
    });
    expect(openCheckpoint(ed25519, note, [{ ...itsKey, keyId: '00000000' }])).toMatchObject({
      reason: 'unknown_key',
    });
    expect(openCheckpoint(ed25519, note.replace('18204', '18205'), [itsKey])).toMatchObject({
      reason: 'bad_signature',
    });
    expect(openCheckpoint(ed25519, text, [itsKey])).toEqual({ verified: false, reason: 'malformed' });
    // A key vouches for the tree of its own name only.
    const other = note.replace(/^[^\n]+/, 'partners.example/other');
    expect(openCheckpoint(ed25519, other, [itsKey])).toMatchObject({ reason: 'unknown_key' });
  });

  test.each([
    ['a size with a leading zero', `o\n07\n${'A'.repeat(43)}=\n`],
    ['a size beyond whole numbers', `o\n9007199254740993\n${'A'.repeat(43)}=\n`],
    ['no root', 'o\n7\n'],
    ['a short root', 'o\n7\nAAAA\n'],
    ['an empty extension', `o\n7\n${'A'.repeat(43)}=\n\next\n`],
    ['no last newline', `o\n7\n${'A'.repeat(43)}=`],
    ['no origin', `\n7\n${'A'.repeat(43)}=\n`],
  ])('is none with %s', (_, body) => {
    expect(parseCheckpoint(body)).toBeUndefined();
  });
});
