import { Field, Input, makeStyles, Title3, tokens } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons/svg/arrow-download';
import { useMutation, useQuery } from '@tanstack/react-query';
import { readStatementFile, type StatementAsk, statementQuery } from '../api/payment-queries.ts';
import type { Statement } from '../api/types.ts';
import { saveFile } from '../payments/save-file.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { BillingStatementTable } from './billing-statement-table.tsx';

const useStyles = makeStyles({
  filters: { display: 'flex', flexWrap: 'wrap', gap: '12px', alignItems: 'end' },
  heading: { margin: '8px 0 0', fontSize: tokens.fontSizeBase400 },
});

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const dayFrom = (text: string | undefined): string | undefined =>
  text !== undefined && dayPattern.test(text) ? text : undefined;

/** Documents and payments of a time, carried forward, and the age of what is owed at its end. */
export function BillingStatement({ currency }: { readonly currency: string }) {
  const { t } = useReader();
  const [search] = useUrlSearch();
  const ask: StatementAsk = { currency, from: dayFrom(search.from), to: dayFrom(search.to) };
  const isReversed = ask.from !== undefined && ask.to !== undefined && ask.from > ask.to;
  const statement = useQuery({ ...statementQuery(ask), enabled: !isReversed });
  return (
    <>
      <Filters ask={ask} shown={statement.data} isReversed={isReversed} />
      {statement.error ? (
        <ReadFailure
          error={statement.error}
          what={t('statement.failed')}
          onRetry={() => statement.refetch()}
        />
      ) : statement.data ? (
        <>
          <BillingStatementTable statement={statement.data} busy={statement.isPlaceholderData} />
          <Ages statement={statement.data} />
        </>
      ) : (
        !isReversed && <LoadingLines lines={6} />
      )}
    </>
  );
}

type FilterProps = {
  readonly ask: StatementAsk;
  readonly shown: Statement | undefined;
  readonly isReversed: boolean;
};

function Filters({ ask, shown, isReversed }: FilterProps) {
  const styles = useStyles();
  const { t } = useReader();
  const [, change] = useUrlSearch();
  const file = useMutation({
    mutationFn: readStatementFile,
    onSuccess: ({ name, content }) => saveFile(name, content),
  });
  const from = ask.from ?? shown?.from ?? '';
  const to = ask.to ?? shown?.to ?? '';
  return (
    <>
      <div className={styles.filters}>
        <Field label={t('statement.from')}>
          <Input type="date" value={from} max={to} onChange={(_, { value }) => change({ from: value })} />
        </Field>
        <Field
          label={t('statement.to')}
          validationState={isReversed ? 'error' : 'none'}
          validationMessage={isReversed ? t('statement.reversed') : undefined}
        >
          <Input type="date" value={to} min={from} onChange={(_, { value }) => change({ to: value })} />
        </Field>
        <PermittedButton
          icon={<ArrowDownload20Regular />}
          busy={file.isPending}
          reason={isReversed ? t('statement.reversed') : undefined}
          onClick={() => file.mutate(ask)}
        >
          {t('statement.csv')}
        </PermittedButton>
      </div>
      {file.error && <ErrorState error={file.error} what={t('statement.csvFailed')} />}
    </>
  );
}

const ages = ['current', 'days1to30', 'days31to60', 'days61to90', 'over90', 'credit', 'total'] as const;

function Ages({ statement }: { readonly statement: Statement }) {
  const styles = useStyles();
  const { t, money, date } = useReader();
  const title = t('age.title', { date: date(statement.to) });
  const columns: Column<Statement['ageing']>[] = ages.map((age) => ({
    key: age,
    title: t(`age.${age}`),
    numeric: true,
    cell: (row) => money(row[age], statement.currency),
  }));
  return (
    <>
      <Title3 as="h3" className={styles.heading}>
        {title}
      </Title3>
      <DataTable label={title} columns={columns} rows={[statement.ageing]} rowKey={() => 'ages'} />
    </>
  );
}
