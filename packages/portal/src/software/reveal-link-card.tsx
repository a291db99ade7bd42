import { Field, Input, makeStyles, Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createRevealLink } from '../api/link-queries.ts';
import type { Choice } from '../api/software-queries.ts';
import type { NewRevealLink, SoftwareItem } from '../api/types.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { reasonFor } from '../ui/reason.ts';
import { ErrorState } from '../ui/states.tsx';
import { defaultLifetime, defaultRevealLifetime, LinkLifetime } from './link-lifetime.tsx';
import { PanelCard } from './panel-card.tsx';
import type { AskFirst } from './risk-notice.tsx';

const useStyles = makeStyles({
  acts: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
  made: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '8px', minWidth: 0 },
});

type Props = {
  readonly customerId: string;
  readonly item: SoftwareItem;
  readonly choice: Choice;
  readonly askFirst: AskFirst;
};

/** A key is sent by a link that shows it once; the key itself never comes here. */
export function RevealLinkCard({ customerId, item, choice, askFirst }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { t, instant } = reader;
  const client = useQueryClient();
  const [recipient, setRecipient] = useState('');
  const [lifetime, setLifetime] = useState<number>(defaultRevealLifetime);
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<NewRevealLink>();
  const [failure, setFailure] = useState<unknown>();
  const { getKeys } = item.actions;
  const reason = getKeys.allowed ? undefined : reasonFor(getKeys, reader);
  const make = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { version, language, bitness } = choice;
      const wish = { version, language, bitness, expiresInSeconds: lifetime, recipient };
      const answer = await createRevealLink(customerId, item.entitlementId, wish);
      await navigator.clipboard?.writeText(answer.url).catch(() => undefined); // the field below has it too
      setMade(answer);
      setRecipient('');
      client.invalidateQueries({ queryKey: ['software'] });
      client.invalidateQueries({ queryKey: ['activity'] });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <PanelCard title={t('reveal.title')}>
      <Text size={200}>{reason ?? t('reveal.explain')}</Text>
      {failure !== undefined && <ErrorState error={failure} what={t('reveal.failed')} />}
      {!reason && (
        <Field label={t('reveal.recipient')} size="small">
          <Input value={recipient} maxLength={200} onChange={(_, { value }) => setRecipient(value)} />
        </Field>
      )}
      <div className={styles.acts}>
        <PermittedButton reason={reason} busy={busy} onClick={() => askFirst(make)}>
          {t('reveal.create')}
        </PermittedButton>
        <LinkLifetime seconds={lifetime} onChange={setLifetime} atMost={defaultLifetime} />
      </div>
      <div role="status">
        {made && (
          <>
            <Text>{t('reveal.made', { until: instant(made.expiresAt) })}</Text>
            <div className={styles.made}>
              <Input
                readOnly
                aria-label={t('reveal.link')}
                value={made.url}
                style={{ flexGrow: 1, minWidth: 0 }}
              />
              <CopyButton text={made.url} what={t('reveal.link')} />
            </div>
          </>
        )}
      </div>
    </PanelCard>
  );
}
