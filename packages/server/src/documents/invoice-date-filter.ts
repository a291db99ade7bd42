import { accepted, type Decision } from '@kontor/domain/decision';
import { type Instant, instant, localDateAt, utc } from '@kontor/domain/time';
import { readWireMoment } from '../activity/audit-dates.ts';
import { type FilterRefusal, filterRefused, readFilter } from '../wire/read-filter.ts';
import type { DateFilter } from './wire-invoice-store.ts';

const everything: DateFilter = { from: null, before: null, inside: true };

/** The first day that begins at this moment or later; documents are dated at midnight. */
const dayFrom = (at: Instant) => localDateAt(instant(at + 86_399_999), utc);

/** `filter=` of the list of invoices: one comparison with the date of the invoice. */
export const readDateFilter = (text: string | undefined): Decision<DateFilter, FilterRefusal> => {
  const filter = readFilter(text);
  if (!filter.accepted) return filter;
  if (filter.value === null) return accepted(everything);
  const { field, operator, value } = filter.value;
  if (field !== 'invoice_date') return filterRefused('Field must be InvoiceDate');
  const moment = readWireMoment(value);
  if (moment === undefined) return filterRefused('Value must be a date, such as 2026-11-01');
  const [start, end] = [dayFrom(moment.start), dayFrom(moment.end)];
  switch (operator) {
    case 'equals':
      return accepted({ from: start, before: end, inside: true });
    case 'not_equals':
      return accepted({ from: start, before: end, inside: false });
    case 'greater_than':
      return accepted({ ...everything, from: end });
    case 'greater_than_or_equals':
      return accepted({ ...everything, from: start });
    case 'less_than':
      return accepted({ ...everything, before: start });
    case 'less_than_or_equals':
      return accepted({ ...everything, before: end });
    default:
      return filterRefused(
        'Operator must be equals, not_equals, greater_than, greater_than_or_equals, less_than or less_than_or_equals',
      );
  }
};
