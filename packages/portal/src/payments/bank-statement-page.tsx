import { Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bankImportQuery } from '../api/payment-queries.ts';
import type { BankImport, BankImportLine } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { Facts } from '../ui/facts.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Page } from '../ui/page.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { usePathParam } from '../ui/url-state.ts';
import { AssignDialog } from './assign-dialog.tsx';

const useStyles = makeStyles({
  stack: { display: 'grid', rowGap: '2px', justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** What became of each line of a bank's file, and whose money the rest is. */
export function BankStatementPage() {
  const { t } = useReader();
  const importId = usePathParam('importId');
  const { data, error, refetch } = useQuery(bankImportQuery(importId));
  const trail = [
    { text: t('nav.billing'), href: paths.billingRuns() },
    { text: t('bank.title'), href: paths.bankStatements() },
  ];
  return (
    <Page title={data?.fileName ?? '…'} crumbs={trail}>
      {error ? (
        <ReadFailure error={error} what={t('bank.failed')} onRetry={() => refetch()} />
      ) : data ? (
        <Lines statement={data} />
      ) : (
        <LoadingLines lines={8} />
      )}
    </Page>
  );
}

const isWaiting = ({ status, reason }: BankImportLine): boolean =>
  status === 'unmatched' && reason !== 'not_incoming';

function Lines({ statement }: { readonly statement: BankImport }) {
  const { t, locale } = useReader();
  const [onlyOpen, setOnlyOpen] = useState(false);
  const [asked, setAsked] = useState<BankImportLine>();
  const lines = onlyOpen ? statement.lines.filter(isWaiting) : statement.lines;
  const facts = [
    { term: t('bank.imported'), fact: <ExactDate at={statement.importedAt} /> },
    ...(['rows', 'matched', 'duplicates', 'unmatched'] as const).map((key) => ({
      term: t(`bank.${key}`),
      fact: formatCount(statement[key], locale),
    })),
  ];
  return (
    <>
      <Facts facts={facts} />
      <Checkbox
        label={t('bank.onlyOpen')}
        checked={onlyOpen}
        onChange={(_, { checked }) => setOnlyOpen(checked === true)}
      />
      {lines.length === 0 ? (
        <EmptyState text={t('bank.nothingOpen')} />
      ) : (
        <LineTable lines={lines} onAssign={setAsked} />
      )}
      {asked && <AssignDialog importId={statement.id} line={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

type TableProps = {
  readonly lines: readonly BankImportLine[];
  readonly onAssign: (line: BankImportLine) => void;
};

function LineTable({ lines, onAssign }: TableProps) {
  const { t, money, date } = useReader();
  const columns: Column<BankImportLine>[] = [
    { key: 'line', title: t('bank.line'), cell: ({ line }) => line },
    { key: 'date', title: t('payments.paidOn'), nowrap: true, cell: ({ paidOn }) => date(paidOn) },
    {
      key: 'amount',
      title: t('payments.amount'),
      numeric: true,
      cell: ({ amount, currency }) => money(amount, currency, 'code'),
    },
    { key: 'reference', title: t('payments.reference'), cell: ({ reference }) => reference },
    { key: 'counterparty', title: t('bank.counterparty'), cell: ({ counterparty }) => counterparty },
    {
      key: 'state',
      title: t('bank.state'),
      cell: (line) => <State line={line} onAssign={() => onAssign(line)} />,
    },
  ];
  return (
    <DataTable label={t('bank.title')} columns={columns} rows={lines} rowKey={({ line }) => String(line)} />
  );
}

const tones = { matched: 'good', duplicate: 'off', unmatched: 'waiting' } as const;

function State({ line, onAssign }: { readonly line: BankImportLine; readonly onAssign: () => void }) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <span className={styles.stack}>
      <StatusWord tone={line.reason === 'not_incoming' ? 'off' : tones[line.status]}>
        {t(`bankStatus.${line.status}`)}
      </StatusWord>
      {line.partnerId !== undefined && (
        <GoLink href={paths.payments(line.partnerId)}>{line.partnerName ?? line.partnerId}</GoLink>
      )}
      {line.reason !== '' && (
        <Text size={200} className={styles.quiet}>
          {t(`bankReason.${line.reason}`)}
        </Text>
      )}
      {isWaiting(line) && (
        <PermittedButton size="small" onClick={onAssign}>
          {t('bank.assign')}
        </PermittedButton>
      )}
    </span>
  );
}
