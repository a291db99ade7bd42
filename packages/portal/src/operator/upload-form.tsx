import { Field, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import type { FormEvent, ReactNode } from 'react';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ErrorState } from '../ui/states.tsx';
import type { UploadState } from './use-upload.ts';

const useStyles = makeStyles({
  form: { display: 'grid', rowGap: '12px', maxWidth: '640px', justifyItems: 'stretch' },
  file: {
    font: 'inherit',
    padding: '8px',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    width: '100%',
    boxSizing: 'border-box',
  },
});

type Props = {
  readonly permission: string;
  readonly fileLabel: string;
  readonly accept?: string;
  readonly file: File | undefined;
  readonly onFile: (file: File | undefined) => void;
  readonly submit: string;
  readonly ready: boolean;
  readonly state: UploadState<unknown>;
  readonly failed: string;
  readonly onSubmit: (file: File) => void;
  readonly children?: ReactNode;
};

/** Fields, a file, how far it has gone, and what became of it. */
export function UploadForm(props: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const permit = usePermit();
  const { file, state, ready, onSubmit } = props;
  const sending = state.status === 'sending';
  const send = () => {
    if (file && ready && !sending) onSubmit(file);
  };
  const reason = permit(props.permission)
    ? file && ready
      ? undefined
      : t('upload.incomplete')
    : t('reason.role');
  return (
    <form
      className={styles.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send();
      }}
    >
      {props.children}
      <Field label={props.fileLabel}>
        {(field) => (
          <input
            {...field}
            type="file"
            accept={props.accept}
            className={styles.file}
            onChange={(event) => props.onFile(event.target.files?.[0])}
          />
        )}
      </Field>
      <span>
        <PermittedButton appearance="primary" busy={sending} reason={reason} onClick={send}>
          {props.submit}
        </PermittedButton>
      </span>
      {sending && (
        <Field
          validationState="none"
          validationMessage={state.share < 1 ? t('upload.sending') : t('upload.checking')}
        >
          <ProgressBar {...(state.share < 1 ? { value: state.share } : {})} />
        </Field>
      )}
      {state.status === 'failed' && <ErrorState error={state.error} what={props.failed} />}
    </form>
  );
}
