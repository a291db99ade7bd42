import { Field, Input, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { importKeys, type SkuName } from '../api/operator-queries.ts';
import type { Answer } from '../api/types.ts';
import { paths } from '../paths.ts';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { useUrlSearch } from '../ui/url-state.ts';
import { RowErrors } from './row-errors.tsx';
import { isSkuName, SkuFields } from './sku-fields.tsx';
import { Success } from './success.tsx';
import { UploadForm } from './upload-form.tsx';
import { useUpload } from './use-upload.ts';

/** Keys go in; no page ever shows the pool again. */
export function KeyImportPage() {
  const { t } = useReader();
  const [search] = useUrlSearch();
  const [sku, setSku] = useState<SkuName>({ productId: search.product ?? '', skuId: search.sku ?? '' });
  const [version, setVersion] = useState('');
  const [file, setFile] = useState<File>();
  const { state, run } = useUpload<Answer<'importKeys'>>();
  return (
    <Page
      title={t('keyPools.import')}
      crumbs={[{ text: t('keyPools.title'), href: paths.keyPools() }]}
      width="form"
    >
      <Text>{t('keyImport.explain')}</Text>
      <UploadForm
        permission="keys.manage"
        fileLabel={t('keyImport.file')}
        accept=".txt,text/plain"
        file={file}
        onFile={setFile}
        submit={t('keyImport.import')}
        ready={isSkuName(sku)}
        state={state}
        failed={t('keyImport.failed')}
        onSubmit={(chosen) => run((onProgress) => importKeys(sku, version.trim(), chosen, onProgress))}
      >
        <SkuFields sku={sku} onChange={setSku} />
        <Field label={t('keyImport.version')} hint={t('keyImport.versionHint')}>
          <Input value={version} maxLength={80} onChange={(_, data) => setVersion(data.value)} />
        </Field>
      </UploadForm>
      {state.status === 'done' && (
        <>
          <Success
            text={t('keyImport.done', { added: state.answer.added, duplicates: state.answer.duplicates })}
          />
          <RowErrors errors={state.answer.invalid.map((row) => ({ ...row, column: '' }))} />
        </>
      )}
    </Page>
  );
}
