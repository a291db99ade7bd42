import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const portal = join(packages, 'portal');
const stampFile = join(portal, 'dist', '.stamp');
const sources = [
  'portal/src',
  'portal/public',
  'portal/index.html',
  'portal/vite.config.ts',
  'domain/src',
  'contract/src',
];

/** Builds the portal's pages unless what stands in dist was built from these very sources. */
export const buildPortal = async (): Promise<void> => {
  const stamp = await stampOfSources();
  const known = await readFile(stampFile, 'utf8').catch(() => undefined);
  if (known === stamp && existsSync(join(portal, 'dist', 'index.html'))) return;
  await runVite();
  await writeFile(stampFile, stamp);
};

const stampOfSources = async (): Promise<string> => {
  const hash = createHash('sha256');
  for (const source of sources) await addTo(hash, join(packages, source));
  return hash.digest('hex');
};

// Names, sizes and times tell a change as well as contents would, and a warm start has to wait for this.
const addTo = async (hash: ReturnType<typeof createHash>, path: string): Promise<void> => {
  const facts = await stat(path).catch(() => undefined);
  if (!facts) return;
  if (!facts.isDirectory()) {
    if (!path.includes('.test.')) hash.update(`${path}\0${facts.size}\0${facts.mtimeMs}\n`);
    return;
  }
  for (const name of (await readdir(path)).sort()) await addTo(hash, join(path, name));
};

const runVite = async (): Promise<void> => {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: portal,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code !== 0) throw new Error('The portal could not be built; what vite said stands above.');
};
