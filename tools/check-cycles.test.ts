import { expect, it } from 'vitest';
import { checkCycles } from './check-cycles.ts';
import { sourceFile } from './source-tree.ts';

const file = (path: string, text: string) => sourceFile(`packages/${path}`, text);

it('names the circle that files import each other in', () => {
  const files = [
    file('server/src/a.ts', `import { b } from './b.ts';`),
    file('server/src/b.ts', `\nimport { c } from './c.ts';`),
    file('server/src/c.ts', `import { a } from './a.ts';`),
  ];
  expect(checkCycles(files)).toMatchObject([
    { file: 'packages/server/src/c.ts', line: 1, message: 'imports itself: a.ts → b.ts → c.ts → a.ts' },
  ]);
});

it('lets types go in circles outside of the domain', () => {
  const circle = (folder: string) => [
    file(`${folder}/a.ts`, `import { b } from './b.ts';`),
    file(`${folder}/b.ts`, `import type { A } from './a.ts';`),
  ];
  expect(checkCycles(circle('portal/src'))).toEqual([]);
  expect(checkCycles(circle('domain/src'))).toHaveLength(1);
});

it('finds none in a diamond', () => {
  const files = [
    file('domain/src/a.ts', `import { b } from './b.ts';\nimport { c } from './c.ts';`),
    file('domain/src/b.ts', `import { d } from './d.ts';`),
    file('domain/src/c.ts', `import { d } from './d.ts';`),
    file('domain/src/d.ts', 'export const d = 1;'),
  ];
  expect(checkCycles(files)).toEqual([]);
});
