import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { armour, licenceLabel, readArmour, revocationLabel } from '@kontor/domain/licence/armour';
import { fromBase64, textOfUtf8, toBase64, utf8Of } from '@kontor/domain/licence/bytes-as-text';
import { canonicalJson } from '@kontor/domain/licence/canonical-json';
import { licenceReasons } from '@kontor/domain/licence/judge-licence';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vectorKeys, vectors } from '../../../tools/write-licence-vectors.ts';
import { verify } from './verify.ts';
import { verify as verifyOnTheWeb } from './verify-web.ts';

const seed = 20_261_122;
const optionsOf = ({ product, fingerprint }: (typeof vectors)[number]) => ({
  ...(product === undefined ? {} : { product }),
  ...(fingerprint === undefined ? {} : { fingerprint }),
});

describe('a licence file', () => {
  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', async (_, vector) => {
    const { file, now, revocations, valid, code, reasons, stale } = vector;
    const verdict = verify(file, vectorKeys, new Date(now), revocations, optionsOf(vector));
    expect(verdict).toMatchObject({ valid, code, reasons });
    expect(verdict.revocations?.stale).toBe(stale);
    expect(await verifyOnTheWeb(file, vectorKeys, new Date(now), revocations, optionsOf(vector))).toEqual(
      verdict,
    );
  });

  test('has a vector for every reason', () => {
    const shown = new Set(vectors.flatMap(({ reasons }) => reasons));
    expect(licenceReasons.filter((reason) => !shown.has(reason))).toEqual([]);
  });

  const carrying = vectors.find(({ name }) => name === 'valid with the list it carries')!;

  test('of which any byte was changed is refused', () => {
    const bytes = Buffer.from(carrying.file, 'utf8');
    const flip = fc.record({
      at: fc.integer({ min: 0, max: bytes.length - 1 }),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(flip, ({ at, mask }) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ mask;
        const verdict = verify(changed.toString('utf8'), vectorKeys, new Date(carrying.now));
        expect([verdict.valid, verdict.licence]).toEqual([false, undefined]);
      }),
      { seed, numRuns: 5_000 },
    );
  });

  test('of which each byte was changed by one bit, by a digit and to an end of line is refused', () => {
    const bytes = Buffer.from(carrying.file, 'utf8');
    for (let at = 0; at < bytes.length; at += 1)
      for (const value of [(bytes[at] ?? 0) ^ 1, 0x41, 0x0d, 0x20]) {
        if (value === bytes[at]) continue;
        const changed = Buffer.from(bytes);
        changed[at] = value;
        expect(verify(changed.toString('utf8'), vectorKeys, new Date(carrying.now)).valid, `byte ${at}`).toBe(
          false,
        );
      }
  });

  test('cut, lengthened or put together otherwise is refused', () => {
    const { file, now } = carrying;
    const at = new Date(now);
    for (let length = 0; length < file.length - 1; length += 7) {
      const verdict = verify(file.slice(0, length), vectorKeys, at);
      // Without the list that it carries it is a licence all the same.
      if (
        !file.slice(0, length).endsWith('-----END KONTOR LICENCE-----\n') &&
        length !== file.indexOf('-----END KONTOR LICENCE-----') + 28
      )
        expect(verdict.valid, `cut at ${length}`).toBe(false);
    }
    for (const text of [` ${file}`, `${file} `, `${file}\n`, file + file, ''])
      expect(verify(text, vectorKeys, at).code).toBe('malformed');
  });

  test('answers whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(verify(text, vectorKeys, new Date(carrying.now)).code).toBe('malformed');
        const armoured = armour(licenceLabel, text, new Uint8Array(64));
        expect(verify(armoured, vectorKeys, new Date(carrying.now)).valid).toBe(false);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('what it stands on', () => {
  test('base64 and UTF-8 are those of Node.js', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }), (bytes, text) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        const encoded = utf8Of(text);
        expect(Buffer.from(encoded)).toEqual(Buffer.from(text, 'utf8'));
        expect(textOfUtf8(encoded)).toBe(Buffer.from(encoded).toString('utf8'));
      }),
      { seed, numRuns: 1_000 },
    );
  });

  test('canonical JSON orders members by UTF-16 and spells numbers and texts as RFC 8785 does', () => {
    const value = {
      '€': 'Euro',
      '\r': 'CR',
      '\ufb33': 'Dalet',
      1: 'One',
      '😀': 'Smile',
      '\u0080': 'Control',
      ö: 'O',
    };
    expect(canonicalJson(value)).toBe(
      '{"\\r":"CR","1":"One","\u0080":"Control","ö":"O","€":"Euro","😀":"Smile","\ufb33":"Dalet"}',
    );
    expect(canonicalJson({ b: [1, true, null], a: '\u20ac$\u000f\nA\'B"\\"/' })).toBe(
      '{"a":"€$\\u000f\\nA\'B\\"\\\\\\"/","b":[1,true,null]}',
    );
  });

  test('the signature is plain Ed25519 over the canonical text (RFC 8032, test 2)', () => {
    const der = Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex'),
    ]);
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const signature = sign(null, Buffer.of(0x72), key);
    expect(signature.toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    expect(createPublicKey(key).export({ format: 'jwk' }).x).toBe(
      Buffer.from('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', 'hex').toString(
        'base64url',
      ),
    );
  });

  test('armour is read as it is written, and only in its order', () => {
    const one = armour(licenceLabel, '{"ü":1}', new Uint8Array(64).fill(7));
    const two = armour(revocationLabel, '{}', new Uint8Array(64));
    expect(readArmour(one + two, [licenceLabel, revocationLabel])?.map(({ text }) => text)).toEqual([
      '{"ü":1}',
      '{}',
    ]);
    expect(readArmour(two + one, [licenceLabel, revocationLabel])).toBeUndefined();
    expect(readArmour(one + two, [licenceLabel])).toBeUndefined();
  });
});
