// `node tools/write-licence-vectors.ts`: the test vectors of docs/offline-licences.md, from fixed keys. Every run
// writes the same bytes, since Ed25519 signs without chance.
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ArmourLabel, armour, licenceLabel, revocationLabel } from '@kontor/domain/licence/armour';
import { type LicencePayload, licenceText } from '@kontor/domain/licence/licence-file';
import { type RevocationPayload, revocationText } from '@kontor/domain/licence/revocation-list';
import { deviceHash } from '../packages/verifier/src/verify.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const vectorsFolder = join(root, 'docs/licence-vectors');

/** For tests alone: seeds of 32 equal bytes. */
const pairOf = (seedByte: number) => {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  const der = Buffer.concat([head, Buffer.alloc(32, seedByte)]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { privateKey, x };
};
const first = { kid: 'vector-key-1', ...pairOf(1) };
const retired = { kid: 'vector-key-0', ...pairOf(2) };
const stranger = { kid: 'vector-key-1', ...pairOf(3) };

const seal = (label: ArmourLabel, text: string, key = first): string =>
  armour(label, text, sign(null, Buffer.from(text, 'utf8'), key.privateKey));

const product = 'DG7GMGF0DWT5';
const fingerprint = 'machine-0001';
const base: LicencePayload = {
  type: 'kontor.licence',
  version: 1,
  licence: '01980000-0000-7000-8000-000000000001',
  edition: 1,
  keyId: first.kid,
  product,
  sku: '0001',
  title: 'Server Standard, 16 cores',
  customer: { id: '01980000-0000-7000-8000-00000000c001', name: 'Işık Müzik A.Ş. ♪' },
  quantity: 5,
  issued: '2026-11-22T10:00:00.000Z',
  expires: '2027-11-22T00:00:00.000Z',
  graceDays: 14,
  activation: null,
  sandbox: false,
};
const licence = (more: Partial<LicencePayload> = {}, key = first) =>
  seal(licenceLabel, licenceText({ ...base, ...more }), key);
const list = (more: Partial<RevocationPayload> = {}, key = first) =>
  seal(
    revocationLabel,
    revocationText({
      type: 'kontor.revocations',
      version: 1,
      keyId: first.kid,
      product,
      number: 7,
      since: 0,
      issued: '2026-11-22T10:00:00.000Z',
      nextUpdate: '2026-11-23T10:00:00.000Z',
      revoked: ['01980000-0000-7000-8000-000000000002'],
      ...more,
    }),
    key,
  );
const bound = {
  licence: '01980000-0000-7000-8000-000000000003',
  activation: { id: '01980000-0000-7000-8000-00000000a001', device: deviceHash(product, fingerprint) },
};

/** What is asked of a verifier, and what it has to answer. */
export type Vector = {
  readonly name: string;
  readonly file: string;
  readonly now: string;
  readonly revocations: readonly string[];
  readonly product?: string;
  readonly fingerprint?: string;
  readonly valid: boolean;
  readonly code: string;
  readonly reasons: readonly string[];
  /** Of the newest list, where one was seen. */
  readonly stale?: boolean;
};

const during = '2026-12-01T00:00:00.000Z';
const vector = (
  name: string,
  reasons: readonly string[],
  asked: Partial<Pick<Vector, 'file' | 'now' | 'revocations' | 'product' | 'fingerprint' | 'stale'>> = {},
): Vector => {
  const [code = 'valid'] = reasons;
  const valid = code === 'valid' || code === 'in_grace';
  return { name, file: licence(), now: during, revocations: [], ...asked, valid, code, reasons };
};
const revokedId = { licence: '01980000-0000-7000-8000-000000000002' };

export const vectors: readonly Vector[] = [
  vector('valid', []),
  vector('valid for ever', [], { file: licence({ expires: null }), now: '2099-01-01T00:00:00.000Z' }),
  vector('valid with the list it carries', [], { file: licence() + list(), now: base.issued, stale: false }),
  vector('valid, its list stale', [], { file: licence() + list(), stale: true }),
  vector('valid at its last millisecond', [], { now: '2027-11-21T23:59:59.999Z' }),
  vector('in grace from its end', ['in_grace'], { now: '2027-11-22T00:00:00.000Z' }),
  vector('in grace to the last millisecond', ['in_grace'], { now: '2027-12-05T23:59:59.999Z' }),
  vector('expired when grace has passed', ['expired'], { now: '2027-12-06T00:00:00.000Z' }),
  vector('valid five minutes before it was issued', [], { now: '2026-11-22T09:55:00.000Z' }),
  vector('not yet valid earlier', ['not_yet_valid'], { now: '2026-11-22T09:54:59.999Z' }),
  vector('revoked by the list it carries', ['revoked'], { file: licence(revokedId) + list(), stale: true }),
  vector('revoked by a list at hand', ['revoked'], {
    file: licence(revokedId),
    revocations: [list()],
    stale: true,
  }),
  vector('revoked by a delta', ['revoked'], {
    revocations: [
      list({ number: 9, since: 7, revoked: [base.licence], nextUpdate: '2026-12-02T00:00:00.000Z' }),
    ],
    stale: false,
  }),
  vector('not touched by a list of another product', [], {
    revocations: [list({ product: 'ANOTHER00001', revoked: [base.licence] })],
  }),
  vector('of another product', ['wrong_product'], { product: 'ANOTHER00001' }),
  vector('bound to this device', [], { file: licence(bound), fingerprint }),
  vector('bound to another device', ['wrong_device'], { file: licence(bound), fingerprint: 'machine-0002' }),
  vector('bound, and no device named', ['wrong_device'], { file: licence(bound) }),
  vector('everything at once', ['wrong_product', 'revoked', 'wrong_device', 'expired'], {
    file: licence({ ...bound, ...revokedId }),
    revocations: [list()],
    product: 'ANOTHER00001',
    now: '2028-01-01T00:00:00.000Z',
    stale: true,
  }),
  vector('signed by a key that is not published', ['key_unknown'], { file: licence({ keyId: 'nobody' }) }),
  vector('signed by a retired key before its end', [], {
    file: licence({ keyId: retired.kid }, retired),
    now: '2027-01-01T00:00:00.000Z',
  }),
  vector('signed by a retired key at its end', ['key_unknown'], {
    file: licence({ keyId: retired.kid }, retired),
    now: '2027-06-01T00:00:00.000Z',
  }),
  vector('signed by somebody else', ['signature_invalid'], { file: licence({}, stranger) }),
  vector('a list signed by somebody else', ['signature_invalid'], { revocations: [list({}, stranger)] }),
  vector('a list in the place of a licence', ['malformed'], { file: list() }),
  vector('a line lost', ['malformed'], { file: licence().split('\n').toSpliced(2, 1).join('\n') }),
  vector('with the ends of lines of Windows', [], { file: licence().replaceAll('\n', '\r\n') }),
  vector('of a later version', ['malformed'], {
    file: seal(licenceLabel, licenceText(base).replace('"version":1', '"version":2')),
  }),
];

const jwk = ({ kid, x }: { readonly kid: string; readonly x: string }, until: string | null) => ({
  kty: 'OKP',
  crv: 'Ed25519',
  alg: 'EdDSA',
  use: 'sig',
  kid,
  x,
  since: '2026-01-01T00:00:00.000Z',
  until,
});
export const vectorKeys = [jwk(first, null), jwk(retired, '2027-06-01T00:00:00.000Z')];

export const vectorFiles: Readonly<Record<string, string>> = {
  'keys.json': `${JSON.stringify({ keys: vectorKeys }, undefined, 2)}\n`,
  'vectors.json': `${JSON.stringify(vectors, undefined, 2)}\n`,
  'example.kontor-licence': licence() + list(),
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(vectorsFolder, { recursive: true });
  for (const [name, text] of Object.entries(vectorFiles)) await writeFile(join(vectorsFolder, name), text);
  console.log(vectorsFolder);
}
