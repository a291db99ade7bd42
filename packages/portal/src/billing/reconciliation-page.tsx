import { makeStyles } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { reconciliationQuery } from '../api/billing-queries.ts';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { OperatorBilling } from './billing-page.tsx';
import { MonthSelect } from './month-select.tsx';
import { lastClosedMonth, monthFrom, monthsBackFrom, runningMonth } from './months.ts';
import { PartnerPicker } from './partner-picker.tsx';
import { ReconciliationResult } from './reconciliation-result.tsx';

const useStyles = makeStyles({
  filters: { display: 'flex', flexWrap: 'wrap', gap: '12px', alignItems: 'end' },
});

const monthsOffered = 25;

/** Whether what was ordered, owned, charged and invoiced in a month is the same. */
export function ReconciliationPage() {
  const styles = useStyles();
  const { t } = useReader();
  const { now } = useSession();
  const [search, change] = useUrlSearch();
  const period = monthFrom(search.month) ?? lastClosedMonth(now);
  const found = useQuery(reconciliationQuery(period, { partnerId: search.partner }));
  return (
    <OperatorBilling>
      <div className={styles.filters}>
        <MonthSelect
          months={monthsBackFrom(runningMonth(now), monthsOffered)}
          value={period}
          onChange={(month) => change({ month })}
        />
        <PartnerPicker
          value={search.partner}
          none={t('billing.allPartners')}
          onChange={(partner) => change({ partner })}
        />
      </div>
      {found.error ? (
        <ReadFailure error={found.error} what={t('reconcile.failed')} onRetry={() => found.refetch()} />
      ) : found.data ? (
        <ReconciliationResult found={found.data} />
      ) : (
        <LoadingLines lines={8} />
      )}
    </OperatorBilling>
  );
}
