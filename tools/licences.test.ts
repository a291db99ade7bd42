import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const record = readFileSync(new URL('docs/decisions/0008-parts-chosen.md', root), 'utf8');

const manifests = [
  'package.json',
  ...readdirSync(new URL('packages/', root)).map((name) => `packages/${name}/package.json`),
];
const versions = new Map(
  manifests.flatMap((path) => {
    const { dependencies, optionalDependencies, devDependencies } = json(path);
    return Object.entries<string>({ ...dependencies, ...optionalDependencies, ...devDependencies });
  }),
);
const foreign = [...versions].filter(([name]) => !name.startsWith('@kontor/'));
const rowOf = (name: string) =>
  record.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``));

it.each(foreign)('%s is pinned, and has a line in the record with its licence', (name, version) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  const row = rowOf(name);
  expect(row, `${name} needs a line in docs/decisions/0008-parts-chosen.md`).toBeDefined();
  const manifest = `node_modules/${name}/package.json`;
  // Binaries of other machines are not installed here.
  if (existsSync(new URL(manifest, root))) expect(row?.endsWith(`| ${json(manifest).license} |`)).toBe(true);
});

it('the record names nothing that is gone', () => {
  const named = [...record.matchAll(/^\| (`.+?`) \|/gm)].flatMap((match) => match[1]?.split(', ') ?? []);
  const known = foreign.map(([name]) => `\`${name}\``);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});
