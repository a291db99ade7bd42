// `npm run build:verifier`: the check of an offline licence as a package of plain JavaScript without dependencies.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildPackage } from './build-package.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'packages');
const source = (name: string) => join(sources, 'verifier/src', `${name}.ts`);

/** Builds the package into a folder, from nothing. @throws Error with what the compiler said */
export const buildVerifier = async (
  folder = join(root, 'dist/packages/licence-verifier'),
): Promise<string> => {
  const manifest: unknown = JSON.parse(await readFile(join(sources, 'verifier/package.json'), 'utf8'));
  const entries = ['verifier/src/verify', 'verifier/src/verify-web'];
  const compilerOptions = {
    lib: ['es2023', 'dom'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    emitDeclarationOnly: true,
    declarationDir: join(folder, 'types'),
  };
  await buildPackage({ sources, entries, manifest, compilerOptions, page: 'licence-verifier.md' }, folder);
  await bundle(folder);
  return folder;
};

// Products ship it, so that it is small: one file for Node.js, one for the web, and what both share.
const bundle = (folder: string): Promise<unknown> =>
  build({
    configFile: false,
    root: sources,
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'es2022',
      minify: true,
      lib: {
        entry: { verify: source('verify'), 'verify-web': source('verify-web') },
        formats: ['es'],
      },
      rolldownOptions: {
        external: ['node:crypto'],
        output: { entryFileNames: '[name].js', chunkFileNames: 'judge.js', minify: true },
      },
    },
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildVerifier());
