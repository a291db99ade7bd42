import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from '@kontor/contract/operations';
import type { Violation } from './violation.ts';

const file = 'packages/contract/src/client-routes.ts';

/** The table of methods and paths that ships to browsers says what the operations say. */
export function checkClientRoutes(root: string): Violation[] {
  const text = readFileSync(join(root, file), 'utf8');
  const wanted = Object.values(operations).map(
    ({ name, method, path }) => `  ${name}: ['${method}', '${path}'],`,
  );
  const found = text.split('\n').filter((line) => line.startsWith('  '));
  if (wanted.join('\n') === found.join('\n')) return [];
  const line = found.findIndex((row, index) => row !== wanted[index]);
  const message = 'does not say what operations.ts says: run node tools/write-client-routes.ts';
  return [{ file, line: (line === -1 ? found.length : line) + 3, rule: 'client routes', message }];
}
