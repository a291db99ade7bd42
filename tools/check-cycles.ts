import { importsOf, relativeTarget, type SourceFile } from './source-tree.ts';
import type { Violation } from './violation.ts';

/**
 * Finds files that import each other in a circle. In the domain types count as well, since a circle of meaning is
 * what we avoid there; elsewhere only what is imported at run time.
 */
export function checkCycles(files: readonly SourceFile[]): Violation[] {
  const graph = new Map(files.map((file) => [file.path, edgesOf(file)]));
  const found: Violation[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (path: string, trail: readonly string[]): void => {
    state.set(path, 'open');
    for (const { target, line } of graph.get(path) ?? []) {
      if (state.get(target) === 'open') {
        const circle = [...trail.slice(trail.indexOf(target)), target].map(shortName);
        found.push({ file: path, line, rule: 'cycle', message: `imports itself: ${circle.join(' → ')}` });
      } else if (!state.has(target) && graph.has(target)) visit(target, [...trail, target]);
    }
    state.set(path, 'done');
  };
  for (const path of graph.keys()) if (!state.has(path)) visit(path, [path]);
  return found;
}

function edgesOf(file: SourceFile): { readonly target: string; readonly line: number }[] {
  const typesCount = file.path.startsWith('packages/domain/');
  return importsOf(file).flatMap(({ specifier, line, typeOnly }) => {
    const target = relativeTarget(file, specifier);
    return target === undefined || (typeOnly && !typesCount) ? [] : [{ target, line }];
  });
}

function shortName(path: string): string {
  return path.replace(/^packages\/\w+\/src\//, '');
}
