import { checkpointText, signedCheckpoint } from '@kontor/domain/activity/checkpoint';
import { leafHash, nodeHash } from '@kontor/domain/activity/merkle-tree';
import { noteKeyId, verifierKey } from '@kontor/domain/activity/signed-note';
import { canonicalJson } from '@kontor/domain/licence/canonical-json';
import { ed25519 } from '@noble/curves/ed25519.js';
import { expect, test } from 'vitest';
import type { ActivityRecord } from '../api/types.ts';
import { verifyRecord } from './verify-record.ts';
import { verifyTools } from './verify-tools.ts';

const { sha256 } = verifyTools;
const utf8 = (text: string) => new TextEncoder().encode(text);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const secret = new Uint8Array(32).fill(7);
const publicKey = ed25519.getPublicKey(secret);
const origin = 'partners.example/3f8e2f6e-1b1c-4c8e-9d30-0d9f6f1f0a01';
const keys = `${verifierKey(sha256, origin, publicKey)}\n`;

const record: ActivityRecord = {
  id: 'r1',
  at: '2026-11-22T10:00:00.000Z',
  recordedAt: '2026-11-22T10:00:00.250Z',
  action: 'get_software_key',
  outcome: 'succeeded',
  resourceType: 'software_key',
  resourceId: 'e1',
  customerId: 'c1',
  customerName: 'Fındık Gıda',
  userId: 'p1',
  user: 'ayse@anadolu.example',
  userErased: false,
  application: null,
  clientId: null,
  roles: ['admin_agent'],
  address: '192.0.2.7',
  requestId: 'q1',
  correlationId: 'q1',
  oldValue: null,
  newValue: null,
  details: {},
  leafIndex: 1,
};
const { id, at, action, outcome, resourceType, resourceId, customerId } = record;
const leaf = utf8(
  canonicalJson({
    v: 1,
    accountId: 'a',
    leafIndex: 1,
    id,
    at,
    action,
    outcome,
    resourceType,
    resourceId,
    customerId,
  }),
);
const sibling = leafHash(sha256, utf8('record 0'));
const root = nodeHash(sha256, sibling, leafHash(sha256, leaf));
const checkpoint = { origin, size: 2, root };
const signature = ed25519.sign(utf8(checkpointText(checkpoint)), secret);
const proof = {
  leafIndex: 1,
  treeSize: 2,
  leaf: base64(leaf),
  hashes: [base64(sibling)],
  checkpoint: signedCheckpoint(checkpoint, noteKeyId(sha256, origin, publicKey), signature),
};

test('a record that leads to the root of a signed checkpoint is proven', () => {
  expect(verifyRecord(record, proof, keys)).toEqual({ proven: true, size: 2, origin });
});

test('what is shown must be what was hashed', () => {
  for (const other of [
    { action: 'create_order' },
    { outcome: 'refused' as const },
    { resourceId: 'e2' },
    { id: 'r2' },
  ])
    expect(verifyRecord({ ...record, ...other }, proof, keys)).toEqual({ proven: false, fault: 'leaf' });
  expect(verifyRecord(record, { ...proof, leaf: null }, keys)).toEqual({ proven: false, fault: 'leaf' });
});

test('a proof that leads elsewhere proves nothing', () => {
  const astray = { ...proof, hashes: [base64(root)] };
  expect(verifyRecord(record, astray, keys)).toEqual({ proven: false, fault: 'path' });
  expect(verifyRecord(record, { ...proof, hashes: [] }, keys)).toEqual({ proven: false, fault: 'path' });
});

test('a checkpoint by nobody we know, or changed since, proves nothing', () => {
  expect(verifyRecord(record, proof, '')).toEqual({ proven: false, fault: 'checkpoint' });
  const changed = { ...proof, checkpoint: proof.checkpoint.replace('\n2\n', '\n3\n') };
  expect(verifyRecord(record, changed, keys)).toEqual({ proven: false, fault: 'checkpoint' });
});

test('the browser’s arithmetic refuses what is no key and no signature instead of throwing', () => {
  expect(verifyTools.verifySignature(leaf, new Uint8Array(64), new Uint8Array(32).fill(255))).toBe(false);
  expect(verifyTools.verifySignature(leaf, new Uint8Array(3), publicKey)).toBe(false);
});
