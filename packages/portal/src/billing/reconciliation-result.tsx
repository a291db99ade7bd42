import {
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Text,
  Title3,
  tokens,
} from '@fluentui/react-components';
import type { Reconciliation } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import { formatCount } from '../format/size.ts';
import type { MessageKey } from '../locales/messages.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useReader } from '../ui/reader.ts';
import { PartnerName } from './partner-name.tsx';

type Props = { readonly found: Reconciliation };

const useStyles = makeStyles({
  heading: { margin: '8px 0 0' },
  counts: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(140px, 1fr))',
    gap: '12px',
    maxWidth: '900px',
  },
  count: {
    display: 'grid',
    rowGap: '2px',
    padding: '12px 16px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  figure: { fontVariantNumeric: 'tabular-nums' },
  faint: { color: tokens.colorNeutralForeground3 },
  code: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
});

export function ReconciliationResult({ found }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <>
      <Verdict found={found} />
      <Title3 as="h2" className={styles.heading}>
        {t('reconcile.counts')}
      </Title3>
      <Counts found={found} />
      <Title3 as="h2" className={styles.heading}>
        {t('reconcile.figures')}
      </Title3>
      {found.figures.length === 0 ? <Text>{t('reconcile.noFigures')}</Text> : <Figures found={found} />}
      {found.unexplained.length > 0 && (
        <>
          <Title3 as="h2" className={styles.heading}>
            {t('reconcile.unexplained')}
          </Title3>
          <Unexplained found={found} />
        </>
      )}
    </>
  );
}

function Verdict({ found }: Props) {
  const { t, locale } = useReader();
  const count = found.unexplained.length;
  const month = formatMonth(found.period, locale, '');
  return (
    <MessageBar intent={count === 0 ? 'success' : 'error'} layout="multiline" role="status">
      <MessageBarBody>
        <MessageBarTitle>{count === 0 ? t('reconcile.good') : t('reconcile.bad', { count })}</MessageBarTitle>
        {count === 0 ? t('reconcile.goodText', { month }) : t('reconcile.badText')}
      </MessageBarBody>
    </MessageBar>
  );
}

function Counts({ found: { counts } }: Props) {
  const styles = useStyles();
  const { t, locale } = useReader();
  const all: readonly (readonly [MessageKey, number])[] = [
    ['reconcile.ordered', counts.orderLines],
    ['reconcile.entitled', counts.entitlements],
    ['reconcile.charged', counts.charges],
    ['reconcile.invoiced', counts.invoiceLines],
  ];
  return (
    <ul className={styles.counts}>
      {all.map(([key, count]) => (
        <li key={key} className={styles.count}>
          <Text size={500} weight="semibold" className={styles.figure}>
            {formatCount(count, locale)}
          </Text>
          <Text size={200} className={styles.faint}>
            {t(key)}
          </Text>
        </li>
      ))}
    </ul>
  );
}

type Figure = Reconciliation['figures'][number];

const amounts: readonly (readonly [Exclude<keyof Figure, 'currency'>, MessageKey])[] = [
  ['ordered', 'reconcile.amountOrdered'],
  ['charged', 'reconcile.amountCharged'],
  ['credited', 'reconcile.amountCredited'],
  ['invoiced', 'reconcile.amountInvoiced'],
  ['parked', 'reconcile.amountParked'],
  ['notYetBilled', 'reconcile.amountLater'],
];

function Figures({ found }: Props) {
  const { t, money } = useReader();
  const columns: Column<Figure>[] = [
    { key: 'currency', title: t('reconcile.currency'), cell: ({ currency }) => currency },
    ...amounts.map(([key, title]) => ({
      key,
      title: t(title),
      numeric: true,
      cell: (row: Figure) => money(row[key], row.currency, 'code'),
    })),
  ];
  return (
    <DataTable
      label={t('reconcile.figures')}
      columns={columns}
      rows={found.figures}
      rowKey={({ currency }) => currency}
    />
  );
}

function Unexplained({ found }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const columns: Column<Reconciliation['unexplained'][number]>[] = [
    {
      key: 'rule',
      title: t('reconcile.check'),
      cell: ({ check }) => {
        const key = `reconcile.check.${check}`;
        const words = t(key as MessageKey); // a rule newer than this page comes back as its key
        return words === key ? check : words;
      },
    },
    {
      key: 'partner',
      title: t('billing.partner'),
      cell: ({ partnerId }) => <PartnerName partnerId={partnerId} />,
    },
    {
      key: 'subject',
      title: t('reconcile.subject'),
      cell: ({ subject }) => <span className={styles.code}>{subject}</span>,
    },
    { key: 'detail', title: t('reconcile.detail'), cell: ({ detail }) => detail },
  ];
  return (
    <DataTable
      label={t('reconcile.unexplained')}
      columns={columns}
      rows={found.unexplained}
      rowKey={({ check, partnerId, subject }) => `${check} ${partnerId} ${subject}`}
    />
  );
}
