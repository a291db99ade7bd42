import {
  Button,
  Field,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Select,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import type { BadKey } from '../api/software-queries.ts';
import type { ReplacementReason } from '../api/types.ts';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ErrorState } from '../ui/states.tsx';

const useStyles = makeStyles({
  form: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    rowGap: '12px',
    width: '100%',
    boxSizing: 'border-box',
    padding: '12px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  acts: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
});

const reasons: readonly ReplacementReason[] = ['does_not_activate', 'already_used', 'leaked', 'other'];

export type ReplaceKey = (bad: Omit<BadKey, 'keyGroup'>) => Promise<void>;

type Props = { readonly position: number; readonly replace: ReplaceKey };

/** Below a key that does not work: why, what it means, and then the new one in its place. */
export function ReplaceKeyForm({ position, replace }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const permit = usePermit();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState<ReplacementReason>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const forbidden = permit('keys.replace') ? undefined : t('reason.role');
  if (!open) {
    return (
      <PermittedButton
        appearance="subtle"
        reason={forbidden}
        aria-label={t('replaceKey.openOf', { position })}
        onClick={() => setOpen(true)}
      >
        {t('replaceKey.open')}
      </PermittedButton>
    );
  }
  const send = async () => {
    if (reason === undefined) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await replace({ position, reason });
      setOpen(false);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <fieldset className={styles.form} aria-label={t('replaceKey.openOf', { position })}>
      <Field label={t('replaceKey.reason')} required>
        <Select
          value={reason ?? ''}
          onChange={(_, { value }) => setReason(reasons.find((each) => each === value))}
        >
          <option value="" disabled>
            {t('replaceKey.choose')}
          </option>
          {reasons.map((each) => (
            <option key={each} value={each}>
              {t(`replaceKey.reason.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{t('replaceKey.warning')}</MessageBarBody>
      </MessageBar>
      {failure !== undefined && <ErrorState error={failure} what={t('replaceKey.failed')} />}
      <div className={styles.acts}>
        <PermittedButton
          appearance="primary"
          busy={busy}
          reason={reason === undefined ? t('replaceKey.choose') : undefined}
          onClick={send}
        >
          {busy ? t('replaceKey.replacing') : t('replaceKey.replace')}
        </PermittedButton>
        <Button onClick={() => setOpen(false)}>{t('replaceKey.leave')}</Button>
      </div>
    </fieldset>
  );
}
