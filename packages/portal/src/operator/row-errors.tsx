import type { ProblemDetails } from '@kontor/contract/client';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useReader } from '../ui/reader.ts';

export type RowError = {
  readonly line: number | undefined;
  readonly column: string;
  readonly message: string;
};

/** Rows that a price sheet problem names; line and column are facts beside the usual path and message. */
export function rowErrorsOf(problem: ProblemDetails): readonly RowError[] {
  return (problem.errors ?? []).map((error) => {
    const facts: Readonly<Record<string, unknown>> = error;
    return {
      line: typeof facts.line === 'number' ? facts.line : undefined,
      column: typeof facts.column === 'string' ? facts.column : error.path,
      message: error.message,
    };
  });
}

export function RowErrors({ errors }: { readonly errors: readonly RowError[] }) {
  const { t } = useReader();
  if (errors.length === 0) return null;
  const columns: Column<RowError>[] = [
    { key: 'line', title: t('rowErrors.line'), cell: ({ line }) => line ?? '–' },
    { key: 'column', title: t('rowErrors.column'), cell: ({ column }) => column },
    { key: 'message', title: t('rowErrors.message'), cell: ({ message }) => message },
  ];
  return (
    <DataTable
      label={t('rowErrors.title')}
      columns={columns}
      rows={errors}
      rowKey={({ line, column, message }) => `${line}:${column}:${message}`}
    />
  );
}
