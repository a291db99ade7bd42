import { readdirSync, readFileSync } from 'node:fs';
import { problems } from '@kontor/contract/problems';
import { expect, it } from 'vitest';
import { errorListPage, errorPage, isProblemCode } from './error-pages.ts';

const folder = new URL('../../../../docs/errors/', import.meta.url);
const pages = readdirSync(folder).map((name) => name.replace(/\.md$/, ''));
const codes = Object.keys(problems);
const markdownOf = (code: string) => readFileSync(new URL(`${code}.md`, folder), 'utf8');

it('every code has a page, and no page is without its code', () => {
  expect(pages.sort()).toEqual(codes.sort());
});

it.each(codes.filter(isProblemCode))(
  'the page of %s says what it means, why, what to do, and shows one',
  (code) => {
    const markdown = markdownOf(code);
    expect(markdown.startsWith(`# ${code}\n`)).toBe(true);
    expect(markdown.match(/^## .+$/gm)).toEqual([
      '## What it means',
      '## Why',
      '## What to do',
      '## Example',
    ]);
    const example = JSON.parse(/```json\n([\s\S]+?)\n```/.exec(markdown)?.[1] ?? 'null');
    expect(example).toMatchObject({ status: problems[code].status, code, requestId: expect.any(String) });
    const page = errorPage(code, markdown);
    expect(page).toContain(`<code>${code}</code>, status ${problems[code].status}.`);
    expect(page).toContain('<pre tabindex="0"><code>{');
  },
);

it('the list names them all', () => {
  for (const code of codes) expect(errorListPage()).toContain(`href="/docs/errors/${code}"`);
});
