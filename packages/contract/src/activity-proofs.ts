import { z } from 'zod';
import type { Operation } from './operation.ts';
import { id, instant, page } from './shapes.ts';

const noun = 'activity';
const partnerId = id.optional().describe('the operator names the account');
const count = z.string().regex(/^\d{1,15}$/);
const size = count.optional().describe('the checkpoint of this size; the last one when left out');
const hash = z.string().describe('base64 of 32 bytes');

/** What anybody needs who holds the leaf and the checkpoint's key (RFC 9162, 2.1.3). */
export const inclusionProof = z.object({
  leafIndex: z.int(),
  treeSize: z.int(),
  leaf: z
    .string()
    .nullable()
    .describe('base64 of the bytes that were hashed; null where only the file of an archive has them'),
  hashes: z.array(hash).describe('from the leaf to the root'),
  checkpoint: z.string().describe('signed note'),
});

export const consistencyProof = z.object({ hashes: z.array(hash) });

export const getLogCheckpoint = {
  name: 'getLogCheckpoint',
  summary: 'How many records the log has and their root, signed: a signed note',
  noun,
  method: 'GET',
  path: '/activity/checkpoint',
  query: z.object({ size, partnerId }),
  answers: { 200: 'stream' },
  problems: ['activity.not_numbered_yet', 'activity.size_unknown'],
  access: 'activity.read',
} satisfies Operation;

export const getLogKeys = {
  name: 'getLogKeys',
  summary:
    'The keys that verify checkpoints of this log and of the installation’s, the signing ones first; the installation’s also at /.well-known/kontor-log-keys.txt',
  noun,
  method: 'GET',
  path: '/activity/keys',
  query: z.object({ partnerId }),
  answers: { 200: 'stream' },
  problems: [],
  access: 'activity.read',
} satisfies Operation;

export const getActivityProof = {
  name: 'getActivityProof',
  summary: 'Proof that a record is in the log',
  noun,
  method: 'GET',
  path: '/activity/{recordId}/proof',
  params: z.object({ recordId: id }),
  query: z.object({ size, partnerId }),
  answers: { 200: inclusionProof },
  problems: ['activity.not_numbered_yet', 'activity.size_unknown'],
  access: 'activity.read',
} satisfies Operation;

export const getLeafProof = {
  name: 'getLeafProof',
  summary: 'The same by the number of a record, also when the record itself has left for an archive',
  noun,
  method: 'GET',
  path: '/activity/leaves/{leafIndex}/proof',
  params: z.object({ leafIndex: count }),
  query: z.object({ size, partnerId }),
  answers: { 200: inclusionProof },
  problems: ['activity.not_numbered_yet', 'activity.size_unknown'],
  access: 'activity.read',
} satisfies Operation;

const sizes = {
  from: count.describe('the size of the earlier checkpoint'),
  to: count.describe('the size of the later one'),
};

export const getLogConsistency = {
  name: 'getLogConsistency',
  summary: 'Proof that the log of one size begins with the log of an earlier one',
  noun,
  method: 'GET',
  path: '/activity/consistency',
  query: z.object({ ...sizes, partnerId }),
  answers: { 200: consistencyProof },
  problems: ['activity.not_numbered_yet', 'activity.size_unknown'],
  access: 'activity.read',
} satisfies Operation;

export const getInstallationCheckpoint = {
  name: 'getInstallationCheckpoint',
  summary: 'The signed note over the checkpoints of all accounts',
  noun,
  method: 'GET',
  path: '/activity/installation/checkpoint',
  query: z.object({ size }),
  answers: { 200: 'stream' },
  problems: ['activity.not_numbered_yet', 'activity.size_unknown'],
  access: 'activity.read',
} satisfies Operation;

export const getInstallationProof = {
  name: 'getInstallationProof',
  summary: 'Proof that a checkpoint of this account is in the log of the installation',
  noun,
  method: 'GET',
  path: '/activity/installation/proof',
  query: z.object({
    size: count.describe('the size of the account’s checkpoint'),
    treeSize: count
      .optional()
      .describe('the installation’s checkpoint of this size; the last one when left out'),
    partnerId,
  }),
  answers: { 200: inclusionProof },
  problems: ['activity.not_numbered_yet', 'activity.size_unknown'],
  access: 'activity.read',
} satisfies Operation;

export const getInstallationConsistency = {
  name: 'getInstallationConsistency',
  summary: 'Proof that the installation’s log of one size begins with that of an earlier one',
  noun,
  method: 'GET',
  path: '/activity/installation/consistency',
  query: z.object(sizes),
  answers: { 200: consistencyProof },
  problems: ['activity.not_numbered_yet', 'activity.size_unknown'],
  access: 'activity.read',
} satisfies Operation;

export const logWitness = z.object({ email: z.string(), addedAt: instant });

export const listLogWitnesses = {
  name: 'listLogWitnesses',
  summary: 'Who is sent the checkpoint of each day by mail',
  noun,
  method: 'GET',
  path: '/activity/witnesses',
  answers: { 200: page(logWitness) },
  problems: [],
  access: 'activity.witness',
} satisfies Operation;

export const addLogWitness = {
  name: 'addLogWitness',
  summary: 'Send each day’s checkpoint to an address; twice is once',
  noun,
  method: 'POST',
  path: '/activity/witnesses',
  body: z.strictObject({ email: z.string().min(3).max(254) }),
  answers: { 201: logWitness },
  problems: ['activity.too_many_witnesses'],
  access: 'activity.witness',
} satisfies Operation;

export const removeLogWitness = {
  name: 'removeLogWitness',
  summary: 'Send no more checkpoints to an address',
  noun,
  method: 'DELETE',
  path: '/activity/witnesses/{email}',
  params: z.object({ email: z.string().min(1).max(254) }),
  answers: { 204: null },
  problems: ['not_found'],
  access: 'activity.witness',
} satisfies Operation;

export const rotateActivityKey = {
  name: 'rotateActivityKey',
  summary: 'Sign checkpoints with a new key from now on; those of before go on verifying what they signed',
  noun,
  method: 'POST',
  path: '/activity/keys/rotations',
  body: z.strictObject({}),
  answers: { 201: z.object({ keyId: z.string(), retiredKeyId: z.string(), verifierKey: z.string() }) },
  problems: ['conflict'],
  access: 'keys.manage',
} satisfies Operation;
