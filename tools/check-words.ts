// Words that must not stand in some places: clocks in the domain, transforms in schemas, SQL outside of stores.

import { lineAt } from './source-text.ts';
import { isTest, type SourceFile } from './source-tree.ts';
import type { Violation } from './violation.ts';

type WordRule = {
  readonly rule: string;
  readonly where: (path: string) => boolean;
  readonly words: readonly { readonly pattern: RegExp; readonly message: string }[];
};

const ofDomain = (path: string) => path.startsWith('packages/domain/src/') && !isTest(path);
const ofSchemas = (path: string) => /^packages\/(contract|wire)\/src\//.test(path) && !isTest(path);
const ofServer = (path: string) => path.startsWith('packages/server/src/') && !isTest(path);
const ofPackages = (path: string) => path.startsWith('packages/') && path.includes('/src/');
/** Where the server may call something that is not our database (ARCHITECTURE.md, arrow 3). */
const mayCallOut = /\/src\/(platform\/(mail|storage|identity|keys)|payments|tax|webhooks)\//;

/** The one door of a package that others install (tools/build-package.ts). */
const publicFace = 'packages/domain/src/cancellation/calculator.ts';

const wordRules: readonly WordRule[] = [
  {
    rule: 'pure domain',
    where: ofDomain,
    words: [
      { pattern: /\b(async|await)\b/, message: 'a decision is synchronous: read first, decide then' },
      { pattern: /\bPromise\b/, message: 'a decision is synchronous: read first, decide then' },
      { pattern: /\bDate\.now\b/, message: '`now` is an input, read once at the edge' },
      { pattern: /\bnew Date\s*(\(\s*\)|[;,)\n])/, message: '`now` is an input, read once at the edge' },
      { pattern: /(?<!new )(?<![.\w])Date\s*\(/, message: '`now` is an input, read once at the edge' },
      { pattern: /\bperformance\.|\bTemporal\.Now\b/, message: '`now` is an input, read once at the edge' },
      { pattern: /\bMath\.random\b/, message: 'random bytes are an input, made at the edge' },
      { pattern: /(?<![.\w])(crypto|process|globalThis)\./, message: 'the domain knows no machine' },
      {
        pattern: /(?<![.\w])(fetch|setTimeout|setInterval|queueMicrotask)\s*\(/,
        message: 'the domain does nothing, it decides',
      },
      { pattern: /(?<![.\w])console\./, message: 'a decision does not log: it returns what happened' },
    ],
  },
  {
    rule: 'JSON schemas',
    where: ofSchemas,
    words: [
      {
        pattern: /\.(refine|superRefine|transform|codec|pipe|preprocess|overwrite|check)\s*\(/,
        message: 'schemas describe JSON only: put the rule into a view or the domain',
      },
      {
        pattern: /\bz\.(bigint|date|coerce|codec|preprocess|custom|map|set|symbol|stringbool)\b/,
        message: 'JSON has no such type',
      },
    ],
  },
  {
    rule: 'calls outside',
    where: (path) => ofServer(path) && !mayCallOut.test(path),
    words: [
      {
        pattern: /(?<![.\w])fetch\s*\(/,
        message: 'outside calls live in platform/{mail,storage,identity,keys}, payments and webhooks',
      },
    ],
  },
  {
    rule: 'plain modules',
    where: ofPackages,
    words: [
      {
        pattern: /^[ \t]*export\s+default\b/m,
        message: 'no default exports: a thing has one name everywhere',
      },
      {
        pattern: /^[ \t]*(export\s+)?(declare\s+)?(const\s+)?enum\b/m,
        message: 'no enums: a list with `as const` and its union',
      },
      { pattern: /^[ \t]*@\w+(\([^)]*\))?\s*$/m, message: 'no decorators' },
    ],
  },
  {
    rule: 'plain modules',
    where: (path) => ofPackages(path) && path !== publicFace,
    words: [
      {
        pattern: /^[ \t]*export\s+(type\s+)?(\*|\{[^}]*\}\s*from\b)/m,
        message: 'no barrels: import from where it is written',
      },
    ],
  },
];

export function checkWords(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const rules = wordRules.filter(({ where }) => where(file.path));
    return rules.flatMap(({ rule, words }) =>
      words.flatMap(({ pattern, message }) =>
        [...file.code.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map(({ index, 0: found }) => ({
          file: file.path,
          line: lineAt(file.text, index + (found.length - found.trimStart().length)),
          rule,
          message: `${found.trim().split('\n')[0]}: ${message}`,
        })),
      ),
    );
  });
}

/** Classes are for errors: what extends an error, at any distance. */
export function checkClasses(files: readonly SourceFile[]): Violation[] {
  const classes = files
    .filter(({ path }) => ofPackages(path))
    .flatMap((file) =>
      [...file.code.matchAll(/\bclass\s+([A-Z]\w*)(?:<[^>{]*>)?(?:\s+extends\s+([\w.]+))?/g)].map(
        ({ index, 1: name = '', 2: parent = '' }) => ({ file, index, name, parent }),
      ),
    );
  const parentOf = new Map(classes.map(({ name, parent }) => [name, parent]));
  const isError = (name: string | undefined): boolean =>
    name !== undefined && (/Error$/.test(name) || isError(parentOf.get(name)));
  return classes
    .filter(({ parent }) => !isError(parent))
    .map(({ file, index, name }) => ({
      file: file.path,
      line: lineAt(file.text, index),
      rule: 'plain modules',
      message: `class ${name}: no classes except errors, functions over data instead`,
    }));
}

/** A folder's or package's front door that re-exports the rest. */
export function checkFileNames(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(
      ({ path }) => path.startsWith('packages/') && /\/(index|utils?|helpers?|common)\.tsx?$/.test(path),
    )
    .map(({ path }) => ({
      file: path,
      line: 1,
      rule: 'plain modules',
      message: 'the name says nothing: name the file after what it does',
    }));
}
