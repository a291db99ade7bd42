import { mergeClasses } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTableStyles } from './table-styles.ts';

export type Column<Row> = {
  readonly key: string;
  readonly title: ReactNode;
  /** The title as text where cells stand under each other on a narrow page; none for the first column. */
  readonly narrowTitle?: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the end of their column, in figures of one width. */
  readonly numeric?: boolean;
  readonly nowrap?: boolean;
  /** A box to tick: where rows are cards it stands in their corner, and the next column leads. */
  readonly tick?: boolean;
};

type Props<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly busy?: boolean;
  /** Rows may be gathered under headings, in the order in which they come. */
  readonly groupOf?: (row: Row) => { readonly key: string; readonly heading: ReactNode };
};

/** A table with a head that stays, which becomes a list of cards where the page is narrow. */
export function DataTable<Row>({ label, columns, rows, rowKey, busy, groupOf }: Props<Row>) {
  const styles = useTableStyles();
  const lead = columns.find(({ tick }) => !tick);
  return (
    <table className={styles.table} aria-label={label} aria-busy={busy ?? false}>
      <thead className={styles.head}>
        <tr>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              className={mergeClasses(styles.headCell, column.numeric && styles.numeric)}
            >
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      {grouped(rows, groupOf).map((group) => (
        <tbody key={group.key} className={styles.body}>
          {group.heading !== undefined && (
            <tr className={styles.groupRow}>
              <th scope="rowgroup" colSpan={columns.length} className={styles.groupCell}>
                {group.heading}
              </th>
            </tr>
          )}
          {group.rows.map((row) => (
            <tr key={rowKey(row)} className={styles.row}>
              {columns.map((column) => (
                <td
                  key={column.key}
                  data-title={column.narrowTitle ?? (typeof column.title === 'string' ? column.title : '')}
                  className={mergeClasses(
                    styles.cell,
                    column === lead && styles.lead,
                    column.tick && styles.tick,
                    column.numeric && styles.numeric,
                    column.nowrap && styles.nowrap,
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

type Group<Row> = { key: string; heading: ReactNode; rows: Row[] };

function grouped<Row>(rows: readonly Row[], groupOf: Props<Row>['groupOf']): Group<Row>[] {
  if (!groupOf) return [{ key: 'all', heading: undefined, rows: [...rows] }];
  const groups = new Map<string, Group<Row>>();
  for (const row of rows) {
    const { key, heading } = groupOf(row);
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { key, heading, rows: [row] });
  }
  return [...groups.values()];
}
