import { expect, test } from 'vitest';
import { announcedFrom, checkAnnounced } from './announced-file.ts';

const sha256 = Buffer.alloc(32, 3);
const hex = sha256.toString('hex');
const header = `sha-512=:AAAA:, sha-256=:${sha256.toString('base64')}:`;
const nothing = { sizeBytes: undefined, sha256: undefined, headers: [] };

test('a digest is read from the query and from either header', () => {
  expect(announcedFrom(nothing)).toEqual({ accepted: true, value: {} });
  const announced = { accepted: true, value: { sha256 } };
  expect(announcedFrom({ ...nothing, sha256: hex })).toEqual(announced);
  expect(announcedFrom({ ...nothing, headers: [header, undefined] })).toEqual(announced);
  expect(announcedFrom({ ...nothing, sha256: hex.toUpperCase(), headers: [undefined, header] })).toEqual(
    announced,
  );
  expect(announcedFrom({ ...nothing, headers: ['sha-512=:AAAA:'] })).toEqual({ accepted: true, value: {} });
});

test.each([
  [{ sha256: 'a'.repeat(64), headers: [header] }],
  [{ headers: ['sha-256=:AAAA:'] }],
  [{ headers: [header, `sha-256=:${Buffer.alloc(32).toString('base64')}:`] }],
])('digests that contradict each other or are none are refused: %j', (sent) => {
  expect(announcedFrom({ ...nothing, ...sent })).toMatchObject({
    accepted: false,
    refusal: { code: 'request.invalid', errors: [{ path: 'sha256' }] },
  });
});

test('what came is what was announced, to the byte', () => {
  const came = { sizeBytes: 5, sha256 };
  expect(checkAnnounced({}, came).accepted).toBe(true);
  expect(checkAnnounced({ sizeBytes: 5, sha256 }, came).accepted).toBe(true);
  for (const announced of [{ sizeBytes: 4 }, { sizeBytes: 6 }, { sha256: Buffer.alloc(32) }])
    expect(checkAnnounced(announced, came)).toEqual({
      accepted: false,
      refusal: { code: 'artifact.mismatch', sizeBytes: 5, sha256: hex },
    });
});
