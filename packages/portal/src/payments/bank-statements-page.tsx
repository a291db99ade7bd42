import { Field, makeStyles, Select, Text, Title3 } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { importBankStatement } from '../api/operator-queries.ts';
import { bankImportsQuery } from '../api/payment-queries.ts';
import { problemOf } from '../api/problem.ts';
import type { Answer, BankImportSummary } from '../api/types.ts';
import { OperatorBilling } from '../billing/billing-page.tsx';
import { formatCount } from '../format/size.ts';
import { RowErrors, rowErrorsOf } from '../operator/row-errors.tsx';
import { Success } from '../operator/success.tsx';
import { UploadForm } from '../operator/upload-form.tsx';
import { useUpload } from '../operator/use-upload.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { Pager } from '../ui/pager.tsx';
import { useReader } from '../ui/reader.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';

const useStyles = makeStyles({ heading: { margin: '16px 0 0' } });

export function BankStatementsPage() {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <OperatorBilling>
      <BankStatementImport />
      <Title3 as="h2" className={styles.heading}>
        {t('bank.imports')}
      </Title3>
      <Imports />
    </OperatorBilling>
  );
}

type Decimal = 'point' | 'comma';

/** All of a file or nothing of it: every bad row is named by line and column. */
function BankStatementImport() {
  const { t } = useReader();
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [decimal, setDecimal] = useState<Decimal>('point');
  const { state, run } = useUpload<Answer<'importBankStatement'>>();
  const submit = (chosen: File) =>
    run(async (onProgress) => {
      const answer = await importBankStatement(chosen, decimal, onProgress);
      for (const noun of ['bank-imports', 'payments', 'partners', 'invoices'])
        client.invalidateQueries({ queryKey: [noun] });
      return answer;
    });
  return (
    <>
      <Text>{t('bank.explain')}</Text>
      <UploadForm
        permission="payments.manage"
        fileLabel={t('bank.file')}
        accept=".csv,text/csv"
        file={file}
        onFile={setFile}
        submit={t('bank.import')}
        ready
        state={state}
        failed={t('bank.importFailed')}
        onSubmit={submit}
      >
        <Field label={t('bank.decimal')}>
          <Select
            value={decimal}
            onChange={(_, { value }) => setDecimal(value === 'comma' ? 'comma' : 'point')}
          >
            <option value="point">{t('bank.point')}</option>
            <option value="comma">{t('bank.comma')}</option>
          </Select>
        </Field>
      </UploadForm>
      {state.status === 'done' && (
        <>
          <Success text={t('bank.done', { ...counts(state.answer) })} />
          <GoLink href={paths.bankStatement(state.answer.id)}>{t('bank.open')}</GoLink>
        </>
      )}
      {state.status === 'failed' && <RowErrors errors={rowErrorsOf(problemOf(state.error))} />}
    </>
  );
}

const counts = ({ rows, matched, duplicates, unmatched }: BankImportSummary) => ({
  rows,
  matched,
  duplicates,
  unmatched,
});

function Imports() {
  const { t, locale } = useReader();
  const [{ cursor }] = useUrlSearch();
  const { data, error, refetch } = useQuery(bankImportsQuery({ cursor }));
  if (error) return <ReadFailure error={error} what={t('bank.failed')} onRetry={() => refetch()} />;
  if (!data) return <LoadingLines lines={4} />;
  if (data.items.length === 0) return <EmptyState text={t('bank.none')} />;
  const count = (key: 'rows' | 'matched' | 'duplicates' | 'unmatched'): Column<BankImportSummary> => ({
    key,
    title: t(`bank.${key}`),
    numeric: true,
    cell: (row) => formatCount(row[key], locale),
  });
  const columns: Column<BankImportSummary>[] = [
    {
      key: 'file',
      title: t('bank.fileName'),
      cell: ({ id, fileName }) => <GoLink href={paths.bankStatement(id)}>{fileName}</GoLink>,
    },
    {
      key: 'imported',
      title: t('bank.imported'),
      nowrap: true,
      cell: ({ importedAt }) => <ExactDate at={importedAt} />,
    },
    count('rows'),
    count('matched'),
    count('duplicates'),
    count('unmatched'),
  ];
  return (
    <>
      <DataTable label={t('bank.imports')} columns={columns} rows={data.items} rowKey={({ id }) => id} />
      <Pager next={data.next} />
    </>
  );
}
