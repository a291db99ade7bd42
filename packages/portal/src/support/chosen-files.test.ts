import { expect, test } from 'vitest';
import { type FileLimits, faultOf, faultsOf, withFiles } from './chosen-files.ts';

const limits: FileLimits = { fileBytes: 100, files: 3, totalBytes: 200 };
const file = (size: number) => ({ size });

test('takes a file up to the limit and none above it', () => {
  expect(faultOf(file(99), [], limits)).toBeUndefined();
  expect(faultOf(file(100), [], limits)).toBeUndefined();
  expect(faultOf(file(101), [], limits)).toBe('tooLarge');
});

test('takes no file without a byte', () => {
  expect(faultOf(file(0), [], limits)).toBe('empty');
  expect(faultOf(file(1), [], limits)).toBeUndefined();
});

test('counts files and bytes of those that can go, not of those that cannot', () => {
  expect(faultsOf([file(0), file(1), file(1), file(1), file(1)], limits)).toEqual([
    'empty',
    undefined,
    undefined,
    undefined,
    'tooMany',
  ]);
  expect(faultsOf([file(100), file(500), file(100), file(1)], limits)).toEqual([
    undefined,
    'tooLarge',
    undefined,
    'tooMuch',
  ]);
});

test('keeps a file that is chosen twice once', () => {
  const one = new File(['x'], 'a.pdf', { lastModified: 1 });
  const other = new File(['y'], 'b.pdf', { lastModified: 1 });
  const chosen = withFiles(withFiles([], [one, one]), [one, other]);
  expect(chosen.map(({ file: { name } }) => name)).toEqual(['a.pdf', 'b.pdf']);
});
