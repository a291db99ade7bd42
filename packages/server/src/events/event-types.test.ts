import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventTypes } from './event-types.ts';

const root = new URL('../', import.meta.url).pathname;
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.ts$/.test(name) && !/\.test\.ts$|^testing\/|^events\//.test(name))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
const migrations = readdirSync(join(root, '../migrations'))
  .filter((name) => name.endsWith('.sql'))
  .map((name) => ({ name, text: readFileSync(join(root, '../migrations', name), 'utf8') }));

const type = `'([a-z_]+\\.[a-z_]+)'`;
/** How events are written down in the code: in an entry, by a function that makes entries, or in SQL. */
const patterns = [
  new RegExp(`\\b(?:type|eventType|event):\\s*${type}`, 'g'),
  new RegExp(`\\b(?:type|eventType|event):[^',;{}]*\\?\\s*${type}\\s*:\\s*${type}`, 'g'),
  new RegExp(`\\beventOf\\(\\s*${type}`, 'g'),
  /insert into (?:kontor\.)?event \([^)]*\)[^'`]*?'([a-z_]+\.[a-z_]+)'/g,
];
// Types of signed documents, not of events.
const others = new Set(['kontor.licence', 'kontor.revocations']);

const written = new Set(
  [...sources, ...migrations].flatMap(({ text }) =>
    patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].flatMap(([, ...found]) =>
        found.filter((each) => each !== undefined && !others.has(each)),
      ),
    ),
  ),
);
for (const step of ['created', 'answered', 'decided', 'closed', 'reopened'])
  written.add(`support_request.${step}`);

test('every event that the code writes is listed, and none that it does not', () => {
  expect([...written].sort()).toEqual(Object.keys(eventTypes).sort());
});

test('the page for readers has each with what it is about and what it says', () => {
  const page = readFileSync(new URL('../../../../docs/operating/events.md', import.meta.url), 'utf8');
  const rows = Object.entries(eventTypes).map(
    ([name, [aggregate, says, data]]) => `| \`${name}\` | ${aggregate} | ${says} | ${data} |`,
  );
  const listed = page.split('\n').filter((line) => line.startsWith('| `'));
  expect(listed).toEqual(rows);
});
