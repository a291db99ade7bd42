import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useReader } from '../../ui/reader.ts';

type Props = { readonly onSuspend: () => void; readonly onClose: () => void };

/** Said before it is done: from then on nothing of the purchase works. */
export function SuspendDialog({ onSuspend, onClose }: Props) {
  const { t } = useReader();
  const suspend = () => {
    onSuspend();
    onClose();
  };
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('subscription.suspendTitle')}</DialogTitle>
          <DialogContent>{t('subscription.suspendExplain')}</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={suspend}>
              {t('subscription.suspend')}
            </Button>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
