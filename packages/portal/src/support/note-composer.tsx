import { Field, makeStyles, Textarea } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { fieldErrorsOf } from '../operator/form-values.ts';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';

const useStyles = makeStyles({
  form: { display: 'grid', rowGap: '8px', maxWidth: '80ch' },
});

/** Characters of a note; the server refuses more. */
const noteLength = 8000;

type Props = {
  readonly label: string;
  readonly hint?: string | undefined;
  /** The key stays that of the same note however often it is tried. */
  readonly onSend: (text: string, key: string) => Promise<unknown>;
};

const newKey = (): string => crypto.randomUUID();

/** Words to the other side; they stay in the field until they have arrived. */
export function NoteComposer({ label, hint, onSend }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [text, setText] = useState('');
  const [key, setKey] = useState(newKey);
  const sending = useMutation({
    mutationFn: (words: string) => onSend(words, key),
    onSuccess: () => {
      setText('');
      setKey(newKey());
    },
  });
  const error = fieldErrorsOf(sending.error).get('text');
  const send = () => {
    if (text.trim() !== '' && !sending.isPending) sending.mutate(text.trim());
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send();
      }}
    >
      <Field
        label={label}
        hint={hint}
        {...(error ? { validationState: 'error', validationMessage: error } : {})}
      >
        <Textarea
          value={text}
          rows={4}
          maxLength={noteLength}
          resize="vertical"
          onChange={(_, { value }) => {
            setText(value);
            // Other words are another note, also after a try that failed.
            if (sending.isError) setKey(newKey());
          }}
        />
      </Field>
      {sending.error && <ErrorState error={sending.error} what={t('note.failed')} />}
      <span>
        <PermittedButton
          appearance="primary"
          busy={sending.isPending}
          reason={text.trim() === '' ? t('note.empty') : undefined}
          onClick={send}
        >
          {sending.isPending ? t('note.sending') : t('note.send')}
        </PermittedButton>
      </span>
    </form>
  );
}
