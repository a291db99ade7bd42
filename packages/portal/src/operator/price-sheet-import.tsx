import { Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { importPriceSheet } from '../api/operator-queries.ts';
import { problemOf } from '../api/problem.ts';
import type { Answer } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { RowErrors, rowErrorsOf } from './row-errors.tsx';
import { Success } from './success.tsx';
import { UploadForm } from './upload-form.tsx';
import { useUpload } from './use-upload.ts';

/** All of a sheet or nothing of it: every bad row is named by line and column. */
export function PriceSheetImport() {
  const { t, date } = useReader();
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const { state, run } = useUpload<Answer<'importPriceSheet'>>();
  const submit = (chosen: File) =>
    run(async (onProgress) => {
      const answer = await importPriceSheet(chosen, onProgress);
      await client.invalidateQueries({ queryKey: ['price-sheets'] });
      return answer;
    });
  return (
    <>
      <Text>{t('priceSheets.explain')}</Text>
      <UploadForm
        permission="price_sheets.manage"
        fileLabel={t('priceSheets.file')}
        accept=".csv,text/csv"
        file={file}
        onFile={setFile}
        submit={t('priceSheets.import')}
        ready
        state={state}
        failed={t('priceSheets.importFailed')}
        onSubmit={submit}
      />
      {state.status === 'done' && (
        <Success
          text={t('priceSheets.done', {
            version: state.answer.version,
            rows: state.answer.rows,
            date: date(state.answer.effectiveFrom),
          })}
        />
      )}
      {state.status === 'failed' && <RowErrors errors={rowErrorsOf(problemOf(state.error))} />}
    </>
  );
}
