import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { lineAt, type ScannedSource, scanSource } from './source-text.ts';

/** One TypeScript file; `path` is from the root of the repository, with slashes. */
export type SourceFile = ScannedSource & { readonly path: string; readonly text: string };

export type Import = {
  readonly specifier: string;
  readonly line: number;
  /** `import type` and `export type`: gone at run time. */
  readonly typeOnly: boolean;
  /** The words between the braces, as written. */
  readonly names: string;
};

const ignored = new Set(['node_modules', 'dist', 'data', 'coverage', 'out', '.git', '.cache']);

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, ...scanSource(text) };
}

/** Every .ts and .tsx file under the folders. */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => filesUnder(join(root, folder))).map((path) => read(root, path));
}

function read(root: string, path: string): SourceFile {
  return sourceFile(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8'));
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return ignored.has(entry.name) ? [] : filesUnder(join(folder, entry.name));
    return /\.tsx?$/.test(entry.name) ? [join(folder, entry.name)] : [];
  });
}

const statements = /^[ \t]*(import|export)\s+(type\s+)?([^'";]*?)\s*\bfrom\s*['"]([^'"]+)['"]/gm;
const sideEffects = /^[ \t]*import\s*['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\s*\(\s*['"]([^'"]+)['"]/g;

/** Every module that a file names, in its order. */
export function importsOf(file: SourceFile): Import[] {
  const { withoutComments, code } = file;
  const found: (Import & { readonly index: number })[] = [];
  const add = (match: RegExpExecArray, keyword: string, rest: Omit<Import, 'line'>) => {
    const index = match.index + match[0].indexOf(keyword);
    // What only stands in a literal is no import.
    if (code.startsWith(keyword, index)) found.push({ ...rest, index, line: lineAt(file.text, index) });
  };
  for (const match of withoutComments.matchAll(statements)) {
    const [, keyword = '', type, names = '', specifier = ''] = match;
    add(match, keyword, { specifier, names, typeOnly: type !== undefined });
  }
  for (const pattern of [sideEffects, dynamic]) {
    for (const match of withoutComments.matchAll(pattern)) {
      add(match, 'import', { specifier: match[1] ?? '', names: '', typeOnly: false });
    }
  }
  return found.sort((a, b) => a.index - b.index);
}

/** The path that a relative import names; undefined for packages. */
export function relativeTarget(file: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(posix.dirname(file.path), specifier);
}

/** Tests and what only tests use. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.includes('/testing/');
}
