import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
} from '@fluentui/react-components';
import { useState } from 'react';
import type { SoftwareItem } from '../api/types.ts';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';
import type { LicenceActs, LicenceFile } from './licence-acts.ts';

const useStyles = makeStyles({ fields: { display: 'grid', rowGap: '12px' } });
const shortestFingerprint = 8;

type Props = {
  readonly item: SoftwareItem;
  readonly acts: LicenceActs;
  readonly reason: string | undefined;
  readonly onActivated: (file: LicenceFile) => void;
};

/** For a device without a network: its code is typed in here, and the file is carried to it. */
export function ActivateDevice({ item, acts, reason, onActivated }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [fingerprint, setFingerprint] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const complete = name.trim() !== '' && fingerprint.trim().length >= shortestFingerprint;
  const close = () => {
    setOpen(false);
    setName('');
    setFingerprint('');
    setFailure(undefined);
  };
  const activate = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      onActivated(
        await acts.activate(item.entitlementId, { name: name.trim(), fingerprint: fingerprint.trim() }),
      );
      close();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PermittedButton reason={reason} onClick={() => setOpen(true)}>
        {t('licence.activate')}
      </PermittedButton>
      <Dialog open={open} onOpenChange={(_, data) => (data.open ? undefined : close())}>
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{t('licence.activate')}</DialogTitle>
            <DialogContent className={styles.fields}>
              <Field label={t('licence.deviceName')} required>
                <Input value={name} maxLength={120} onChange={(_, { value }) => setName(value)} />
              </Field>
              <Field label={t('licence.fingerprint')} hint={t('licence.fingerprintHint')} required>
                <Input
                  value={fingerprint}
                  maxLength={500}
                  onChange={(_, { value }) => setFingerprint(value)}
                />
              </Field>
              {failure !== undefined && <ErrorState error={failure} what={t('licence.activateFailed')} />}
            </DialogContent>
            <DialogActions>
              <Button onClick={close}>{t('licence.leave')}</Button>
              <PermittedButton
                appearance="primary"
                busy={busy}
                reason={complete ? undefined : t('licence.incomplete')}
                onClick={activate}
              >
                {busy ? t('licence.signing') : t('licence.activateAndDownload')}
              </PermittedButton>
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </>
  );
}
