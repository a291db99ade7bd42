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
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ErrorState } from '../ui/states.tsx';
import { type FieldSpec, FormField } from './form-field.tsx';
import { fieldErrorsOf, type Values } from './form-values.ts';

const useStyles = makeStyles({
  surface: { maxWidth: '720px', '@media (max-width: 640px)': { padding: '16px' } },
  content: { display: 'flex', flexDirection: 'column', rowGap: '12px' },
  fields: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 260px), 1fr))',
    gridAutoRows: 'max-content',
    gap: '12px 16px',
    alignItems: 'start',
  },
});

type Props<Result> = {
  readonly title: string;
  readonly explain?: string;
  /** What has to be read before anything is chosen. */
  readonly above?: ReactNode;
  readonly fields: (values: Values) => readonly FieldSpec[];
  readonly initial: Values;
  readonly submit: string;
  readonly failed: string;
  readonly permission: string;
  readonly send: (values: Values) => Promise<Result>;
  /** Beginnings of the keys of what the change makes stale. */
  readonly stale: readonly QueryKey[];
  readonly below?: (values: Values) => ReactNode;
  readonly onDone?: (result: Result) => void;
  readonly onClose: () => void;
};

/** Fields, what they would mean, and the server's word on each that cannot be. */
export function FormDialog<Result>(props: Props<Result>) {
  const styles = useStyles();
  const { t } = useReader();
  const permit = usePermit();
  const client = useQueryClient();
  const [values, setValues] = useState(props.initial);
  const sending = useMutation({
    mutationFn: props.send,
    onSuccess: async (result) => {
      await Promise.all(props.stale.map((queryKey) => client.invalidateQueries({ queryKey })));
      props.onDone?.(result);
      props.onClose();
    },
  });
  const errors = fieldErrorsOf(sending.error);
  const fields = props.fields(values);
  const missing = fields.some(({ name, required }) => required && (values[name] ?? '').trim() === '');
  const reason = permit(props.permission) ? (missing ? t('form.incomplete') : undefined) : t('reason.role');
  const send = () => {
    if (reason === undefined && !sending.isPending) sending.mutate(values);
  };
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : props.onClose())}>
      <DialogSurface className={styles.surface}>
        <form
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            send();
          }}
        >
          <DialogBody>
            <DialogTitle>{props.title}</DialogTitle>
            <DialogContent className={styles.content}>
              {props.explain && <Text>{props.explain}</Text>}
              {props.above}
              <div className={styles.fields}>
                {fields.map((field) => (
                  <FormField
                    key={field.name}
                    field={field}
                    value={values[field.name] ?? ''}
                    error={errors.get(field.path ?? field.name)}
                    onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
                  />
                ))}
              </div>
              {props.below?.(values)}
              {sending.error && <ErrorState error={sending.error} what={props.failed} />}
            </DialogContent>
            <DialogActions>
              <PermittedButton appearance="primary" busy={sending.isPending} reason={reason} onClick={send}>
                {props.submit}
              </PermittedButton>
              <Button onClick={props.onClose}>{t('dialog.close')}</Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
