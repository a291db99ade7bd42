import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
} from '@fluentui/react-components';
import type { FormEvent, ReactNode } from 'react';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';

const useStyles = makeStyles({
  surface: { maxWidth: '640px', '@media (max-width: 640px)': { padding: '16px' } },
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gridAutoRows: 'max-content',
    rowGap: '16px',
  },
});

type Props = {
  readonly title: string;
  readonly submit: string;
  /** Why it cannot be sent as it stands; absent when it can. */
  readonly reason?: string | undefined;
  readonly busy: boolean;
  readonly failure?: unknown;
  readonly failed: string;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A form in a dialog: what it asks, what went wrong, and the one act it is for. */
export function DialogFrame(props: Props) {
  const { title, submit, reason, busy, failure, failed, onSubmit, onClose, children } = props;
  const styles = useStyles();
  const { t } = useReader();
  const send = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!reason && !busy) onSubmit();
  };
  return (
    <Dialog open onOpenChange={(_, { open }) => (open ? undefined : onClose())}>
      <DialogSurface className={styles.surface}>
        <form onSubmit={send}>
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={styles.content}>
              {children}
              {failure !== undefined && <ErrorState error={failure} what={failed} />}
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>{t('dialog.close')}</Button>
              <PermittedButton appearance="primary" busy={busy} reason={reason} onClick={onSubmit}>
                {submit}
              </PermittedButton>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
