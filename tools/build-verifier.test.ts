import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildVerifier } from './build-verifier.ts';
import { vectorFiles, vectorKeys, vectors, vectorsFolder } from './write-licence-vectors.ts';

const run = promisify(execFile);

let directory: string;
let installed: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kontor-verifier-'));
  const built = await buildVerifier(join(directory, 'built'));
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', directory], { cwd: built });
  const project = join(directory, 'project');
  await mkdir(project);
  await writeFile(
    join(project, 'package.json'),
    '{"name": "somebody-elses", "private": true, "type": "module"}',
  );
  const tarball = join(directory, packed.stdout.trim());
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project });
  await writeFile(join(project, 'ask.js'), asking);
  await writeFile(join(project, 'questions.json'), JSON.stringify({ vectors, keys: vectorKeys }));
  installed = join(project, 'node_modules/@kontor/licence-verifier');
}, 60_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

// A program of somebody else's, in plain JavaScript.
const asking = `import { readFileSync } from 'node:fs';
import { verify } from '@kontor/licence-verifier';
import { verify as verifyOnTheWeb } from '@kontor/licence-verifier/web';
const { vectors, keys } = JSON.parse(readFileSync('questions.json', 'utf8'));
const ask = (how) => ({ file, now, revocations, product, fingerprint }) => how(file, keys, new Date(now), revocations, { product, fingerprint });
const web = await Promise.all(vectors.map(ask(verifyOnTheWeb)));
console.log(JSON.stringify({ node: vectors.map(ask(verify)), web, version: process.version }));
`;

const ask = async (node: string) => {
  const { stdout } = await run(node, ['ask.js'], { cwd: join(directory, 'project') });
  return JSON.parse(stdout);
};
const wanted = vectors.map(({ valid, code, reasons }) => ({ valid, code, reasons }));
const told = (verdicts: readonly { valid: boolean; code: string; reasons: string[] }[]) =>
  verdicts.map(({ valid, code, reasons }) => ({ valid, code, reasons }));

describe('the package of the licence verifier', () => {
  test('answers every vector as documented, with node:crypto and with WebCrypto alike', async () => {
    const { node, web } = await ask(process.execPath);
    expect(told(node)).toEqual(wanted);
    expect(web).toEqual(node);
  });

  test.runIf(existsSync('/usr/bin/node'))('runs on the Node.js of the system as well', async () => {
    const { node, web } = await ask('/usr/bin/node');
    expect(told(node)).toEqual(wanted);
    expect(web).toEqual(node);
  });

  test('is under ten kilobytes of JavaScript, has types, its licence and its page, and needs nothing', async () => {
    const files = await readdir(installed, { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const sizes = await Promise.all(paths.filter((path) => path.endsWith('.js')).map((path) => stat(path)));
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(10_000);
    const others = paths
      .filter((path) => !/\.(js|d\.ts)$/.test(path))
      .map((path) => path.slice(installed.length + 1));
    expect(others.toSorted()).toEqual(['LICENSE', 'README.md', 'package.json']);
    const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: '@kontor/licence-verifier', license: 'Apache-2.0' });
    expect(manifest.dependencies).toBeUndefined();
    for (const { types, default: main } of Object.values<{ types: string; default: string }>(
      manifest.exports,
    ))
      for (const path of [types, main]) expect(existsSync(join(installed, path))).toBe(true);
  });

  test('has the vectors of the documentation', async () => {
    for (const [name, text] of Object.entries(vectorFiles))
      expect(await readFile(join(vectorsFolder, name), 'utf8')).toBe(text);
  });
});
