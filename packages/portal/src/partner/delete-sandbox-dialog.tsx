import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Text,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteSandbox, sandboxesKey } from '../api/sandbox-queries.ts';
import type { Sandbox } from '../api/types.ts';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';

const useStyles = makeStyles({
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gridAutoRows: 'max-content',
    rowGap: '16px',
  },
});

type Props = { readonly sandbox: Sandbox; readonly onClose: () => void };

export function DeleteSandboxDialog({ sandbox: { id, name }, onClose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const leave = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await deleteSandbox(id);
      await client.invalidateQueries({ queryKey: sandboxesKey });
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => (open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('sandboxes.deleteTitle', { name })}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{t('sandboxes.deleteWarning')}</Text>
            {busy && <Text role="status">{t('sandboxes.deleting')}</Text>}
            {failure !== undefined && <ErrorState error={failure} what={t('sandboxes.deleteFailed')} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
            <PermittedButton appearance="primary" busy={busy} onClick={leave}>
              {t('sandboxes.delete')}
            </PermittedButton>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
