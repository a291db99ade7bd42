import { expect, it } from 'vitest';
import { lineAt, scanSource } from './source-text.ts';
import { importsOf, sourceFile } from './source-tree.ts';

it('blanks comments and literals and keeps every line and column', () => {
  const source = `const a = 'x'; // y\n/* z\n */ const b = \`q\${a + "r"}s\`;\nconst c = /['"]/;`;
  const { code, withoutComments } = scanSource(source);
  expect(code).toBe(`const a = ' ';     \n    \n    const b = \` \${a + " "} \`;\nconst c = /    /;`);
  expect(withoutComments).toContain(`const a = 'x';     \n`);
  expect(code).toHaveLength(source.length);
});

it('finds literals, within template expressions too', () => {
  const { literals } = scanSource(`f(\`a\${g({ b: \`c\` })}d\`, "e");`);
  expect(literals.map(({ text }) => text)).toEqual(['a', 'c', 'd', 'e']);
});

it('takes an apostrophe in the text of a page for what it is', () => {
  const { code } = scanSource(`const p = <p>don't</p>;\nconst q = 'w';`);
  expect(code).toContain(`const q = ' ';`);
});

it('does not take a division for a pattern', () => {
  expect(scanSource(`const a = b / c; const d = e / 'f';`).literals).toMatchObject([{ text: 'f' }]);
});

it('lists imports with their lines, the ones in text and comments left out', () => {
  const text = [
    `import type { A } from './a.ts';`,
    'import {',
    '  b,',
    `} from './b.ts';`,
    `import './c.css';`,
    `// import { d } from './d.ts';`,
    `const e = await import('./e.ts');`,
    'const text = `',
    "import { f } from './f.ts';`;",
    `export { g } from './g.ts';`,
  ].join('\n');
  expect(importsOf(sourceFile('packages/a/src/x.ts', text))).toMatchObject([
    { specifier: './a.ts', line: 1, typeOnly: true },
    { specifier: './b.ts', line: 2, typeOnly: false },
    { specifier: './c.css', line: 5 },
    { specifier: './e.ts', line: 7 },
    { specifier: './g.ts', line: 10 },
  ]);
});

it('counts lines from one', () => {
  expect(lineAt('a\nb\nc', 0)).toBe(1);
  expect(lineAt('a\nb\nc', 4)).toBe(3);
});
