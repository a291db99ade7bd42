import { makeStyles, Text } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SoftwareItem } from '../api/types.ts';
import { PanelCard } from '../software/panel-card.tsx';
import type { AskFirst } from '../software/risk-notice.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { ActivateDevice } from './activate-device.tsx';
import { DeviceList } from './device-list.tsx';
import { activationsQuery, type LicenceActs, type LicenceFile, saveLicence } from './licence-acts.ts';

const useStyles = makeStyles({ acts: { display: 'flex', flexWrap: 'wrap', gap: '8px' } });

type Props = { readonly item: SoftwareItem; readonly acts: LicenceActs; readonly askFirst: AskFirst };

/** The licence file and the devices of a product that works offline; nothing for all other products. */
export function LicenceCard(props: Props) {
  const permit = usePermit();
  const { item, acts } = props;
  const { t } = useReader();
  const shown = permit(acts.permission) && item.status !== 'cancelled';
  const activations = useQuery({ ...activationsQuery(acts, item.entitlementId), enabled: shown });
  if (!shown || activations.data?.offered === false) return null;
  if (activations.error)
    return (
      <PanelCard title={t('licence.title')}>
        <ReadFailure
          error={activations.error}
          what={t('licence.devicesFailed')}
          onRetry={() => activations.refetch()}
        />
      </PanelCard>
    );
  if (!activations.data)
    return (
      <PanelCard title={t('licence.title')}>
        <LoadingLines lines={2} />
      </PanelCard>
    );
  return <OfflineLicence {...props} activations={activations.data} />;
}

type OfferedProps = Props & {
  readonly activations: Parameters<typeof DeviceList>[0]['activations'];
};

function OfflineLicence({ item, acts, askFirst, activations }: OfferedProps) {
  const styles = useStyles();
  const { t, instant } = useReader();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [saved, setSaved] = useState<LicenceFile>();
  const reason = item.status === 'active' ? undefined : t('licence.notActive');
  const save = (file: LicenceFile) => {
    saveLicence(file);
    setSaved(file);
    client.invalidateQueries({ queryKey: activationsQuery(acts, item.entitlementId).queryKey });
    client.invalidateQueries({ queryKey: ['activity'] });
  };
  const fetchLicence = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      save(await acts.fetch(item.entitlementId));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <PanelCard title={t('licence.title')}>
      <Text size={200}>{reason ?? t('licence.explain')}</Text>
      {failure !== undefined && <ErrorState error={failure} what={t('licence.failed')} />}
      <div className={styles.acts}>
        <PermittedButton
          appearance="primary"
          busy={busy}
          reason={reason}
          onClick={() => askFirst(fetchLicence)}
        >
          {busy ? t('licence.signing') : t('licence.download')}
        </PermittedButton>
        <ActivateDevice item={item} acts={acts} reason={reason} onActivated={save} />
      </div>
      <div role="status">
        {saved && (
          <Text>
            {saved.expiresAt
              ? t('licence.savedUntil', { file: saved.fileName, until: instant(saved.expiresAt) })
              : t('licence.saved', { file: saved.fileName })}
          </Text>
        )}
      </div>
      <DeviceList item={item} acts={acts} activations={activations} />
    </PanelCard>
  );
}
