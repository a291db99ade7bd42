import { readFileSync } from 'node:fs';
import { operations } from '@kontor/wire/operations';
import { expect, test } from 'vitest';
import { coverageFile, coverageTable, coveredBy } from './wire-coverage.ts';

test('every call of the wire that is answered is replayed by a session', () => {
  const covered = coveredBy();
  const alone = Object.keys(operations).filter((name) => !covered.has(name));
  expect(alone).toEqual([]);
});

test('docs/wire-coverage.md says what the code says', () => {
  expect(readFileSync(coverageFile, 'utf8')).toBe(coverageTable());
});
