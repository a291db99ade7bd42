import { expect, test } from 'vitest';
import { codeNow } from './demo-code.ts';

/** RFC 6238 appendix B, secret "12345678901234567890", the last six of its eight digits. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [2_000_000_000, '279037'],
])('shows the code that RFC 6238 gives at second %i', async (seconds, code) => {
  expect(await codeNow(secret, seconds * 1000)).toBe(code);
});
