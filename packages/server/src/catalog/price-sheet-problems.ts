import type { SheetProblem } from './price-sheet-layout.ts';

/** One bad cell as the API names it; `path` is `lines.<line>.<column>`. */
export type SheetError = SheetProblem & { readonly path: string };

/** The first thousand bad cells, and how many there are beyond them. */
export type ProblemList = { readonly errors: SheetError[]; readonly more: number };

export type GrowingList = { errors: SheetError[]; more: number };

const longestList = 1000;

export function emptyList(begun: ProblemList = { errors: [], more: 0 }): GrowingList {
  return { errors: [...begun.errors], more: begun.more };
}

export function addToList(list: GrowingList, problem: SheetProblem): void {
  if (list.errors.length >= longestList) {
    list.more += 1;
    return;
  }
  const { line, column } = problem;
  const path = column === '' ? `lines.${line}` : `lines.${line}.${column}`;
  list.errors.push({ ...problem, path });
}
