import { makeStyles } from '@fluentui/react-components';
import { supportStatuses } from '@kontor/domain/support/support-status';
import { useQuery } from '@tanstack/react-query';
import { supportRequestsQuery } from '../api/support-queries.ts';
import { paths } from '../paths.ts';
import { useFollow } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { CustomerPicker } from './customer-picker.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { RequestFilters } from './request-filters.tsx';
import { RequestTable } from './request-table.tsx';
import { statusWording } from './words.ts';

const useStyles = makeStyles({ customer: { width: '260px', maxWidth: '100%' } });

/** What this partner asked, and where each of it stands. */
export function RequestsPage() {
  const styles = useStyles();
  const { t, say } = useReader();
  const permit = usePermit();
  const [search, change] = useUrlSearch();
  return (
    <Page title={t('support.requests')} actions={<ReportButton />}>
      <RequestFilters>
        <FilterChoice
          name="status"
          label={t('support.status')}
          none={t('support.anyStatus')}
          choices={supportStatuses.map((status) => [status, say(statusWording(status, 'partner'))])}
        />
        {permit('customers.read') && (
          <div className={styles.customer}>
            <CustomerPicker
              label={t('support.customer')}
              none={t('support.anyCustomer')}
              value={search.customer}
              onChange={(customer) => change({ customer })}
            />
          </div>
        )}
      </RequestFilters>
      <Requests />
    </Page>
  );
}

function Requests() {
  const { t } = useReader();
  const [{ search, status, type, impact, customer, cursor }] = useUrlSearch();
  const requests = useQuery(
    supportRequestsQuery({ text: search, status, type, impact, customerId: customer, cursor }),
  );
  if (requests.error) {
    const retry = () => requests.refetch();
    return <ReadFailure error={requests.error} what={t('support.failed')} onRetry={retry} />;
  }
  if (!requests.data) return <LoadingLines lines={8} />;
  const filtered = [search, status, type, impact, customer].some(Boolean);
  if (requests.data.items.length === 0) {
    if (filtered) return <EmptyState text={t('support.noneFound')} />;
    return (
      <EmptyState text={t('support.empty')}>
        <ReportButton />
      </EmptyState>
    );
  }
  return (
    <>
      <RequestTable
        requests={requests.data.items}
        side="partner"
        hrefOf={({ id }) => paths.supportRequest(id)}
        busy={requests.isPlaceholderData}
      />
      <Pager next={requests.data.next} />
    </>
  );
}

function ReportButton() {
  const { t } = useReader();
  const permit = usePermit();
  const follow = useFollow();
  return (
    <PermittedButton
      appearance="primary"
      reason={permit('support.create') ? undefined : t('reason.role')}
      onClick={() => follow(paths.report())}
    >
      {t('support.report')}
    </PermittedButton>
  );
}
