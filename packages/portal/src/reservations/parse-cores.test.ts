import { expect, test } from 'vitest';
import { parseCores } from './parse-cores.ts';

test.each([
  ['8, 12, 20', [8, 12, 20]],
  ['8;12 20,', [8, 12, 20]],
  ['', undefined],
  ['0', undefined],
  ['8.5', undefined],
  ['eight', undefined],
  ['10001', undefined],
])('reads %j as cores', (text, cores) => {
  expect(parseCores(text)).toEqual(cores);
});
