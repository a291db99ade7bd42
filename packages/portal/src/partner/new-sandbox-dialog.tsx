import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  Text,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { createSandbox, sandboxesKey } from '../api/sandbox-queries.ts';
import type { NewSandbox } from '../api/types.ts';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';
import { SandboxSecrets } from './sandbox-secrets.tsx';

const useStyles = makeStyles({
  surface: { maxWidth: '680px', '@media (max-width: 640px)': { padding: '16px' } },
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gridAutoRows: 'max-content',
    rowGap: '16px',
  },
});

/** Two steps: what it is to be, then its secrets, which are never shown again. */
export function NewSandboxDialog({ onClose }: { readonly onClose: () => void }) {
  const styles = useStyles();
  const [made, setMade] = useState<NewSandbox>();
  // A click beside the dialog must not take away what is shown only once.
  return (
    <Dialog
      open
      modalType={made ? 'alert' : 'modal'}
      onOpenChange={(_, { open }) => (open ? undefined : onClose())}
    >
      <DialogSurface className={styles.surface}>
        {made ? (
          <SandboxSecrets sandbox={made} onClose={onClose} />
        ) : (
          <Form onMade={setMade} onClose={onClose} />
        )}
      </DialogSurface>
    </Dialog>
  );
}

type FormProps = { readonly onMade: (sandbox: NewSandbox) => void; readonly onClose: () => void };

function Form({ onMade, onClose }: FormProps) {
  const styles = useStyles();
  const { t } = useReader();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [seed, setSeed] = useState(true);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const create = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const sandbox = await createSandbox({ name: name.trim(), seed });
      await client.invalidateQueries({ queryKey: sandboxesKey });
      onMade(sandbox);
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '' && !busy) create();
  };
  return (
    <form onSubmit={send}>
      <DialogBody>
        <DialogTitle>{t('sandboxes.create')}</DialogTitle>
        <DialogContent className={styles.content}>
          <Field label={t('sandboxes.name')} hint={t('sandboxes.nameHint')} required>
            <Input value={name} maxLength={80} onChange={(_, data) => setName(data.value)} />
          </Field>
          <Checkbox
            label={t('sandboxes.seed')}
            checked={seed}
            onChange={(_, data) => setSeed(data.checked === true)}
          />
          {busy && <Text role="status">{t('sandboxes.creating')}</Text>}
          {failure !== undefined && <ErrorState error={failure} what={t('sandboxes.createFailed')} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('dialog.close')}</Button>
          <PermittedButton
            appearance="primary"
            busy={busy}
            reason={name.trim() === '' ? t('sandboxes.nameHint') : undefined}
            onClick={create}
          >
            {t('sandboxes.createNow')}
          </PermittedButton>
        </DialogActions>
      </DialogBody>
    </form>
  );
}
