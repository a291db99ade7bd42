import { Button, Field, makeStyles, ProgressBar, Text, Textarea, Title2 } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { LanguageSwitch } from '../sign-in/language-switch.tsx';
import { DropZone } from '../support/drop-zone.tsx';
import { useReader } from '../ui/reader.ts';
import { type FileKind, fileKindOf, headBytes } from './file-kind.ts';
import { type ChosenPart, PartList } from './part-list.tsx';
import { useVerifier, type Verifying } from './use-verifier.ts';
import { type FinalAnswer, VerdictCard } from './verdict-card.tsx';

const useStyles = makeStyles({
  page: { maxWidth: '760px', margin: '0 auto', padding: '32px 16px 48px', display: 'grid', rowGap: '20px' },
  title: { margin: 0 },
  act: { justifySelf: 'start' },
});

/** For anybody with an export in hand: no account, no server, no network once it is open. */
export function VerifyPage() {
  const styles = useStyles();
  const { t } = useReader();
  const [parts, setParts] = useState<readonly ChosenPart[]>([]);
  const [typedKeys, setTypedKeys] = useState('');
  const { state, verify, reset } = useVerifier();
  useEffect(() => {
    document.title = `${t('verify.title')} · Kontor`;
  }, [t]);
  const change = (next: readonly ChosenPart[]) => {
    setParts(next);
    reset();
  };
  const add = async (files: readonly File[]) => {
    const added = await Promise.all(files.map(partOf));
    change([...parts.filter(({ file }) => !files.some(({ name }) => name === file.name)), ...added]);
  };
  const missing = whatIsMissing(parts, typedKeys);
  return (
    <main className={styles.page}>
      <Title2 as="h1" className={styles.title}>
        {t('verify.title')}
      </Title2>
      <Text>{t('verify.explain')}</Text>
      <Text role="status">{t(state.kind === 'loading' ? 'verify.loading' : 'verify.local')}</Text>
      <DropZone hint={t('verify.dropHint')} accept=".jsonl,.txt" onFiles={add} />
      <PartList parts={parts} onRemove={(gone) => change(parts.filter((part) => part !== gone))} />
      <Field label={t('verify.keys')} hint={t('verify.keysHint')}>
        <Textarea
          value={typedKeys}
          spellCheck={false}
          autoComplete="off"
          resize="vertical"
          onChange={(_, { value }) => {
            setTypedKeys(value);
            reset();
          }}
        />
      </Field>
      <Button
        appearance="primary"
        className={styles.act}
        disabledFocusable={missing !== undefined || state.kind === 'progress' || state.kind === 'loading'}
        onClick={() => verify({ files: byKind(parts), typedKeys })}
      >
        {t('verify.verify')}
      </Button>
      {missing && parts.length > 0 && <Text>{t(missing)}</Text>}
      {state.kind === 'progress' && (
        <Field validationMessage={t('verify.working')} validationState="none">
          <ProgressBar
            aria-label={t('verify.working')}
            {...(state.total > 0 ? { value: state.bytes / state.total } : {})}
          />
        </Field>
      )}
      <div role="status">
        {isAnswer(state) && <VerdictCard answer={state} keysCameAlong={typedKeys.trim() === ''} />}
      </div>
      <LanguageSwitch />
    </main>
  );
}

const isAnswer = (state: Verifying): state is FinalAnswer =>
  state.kind !== 'loading' && state.kind !== 'ready' && state.kind !== 'progress';

async function partOf(file: File): Promise<ChosenPart> {
  return { file, kind: fileKindOf(await file.slice(0, headBytes).text()) };
}

function whatIsMissing(parts: readonly ChosenPart[], typedKeys: string) {
  const has = (kind: FileKind) => parts.some((part) => part.kind === kind);
  if (!has('records')) return 'verify.missing.records' as const;
  if (!has('keys') && typedKeys.trim() === '') return 'verify.missing.keys' as const;
  return has('proof') || has('checkpoint') ? undefined : ('verify.missing.checkpoint' as const);
}

function byKind(parts: readonly ChosenPart[]): Record<FileKind, readonly File[]> {
  const of = (kind: FileKind) => parts.filter((part) => part.kind === kind).map(({ file }) => file);
  return {
    records: of('records'),
    proof: of('proof'),
    checkpoint: of('checkpoint'),
    keys: of('keys'),
    openings: of('openings'),
  };
}
