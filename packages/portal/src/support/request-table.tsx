import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { SupportItem } from '../api/types.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { RequestStatus, TargetWords } from './request-state.tsx';
import { type Side, statusWording } from './words.ts';

const useStyles = makeStyles({
  number: { fontVariantNumeric: 'tabular-nums' },
  stack: { display: 'grid', rowGap: '2px' },
  quiet: { color: tokens.colorNeutralForeground3, textAlign: 'inherit' },
});

type Props = {
  readonly requests: readonly SupportItem[];
  readonly side: Side;
  readonly hrefOf: (request: SupportItem) => string;
  readonly grouped?: boolean;
  readonly busy: boolean;
};

/** Requests with what waits for whom, and until when. */
export function RequestTable({ requests, side, hrefOf, grouped = false, busy }: Props) {
  const { t } = useReader();
  const styles = useStyles();
  const groupOf = useGroups(requests, side);
  const columns: Column<SupportItem>[] = [
    {
      key: 'number',
      title: t('support.number'),
      nowrap: true,
      cell: (request) => (
        <GoLink href={hrefOf(request)} className={styles.number}>
          {request.number}
        </GoLink>
      ),
    },
    {
      key: 'title',
      title: t('support.titleOf'),
      cell: ({ title, type, author }) => (
        <span className={styles.stack}>
          <bdi>{title}</bdi>
          <Text size={200} className={styles.quiet}>
            {t(`supportType.${type}`)}
            {side === 'partner' && !author.isYou && ` · ${author.name}`}
          </Text>
        </span>
      ),
    },
    {
      key: 'status',
      title: t('support.status'),
      nowrap: true,
      cell: ({ status }) => <RequestStatus status={status} side={side} />,
    },
    { key: 'impact', title: t('support.impact'), cell: ({ impact }) => t(`impact.${impact}`) },
    ...(side === 'operator' ? [partnerColumn(t('support.partner'), styles)] : []),
    ...(side === 'partner' ? [customerColumn(t('support.customer'))] : []),
    ...(side === 'operator' ? [assigneeColumn(t('support.assignee'), t('support.nobody'))] : []),
    {
      key: 'updated',
      title: t('support.updated'),
      nowrap: true,
      cell: ({ updatedAt }) => <ExactDate at={updatedAt} />,
    },
    {
      key: 'target',
      title: t('support.target'),
      nowrap: true,
      cell: (request) => <TargetWords request={request} side={side} short />,
    },
  ];
  return (
    <DataTable
      label={t('support.requests')}
      columns={columns}
      rows={requests}
      rowKey={({ id }) => id}
      busy={busy}
      {...(grouped ? { groupOf } : {})}
    />
  );
}

function partnerColumn(title: string, styles: Record<'stack' | 'quiet', string>): Column<SupportItem> {
  return {
    key: 'partner',
    title,
    cell: ({ partner, customer }) => (
      <span className={styles.stack}>
        {partner.name}
        {customer && (
          <Text size={200} className={styles.quiet}>
            {customer.name}
          </Text>
        )}
      </span>
    ),
  };
}

function customerColumn(title: string): Column<SupportItem> {
  return { key: 'customer', title, cell: ({ customer }) => customer?.name ?? '–' };
}

function assigneeColumn(title: string, nobody: string): Column<SupportItem> {
  return { key: 'assignee', title, cell: ({ assignee }) => assignee?.name ?? nobody };
}

function useGroups(requests: readonly SupportItem[], side: Side) {
  const { t, say } = useReader();
  const counts = new Map<string, number>();
  for (const { status } of requests) counts.set(status, (counts.get(status) ?? 0) + 1);
  return ({ status }: SupportItem) => ({
    key: status,
    heading: t('support.group', { status: say(statusWording(status, side)), count: counts.get(status) ?? 0 }),
  });
}
