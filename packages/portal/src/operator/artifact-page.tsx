import { Field, Input, Select, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { putArtifact, type SkuName } from '../api/operator-queries.ts';
import type { Answer, Fulfilment } from '../api/types.ts';
import { formatSize } from '../format/size.ts';
import { Page } from '../ui/page.tsx';
import { useReader } from '../ui/reader.ts';
import { useUrlSearch } from '../ui/url-state.ts';
import { isSkuName, SkuFields } from './sku-fields.tsx';
import { Success } from './success.tsx';
import { UploadForm } from './upload-form.tsx';
import { useUpload } from './use-upload.ts';

const bits = ['64', '32', 'arm64'] as const satisfies readonly Fulfilment['bitness'][];

export function ArtifactPage() {
  const { t, locale } = useReader();
  const [search] = useUrlSearch();
  const [sku, setSku] = useState<SkuName>({ productId: search.product ?? '', skuId: search.sku ?? '' });
  const [version, setVersion] = useState(search.version ?? '');
  const [language, setLanguage] = useState(search.language ?? '');
  const [bitness, setBitness] = useState<string>(search.bit ?? '64');
  const [file, setFile] = useState<File>();
  const { state, run } = useUpload<Answer<'putArtifact'>>();
  const submit = (chosen: File) =>
    run((onProgress) =>
      putArtifact(
        { ...sku, version: version.trim(), language: language.trim(), bitness, fileName: chosen.name },
        chosen,
        onProgress,
      ),
    );
  return (
    <Page title={t('artifact.title')} width="form">
      <Text>{t('artifact.explain')}</Text>
      <UploadForm
        permission="artifacts.manage"
        fileLabel={t('artifact.file')}
        file={file}
        onFile={setFile}
        submit={t('artifact.upload')}
        ready={isSkuName(sku) && version.trim() !== '' && language.trim().length >= 2}
        state={state}
        failed={t('artifact.failed')}
        onSubmit={submit}
      >
        <SkuFields sku={sku} onChange={setSku} />
        <Field label={t('software.version')}>
          <Input value={version} maxLength={80} onChange={(_, data) => setVersion(data.value)} />
        </Field>
        <Field label={t('software.language')} hint={t('artifact.languageHint')}>
          <Input value={language} maxLength={35} onChange={(_, data) => setLanguage(data.value)} />
        </Field>
        <Field label={t('software.bit')}>
          <Select value={bitness} onChange={(_, data) => setBitness(data.value)}>
            {bits.map((bit) => (
              <option key={bit} value={bit}>
                {bit}
              </option>
            ))}
          </Select>
        </Field>
      </UploadForm>
      {state.status === 'done' && (
        <Success
          text={t('artifact.done', {
            size: formatSize(state.answer.sizeBytes, locale),
            sha256: state.answer.sha256,
          })}
        />
      )}
    </Page>
  );
}
