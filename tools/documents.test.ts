import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const markdownIn = (folder: string) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}${name}`);
const atRoot = readdirSync(root).filter((name) => name.endsWith('.md'));
const documents = [...atRoot, ...markdownIn('docs/')];
const scripts = Object.keys(JSON.parse(read('package.json')).scripts);

describe.each(documents)('%s', (path) => {
  const text = read(path);

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|\/)([^)#\s]+)/g)].map((match) => match[1] ?? '');
    const missing = links.filter((link) => !existsSync(new URL(link, new URL(path, root))));
    expect(missing).toEqual([]);
  });

  it('names commands that exist', () => {
    const named = [...text.matchAll(/npm run ([a-z0-9:]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

it.each(markdownIn('docs/decisions/'))('%s is under a page and says what enforces it', (path) => {
  const text = read(path);
  expect(text.match(/^## .+$/gm)).toEqual([
    '## Context',
    '## Decision',
    '## Consequences',
    '## Alternatives',
    '## What enforces it',
  ]);
  expect(text.split('\n').length).toBeLessThan(70);
});
