import { MessageBar, MessageBarBody, makeStyles, Text } from '@fluentui/react-components';
import { call } from '../api/call.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { useReader } from '../ui/reader.ts';
import { oneOf } from '../ui/url-state.ts';
import type { LoggedPerson } from './people-of.ts';

const useStyles = makeStyles({
  list: { margin: '4px 0 8px', paddingInlineStart: '20px', display: 'grid', rowGap: '2px' },
  body: { whiteSpace: 'normal', paddingBlock: '8px' },
});

const reasons = ['requested', 'left', 'legal_duty', 'other'] as const;
const goes = ['names', 'others', 'later'] as const;
const stays = ['records', 'account', 'exports'] as const;

type Props = {
  readonly person: LoggedPerson;
  readonly onDone: (words: string) => void;
  readonly onClose: () => void;
};

/** It cannot be undone, so it is said first what goes and what stays. */
export function EraseForm({ person, onDone, onClose }: Props) {
  const { t, instant } = useReader();
  return (
    <FormDialog
      title={t('erase.eraseOf', { person: person.name })}
      fields={() => [
        {
          kind: 'choice',
          name: 'reason',
          label: t('erase.reason'),
          hint: t('erase.reasonHint'),
          required: true,
          choices: [
            ['', t('form.choose')],
            ...reasons.map((reason) => [reason, t(`erase.reason.${reason}`)] as const),
          ],
        },
        { kind: 'tick', name: 'sure', label: t('erase.sure'), required: true },
      ]}
      initial={{ reason: '', sure: '' }}
      submit={t('erase.submit')}
      failed={t('erase.notDone')}
      permission="activity.manage"
      stale={[['activity']]}
      above={<Warning />}
      send={({ reason }) =>
        call('eraseActivityPerson', {
          body: { personId: person.id, reason: oneOf(reason, reasons) ?? 'other' },
        })
      }
      onDone={({ erasedAt, already, personId }) =>
        onDone(
          t(already ? 'erase.already' : 'erase.done', {
            at: instant(erasedAt),
            person: person.name,
            id: personId,
          }),
        )
      }
      onClose={onClose}
    />
  );
}

function Warning() {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody className={styles.body}>
        <Text weight="semibold">{t('erase.goesTitle')}</Text>
        <ul className={styles.list}>
          {goes.map((each) => (
            <li key={each}>{t(`erase.goes.${each}`)}</li>
          ))}
        </ul>
        <Text weight="semibold">{t('erase.staysTitle')}</Text>
        <ul className={styles.list}>
          {stays.map((each) => (
            <li key={each}>{t(`erase.stays.${each}`)}</li>
          ))}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}
