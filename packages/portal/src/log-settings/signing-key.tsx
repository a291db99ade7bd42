import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { call } from '../api/call.ts';
import type { Answer } from '../api/types.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { Success } from '../operator/success.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { keysOf } from './keys-of.ts';
import { LogKeys } from './log-keys.tsx';
import { Section } from './section.tsx';

const useStyles = makeStyles({
  key: { display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '8px' },
  text: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
});

/** The key that signs the checkpoints of every account can be renewed; who verifies has to be given the new one. */
export function SigningKey() {
  const styles = useStyles();
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<Answer<'rotateActivityKey'>>();
  return (
    <>
      <Section
        title={t('keeping.key')}
        explain={t('keeping.keyExplain')}
        acts={<PermittedButton onClick={() => setOpen(true)}>{t('keeping.rotate')}</PermittedButton>}
      >
        {made && (
          <>
            <Success text={t('keeping.rotated', { key: keysOf(made.verifierKey)[0]?.keyId ?? '' })} />
            <Facts
              facts={[
                {
                  term: t('keeping.newKey'),
                  fact: (
                    <span className={styles.key}>
                      <span className={styles.text}>{made.verifierKey}</span>
                      <CopyButton text={made.verifierKey} what={t('keeping.newKey')} />
                    </span>
                  ),
                },
              ]}
            />
          </>
        )}
        {open && (
          <FormDialog
            title={t('keeping.rotate')}
            explain={t('keeping.rotateExplain')}
            fields={() => []}
            initial={{}}
            submit={t('keeping.rotate')}
            failed={t('keeping.notRotated')}
            permission="keys.manage"
            stale={[['activity', 'keys']]}
            send={() => call('rotateActivityKey', { body: {} })}
            onDone={setMade}
            onClose={() => setOpen(false)}
          />
        )}
      </Section>
      <LogKeys log={{}} />
    </>
  );
}
