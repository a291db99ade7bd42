import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SoftwareItem } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';
import { type Activation, type Activations, activationsQuery, type LicenceActs } from './licence-acts.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '10px' },
  device: { display: 'flex', justifyContent: 'space-between', alignItems: 'center', columnGap: '12px' },
  name: { overflowWrap: 'anywhere', minWidth: 0 },
  faint: { display: 'block', color: tokens.colorNeutralForeground3 },
});

type Props = {
  readonly item: SoftwareItem;
  readonly acts: LicenceActs;
  readonly activations: Activations;
};

/** Devices that hold a place, each of which can give it up. */
export function DeviceList({ item, acts, activations }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const active = activations.items.filter(({ deactivatedAt }) => deactivatedAt === undefined);
  return (
    <>
      <Text weight="semibold">
        {t('licence.devices', { used: activations.used, limit: activations.limit })}
      </Text>
      {active.length === 0 ? (
        <Text size={200}>{t('licence.noDevices')}</Text>
      ) : (
        <ul className={styles.list}>
          {active.map((activation) => (
            <ActiveDevice key={activation.activationId} item={item} acts={acts} activation={activation} />
          ))}
        </ul>
      )}
    </>
  );
}

type DeviceProps = Omit<Props, 'activations'> & { readonly activation: Activation };

function ActiveDevice({ item, acts, activation }: DeviceProps) {
  const styles = useStyles();
  const { t, instant } = useReader();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { name, activatedAt, activatedBy, lastSeenAt } = activation;
  const deactivate = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await acts.deactivate(item.entitlementId, activation.activationId);
      await client.invalidateQueries({ queryKey: activationsQuery(acts, item.entitlementId).queryKey });
      client.invalidateQueries({ queryKey: ['activity'] });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li>
      <div className={styles.device}>
        <span className={styles.name}>
          {name}
          <Text size={200} className={styles.faint}>
            {activatedBy
              ? t('licence.activatedBy', { at: instant(activatedAt), by: activatedBy })
              : t('licence.activatedItself', { at: instant(activatedAt) })}
          </Text>
          {lastSeenAt && (
            <Text size={200} className={styles.faint}>
              {t('licence.lastSeen', { at: instant(lastSeenAt) })}
            </Text>
          )}
        </span>
        <Button
          size="small"
          disabledFocusable={busy}
          aria-label={`${t('licence.deactivate')}: ${name}`}
          onClick={deactivate}
        >
          {t('licence.deactivate')}
        </Button>
      </div>
      {failure !== undefined && <ErrorState error={failure} what={t('licence.deactivateFailed')} />}
    </li>
  );
}
