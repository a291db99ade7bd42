import { Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Choice, SoftwareActs } from '../api/software-queries.ts';
import type { KeyReplacement, Keys, SoftwareItem } from '../api/types.ts';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { reasonFor } from '../ui/reason.ts';
import { ErrorState } from '../ui/states.tsx';
import { KeyDialog } from './key-dialog.tsx';
import { PanelCard } from './panel-card.tsx';
import type { ReplaceKey } from './replace-key.tsx';
import type { AskFirst } from './risk-notice.tsx';

type Props = {
  readonly item: SoftwareItem;
  readonly choice: Choice;
  readonly acts: SoftwareActs;
  readonly askFirst: AskFirst;
};

/** The key is fetched when it is asked for, held by this component alone, and let go when its dialog closes. */
export function KeyCard({ item, choice, acts, askFirst }: Props) {
  const reader = useReader();
  const { t } = reader;
  const client = useQueryClient();
  const [keys, setKeys] = useState<Keys>();
  const [replaced, setReplaced] = useState<KeyReplacement>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { getKeys } = item.actions;
  const reason = getKeys.allowed ? undefined : reasonFor(getKeys, reader);
  const look = async () => {
    const { version, language, bitness } = choice;
    setKeys(await acts.getKeys(item, { version, language, bitness }));
    client.invalidateQueries({ queryKey: ['activity'] });
  };
  const fetchKeys = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await look();
    } catch (error) {
      setFailure(error);
      client.invalidateQueries({ queryKey: ['software'] });
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    setKeys(undefined);
    setReplaced(undefined);
  };
  const { replaceKey } = acts;
  const replace: ReplaceKey | undefined =
    replaceKey &&
    (async (bad) => {
      setReplaced(undefined);
      setReplaced(await replaceKey(item, { ...bad, keyGroup: keys?.keyGroup }));
      // It is replaced, whether or not the new one can be shown at once.
      await look().catch((error: unknown) => {
        close();
        setFailure(error);
      });
    });
  return (
    <PanelCard title={t('key.title')}>
      <Text size={200}>{reason ?? t('key.explain')}</Text>
      {failure !== undefined && <ErrorState error={failure} what={t('key.failed')} />}
      <span>
        <PermittedButton appearance="primary" busy={busy} reason={reason} onClick={() => askFirst(fetchKeys)}>
          {busy ? t('key.fetching') : t('key.get')}
        </PermittedButton>
      </span>
      {keys && (
        <KeyDialog title={item.skuTitle} keys={keys} replace={replace} replaced={replaced} onClose={close} />
      )}
    </PanelCard>
  );
}
