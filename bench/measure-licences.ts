import { createPrivateKey, createPublicKey, sign, verify as verifySignature } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { armour, licenceLabel, readArmour, revocationLabel } from '@kontor/domain/licence/armour';
import { licenceText } from '@kontor/domain/licence/licence-file';
import { mostCarried, revocationText } from '@kontor/domain/licence/revocation-list';
import { buildVerifier } from '../tools/build-verifier.ts';
import type { Measured } from './report.ts';
import { median, quantile } from './statistics.ts';

type Verify = (file: string, keys: readonly object[], now: Date) => { readonly code: string };

const warmUp = 500;
const files = 2_000;
const rounds = 5;

/** Milliseconds a licence file with the longest list that one carries, checked by the package as it is shipped. */
export const measureLicences = async (directory: string, say: (line: string) => void): Promise<Measured> => {
  const folder = await buildVerifier(join(directory, 'licence-verifier'));
  const { verify }: { verify: Verify } = await import(pathToFileURL(join(folder, 'verify.js')).href);
  const { keys, file, publicKey } = arrange();
  const now = new Date('2026-12-01T00:00:00Z');
  const blocks = readArmour(file, [licenceLabel, revocationLabel]) ?? [];
  let wrong = 0;
  const product = () => {
    if (verify(file, keys, now).code !== 'valid') wrong += 1;
  };
  const bare = () => {
    for (const { bytes, signature } of blocks)
      if (!verifySignature(null, bytes, publicKey, signature)) wrong += 1;
  };
  timesOf(product, warmUp);
  timesOf(bare, warmUp);
  const taken: number[] = [];
  const bareTaken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    taken.push(...timesOf(product, files));
    bareTaken.push(...timesOf(bare, files));
  }
  const value = median(taken);
  const floor = median(bareTaken);
  say(`licences: ${value.toFixed(3)} ms a file beside ${floor.toFixed(3)} ms for its signatures alone`);
  return {
    figures: [
      {
        name: 'licence.verify',
        value,
        unit: 'ms',
        floor,
        ratio: floor / value,
        p50: value,
        p99: quantile(taken, 0.99),
      },
    ],
    faults: wrong === 0 ? [] : [`${wrong} licence files were not found valid`],
  };
};

const timesOf = (run: () => void, count: number): number[] =>
  Array.from({ length: count }, () => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });

const arrange = () => {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  const key = createPrivateKey({
    key: Buffer.concat([head, Buffer.alloc(32, 5)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(key);
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const keyId = 'bench';
  const product = 'DG7GMGF0DWT5';
  const idOf = (at: number) => `01980000-0000-7000-8000-${String(at).padStart(12, '0')}`;
  const licence = licenceText({
    type: 'kontor.licence',
    version: 1,
    licence: idOf(999_999),
    edition: 1,
    keyId,
    product,
    sku: '0001',
    title: 'Server Standard, 16 cores',
    customer: { id: idOf(1), name: 'Müller & Söhne GmbH' },
    quantity: 5,
    issued: '2026-11-22T10:00:00.000Z',
    expires: '2027-11-22T00:00:00.000Z',
    graceDays: 14,
    activation: null,
    sandbox: false,
  });
  const list = revocationText({
    type: 'kontor.revocations',
    version: 1,
    keyId,
    product,
    number: 400,
    since: 0,
    issued: '2026-11-22T10:00:00.000Z',
    nextUpdate: '2026-11-23T10:00:00.000Z',
    revoked: Array.from({ length: mostCarried }, (_, at) => idOf(at)),
  });
  const seal = (text: string) => sign(null, Buffer.from(text, 'utf8'), key);
  const file = armour(licenceLabel, licence, seal(licence)) + armour(revocationLabel, list, seal(list));
  return { keys: [{ kid: keyId, x }], file, publicKey };
};
