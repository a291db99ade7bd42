import { accepted, type Decision, refused } from '@kontor/domain/decision';

/** What is wrong with one cell. `line` is the physical line, `column` the header's name, '' for the whole row. */
export type SheetProblem = { readonly line: number; readonly column: string; readonly message: string };

const requiredColumns = [
  'ProductTitle',
  'ProductId',
  'SkuId',
  'SkuTitle',
  'TermDuration',
  'BillingPlan',
  'Market',
  'Currency',
  'UnitPrice',
  'EffectiveStartDate',
  'EffectiveEndDate',
  'Segment',
] as const;
const optionalColumns = [
  'Publisher',
  'SkuDescription',
  'UnitOfMeasure',
  'PricingTierRangeMin',
  'PricingTierRangeMax',
  'Tags',
  'ERP Price',
] as const;

/** The columns that the importer reads (reference 4.3); others are kept in the bytes and passed over. */
export type SheetColumn = (typeof requiredColumns)[number] | (typeof optionalColumns)[number];

export type SheetLayout = {
  readonly fieldCount: number;
  /** The place of each column that the sheet has. */
  readonly positions: ReadonlyMap<SheetColumn, number>;
};

/** Finds the columns by name, in any order, without regard to case and spaces. */
export function readLayout(
  line: number,
  header: readonly string[],
): Decision<
  SheetLayout,
  { readonly code: 'price_sheet.header'; readonly problems: readonly SheetProblem[] }
> {
  const names = header.map(plain);
  const known = [...requiredColumns, ...optionalColumns];
  const problems: SheetProblem[] = [];
  const positions = new Map<SheetColumn, number>();
  for (const column of known) {
    const position = names.indexOf(plain(column));
    if (position >= 0) positions.set(column, position);
    if (position >= 0 && names.indexOf(plain(column), position + 1) > position) {
      problems.push({ line, column, message: 'the header names this column twice' });
    }
  }
  for (const column of requiredColumns) {
    if (!positions.has(column)) problems.push({ line, column, message: 'the header lacks this column' });
  }
  if (problems.length > 0) return refused({ code: 'price_sheet.header', problems });
  return accepted({ fieldCount: header.length, positions });
}

function plain(name: string): string {
  return name.replace(/[\s_]/g, '').toLowerCase();
}
