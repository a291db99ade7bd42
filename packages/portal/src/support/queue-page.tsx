import { Checkbox, makeStyles } from '@fluentui/react-components';
import { supportStatuses } from '@kontor/domain/support/support-status';
import { useQuery } from '@tanstack/react-query';
import { supportAssigneesQuery, supportRequestsQuery } from '../api/support-queries.ts';
import type { SupportItem } from '../api/types.ts';
import { PartnerPicker } from '../billing/partner-picker.tsx';
import { paths } from '../paths.ts';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { FilterChoice } from './filter-choice.tsx';
import { inQueueOrder } from './queue-order.ts';
import { RequestFilters } from './request-filters.tsx';
import { RequestTable } from './request-table.tsx';
import { statusWording } from './words.ts';

const useStyles = makeStyles({ partner: { width: '260px', maxWidth: '100%' } });

/** The address without a status means what is not done; "all" has to be asked for. */
const unfinished = 'open,attention_needed';

/** What waits for the operator first, the latest answer at the top. */
export function QueuePage() {
  const styles = useStyles();
  const { t, say } = useReader();
  const [search, change] = useUrlSearch();
  const assignees = useQuery(supportAssigneesQuery);
  const others = (assignees.data?.items ?? []).filter(({ isYou }) => !isYou);
  return (
    <Page title={t('support.requests')}>
      <RequestFilters>
        <FilterChoice
          name="status"
          label={t('support.status')}
          none={t('support.unfinished')}
          choices={[
            ...supportStatuses.map((status) => [status, say(statusWording(status, 'operator'))] as const),
            ['all', t('support.anyStatus')],
          ]}
        />
        <FilterChoice
          name="assignee"
          label={t('support.assignee')}
          none={t('support.anyAssignee')}
          choices={[
            ['me', t('support.me')],
            ['none', t('support.nobody')],
            ...others.map(({ id, name }) => [id, name] as const),
          ]}
        />
        <div className={styles.partner}>
          <PartnerPicker
            value={search.partner}
            none={t('billing.allPartners')}
            onChange={(partner) => change({ partner })}
          />
        </div>
        <Checkbox
          label={t('support.onlyOverdue')}
          checked={search.overdue === 'true'}
          onChange={(_, { checked }) => change({ overdue: checked === true ? 'true' : undefined })}
        />
      </RequestFilters>
      <Queue />
    </Page>
  );
}

function Queue() {
  const { t } = useReader();
  const [{ search, status, type, impact, partner, assignee, overdue, cursor }] = useUrlSearch();
  const requests = useQuery({
    ...supportRequestsQuery({
      text: search,
      status: status === 'all' ? undefined : (status ?? unfinished),
      type,
      impact,
      partnerId: partner,
      assignee,
      ...(overdue === 'true' ? { overdue } : {}),
      cursor,
    }),
    refetchInterval: 60_000,
  });
  if (requests.error) {
    const retry = () => requests.refetch();
    return <ReadFailure error={requests.error} what={t('support.failed')} onRetry={retry} />;
  }
  if (!requests.data) return <LoadingLines lines={8} />;
  const filtered = [search, status, type, impact, partner, assignee, overdue].some(Boolean);
  if (requests.data.items.length === 0) {
    return <EmptyState text={t(filtered ? 'support.noneFound' : 'support.emptyQueue')} />;
  }
  return (
    <>
      <RequestTable
        requests={inQueueOrder<SupportItem>(requests.data.items)}
        side="operator"
        hrefOf={({ id }) => paths.queuedRequest(id)}
        grouped
        busy={requests.isPlaceholderData}
      />
      <Pager next={requests.data.next} />
    </>
  );
}
