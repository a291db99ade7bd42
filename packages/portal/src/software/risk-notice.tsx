import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Link,
} from '@fluentui/react-components';
import { type ReactNode, useCallback, useState } from 'react';
import { paths } from '../paths.ts';
import { useReader } from '../ui/reader.ts';

const storageKey = 'kontor.risksRead';

export type AskFirst = (act: () => void) => void;

/** Names the risks before the first copy or download of a browser session, then lets the act go on. */
export function useRiskNotice(): { readonly askFirst: AskFirst; readonly dialog: ReactNode } {
  const [waiting, setWaiting] = useState<{ act: () => void }>();
  const askFirst = useCallback((act: () => void) => {
    if (sessionStorage.getItem(storageKey) === 'yes') act();
    else setWaiting({ act });
  }, []);
  const goOn = () => {
    sessionStorage.setItem(storageKey, 'yes');
    waiting?.act();
    setWaiting(undefined);
  };
  const dialog = waiting ? <RiskDialog onGoOn={goOn} onLeave={() => setWaiting(undefined)} /> : null;
  return { askFirst, dialog };
}

type Props = { readonly onGoOn: () => void; readonly onLeave: () => void };

function RiskDialog({ onGoOn, onLeave }: Props) {
  const { t } = useReader();
  return (
    <Dialog modalType="alert" open onOpenChange={(_, data) => (data.open ? undefined : onLeave())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('risk.title')}</DialogTitle>
          <DialogContent>
            <p>{t('risk.link')}</p>
            <p>{t('risk.key')}</p>
            <Link href={paths.risks()} target="_blank" rel="noreferrer">
              {t('risk.more')}
            </Link>
          </DialogContent>
          <DialogActions>
            <Button onClick={onLeave}>{t('risk.leave')}</Button>
            <Button appearance="primary" onClick={onGoOn}>
              {t('risk.goOn')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
