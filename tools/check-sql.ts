import { lineAt } from './source-text.ts';
import { importsOf, isTest, type SourceFile } from './source-tree.ts';
import type { Violation } from './violation.ts';

/** Where SQL may stand (ARCHITECTURE.md, arrow 3), besides migrations, which are no TypeScript. */
const holdsSql = /(-store\.ts$|^packages\/server\/src\/platform\/db\/)/;
const driver = /^(pg|kysely)(\/|$)/;
const builders = /\b(statement|insertMany)\b/;
// In lower or upper case; a sentence for people begins with one capital.
const sqlOpening =
  /^\s*(select\s+[\s\S]+\bfrom\b|select\s+\w+(\.\w+)?\s*\(|insert\s+into\s|update\s+[\w.]+\s+set\b|delete\s+from\s|with\s+\w+\s+as\s*(materialized\s*)?\(|(create|alter|drop)\s+(table|index|function|schema|role|policy|database)\b|truncate\s|grant\s+\w+\s+on\b|lock\s+table\b)/;

export function checkSql(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => mustNotHoldSql(path))
    .flatMap((file) => [...texts(file), ...imports(file)]);
}

function mustNotHoldSql(path: string): boolean {
  return path.startsWith('packages/server/src/') && !isTest(path) && !holdsSql.test(path);
}

function looksLikeSql(text: string): boolean {
  const upper = /^\s*[A-Z]{2}/.test(text);
  return sqlOpening.test(upper ? text.toLowerCase() : text);
}

function texts(file: SourceFile): Violation[] {
  return file.literals
    .filter(({ text }) => looksLikeSql(text))
    .map(({ text, index }) => ({
      file: file.path,
      line: lineAt(file.text, index),
      rule: 'SQL in stores',
      message: `"${text.trim().slice(0, 40).replace(/\s+/g, ' ')}…" belongs into a *-store.ts of its noun`,
    }));
}

function imports(file: SourceFile): Violation[] {
  return importsOf(file)
    .filter(
      ({ specifier, typeOnly, names }) =>
        !typeOnly &&
        (driver.test(specifier) || (specifier.endsWith('/db/statement.ts') && builders.test(names))),
    )
    .map(({ line, specifier }) => ({
      file: file.path,
      line,
      rule: 'SQL in stores',
      message: `only *-store.ts and platform/db import values of ${specifier}`,
    }));
}
