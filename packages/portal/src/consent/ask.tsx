import { Button, makeStyles, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';

const useStyles = makeStyles({
  ask: { display: 'grid', rowGap: '12px' },
  buttons: { display: 'flex', columnGap: '8px', flexWrap: 'wrap', rowGap: '8px' },
});

type Props = {
  readonly application: { readonly name: string; readonly accountName: string };
  readonly returnsTo: string | null;
  readonly onAnswer: (approved: boolean) => Promise<void>;
};

/** What is asked, said plainly, and the two answers. */
export function Ask({ application, returnsTo, onAnswer }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const answer = async (approved: boolean) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await onAnswer(approved);
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <div className={styles.ask}>
      <Text>{t('consent.explain', { application: application.name, account: application.accountName })}</Text>
      <Text>{t('consent.limits')}</Text>
      {returnsTo !== null && <Text size={200}>{t('consent.returns', { host: returnsTo })}</Text>}
      {failure !== undefined && <ErrorState error={failure} what={t('consent.failed')} />}
      <div className={styles.buttons}>
        <Button appearance="primary" disabledFocusable={busy} onClick={() => answer(true)}>
          {t('consent.allow')}
        </Button>
        <Button disabledFocusable={busy} onClick={() => answer(false)}>
          {t('consent.decline')}
        </Button>
      </div>
    </div>
  );
}
