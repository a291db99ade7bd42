import { Field, makeStyles, Select } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { invoicesQuery } from '../api/billing-queries.ts';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { useUrlSearch } from '../ui/url-state.ts';
import { MonthSelect } from './month-select.tsx';
import { monthFrom, monthsBackFrom, runningMonth } from './months.ts';

const useStyles = makeStyles({
  filters: { display: 'flex', flexWrap: 'wrap', gap: '12px', alignItems: 'end' },
});

const monthsOffered = 25;

/** Month and currency, in the address; the currencies are those of the account's newest invoices. */
export function InvoiceFilters({ partnerId }: { readonly partnerId?: string | undefined }) {
  const styles = useStyles();
  const { t } = useReader();
  const { now } = useSession();
  const [search, change] = useUrlSearch();
  const { data } = useQuery(invoicesQuery({ partnerId, limit: '200' }));
  const items = data?.items ?? [];
  const named = [...items.map(({ currency }) => currency), search.currency ?? ''].filter(Boolean);
  const currencies = [...new Set(named)].sort();
  const [newest = ''] = [runningMonth(now), ...items.map(({ period }) => period)].sort().reverse();
  return (
    <div className={styles.filters}>
      <MonthSelect
        months={monthsBackFrom(newest, monthsOffered)}
        value={monthFrom(search.month)}
        none={t('billing.allMonths')}
        onChange={(month) => change({ month })}
      />
      <Field label={t('invoices.currency')}>
        <Select value={search.currency ?? ''} onChange={(_, { value }) => change({ currency: value })}>
          <option value="">{t('invoices.allCurrencies')}</option>
          {currencies.map((currency) => (
            <option key={currency} value={currency}>
              {currency}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
