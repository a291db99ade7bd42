import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const portal = join(packages, 'portal');
const dist = join(portal, 'dist');
const stampFile = join(dist, '.stamp');
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
  if (known === stamp && existsSync(join(dist, 'index.html'))) return;
  const fresh = `dist-${process.pid}`;
  await runVite(fresh);
  await writeFile(join(portal, fresh, '.stamp'), stamp);
  await putInPlace(fresh);
};

/** Two servers that start at once both build; a page that is being served never stands half written. */
const putInPlace = async (fresh: string): Promise<void> => {
  const old = join(portal, `${fresh}-old`);
  await rename(dist, old).catch(() => undefined);
  await rename(join(portal, fresh), dist).catch(() => undefined);
  await rm(old, { recursive: true, force: true });
  await rm(join(portal, fresh), { recursive: true, force: true });
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

const runVite = async (outDir: string): Promise<void> => {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  const child = spawn(
    process.execPath,
    [vite, 'build', '--logLevel', 'warn', '--outDir', outDir, '--emptyOutDir'],
    {
      cwd: portal,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code !== 0) throw new Error('The portal could not be built; what vite said stands above.');
};
