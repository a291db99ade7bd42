// `npm run build:calculator`: the credit functions of the domain as a package of plain JavaScript that anybody can
// install. The sources stay where they are; only what the entry file reaches is emitted.
import { spawn } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'packages/domain/src');

/** What a package is made of: the files that the entries reach, a manifest and a page. */
export type PackagePlan = {
  readonly sources: string;
  readonly entries: readonly string[];
  readonly manifest: unknown;
  readonly page: string;
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
};

const entry = 'cancellation/calculator';

const manifest = {
  name: '@kontor/credit-calculator',
  version: '1.0.0',
  description: 'What a cancelled purchase gives back, to the minor unit',
  license: 'Apache-2.0',
  type: 'module',
  engines: { node: '>=20' },
  sideEffects: false,
  exports: { '.': { types: `./${entry}.d.ts`, default: `./${entry}.js` } },
  types: `./${entry}.d.ts`,
  files: ['**/*.js', '**/*.d.ts', 'LICENSE', 'README.md'],
};

const compilerOptions = {
  noEmit: false,
  declaration: true,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: true,
};

/** Builds a package into a folder, from nothing. @throws Error with what the compiler said */
export const buildPackage = async (plan: PackagePlan, folder: string): Promise<string> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'tsconfig.build.json');
  await writeJson(config, {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: { ...compilerOptions, ...plan.compilerOptions, rootDir: plan.sources, outDir: folder },
    files: plan.entries.map((name) => join(plan.sources, `${name}.ts`)),
  });
  await compile(config);
  await rm(config);
  await writeJson(join(folder, 'package.json'), plan.manifest);
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  await copyFile(join(root, 'tools/packages', plan.page), join(folder, 'README.md'));
  return folder;
};

export const buildCalculator = (folder = join(root, 'dist/packages/credit-calculator')): Promise<string> =>
  buildPackage({ sources, entries: [entry], manifest, page: 'credit-calculator.md' }, folder);

const writeJson = (path: string, value: unknown): Promise<void> =>
  writeFile(path, `${JSON.stringify(value, undefined, 2)}\n`);

const compile = (config: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const child = spawn(process.execPath, [tsc, '-p', config], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (bytes) => {
      said += String(bytes);
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(said || `tsc ended with ${code}`)),
    );
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildCalculator());
