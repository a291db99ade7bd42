import {
  Button,
  Field,
  Input,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Text,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { moveClock } from '../api/activity-queries.ts';
import { PermittedButton } from './permitted-button.tsx';
import { useReader } from './reader.ts';
import { usePermit } from './session.ts';
import { ErrorState } from './states.tsx';

const useStyles = makeStyles({
  surface: { display: 'grid', rowGap: '12px', maxWidth: '320px' },
  row: { display: 'flex', flexWrap: 'wrap', gap: '8px', alignItems: 'end' },
});

const steps = [
  { advance: 'P1D', key: 'clock.day' },
  { advance: 'P7D', key: 'clock.week' },
  { advance: 'P1M', key: 'clock.month' },
  { advance: 'P61D', key: 'clock.pastWindow' },
] as const;

/** Moves a sandbox account's clock forward; what fell due has run when this comes back. */
export function ClockControl({ busy }: { readonly busy: boolean }) {
  const { t } = useReader();
  const permit = usePermit();
  const [open, setOpen] = useState(false);
  if (!permit('clock.move')) {
    return (
      <PermittedButton size="small" reason={t('reason.role')} onClick={() => undefined}>
        {t('clock.move')}
      </PermittedButton>
    );
  }
  return (
    <Popover open={open} onOpenChange={(_, data) => setOpen(data.open)} trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Button size="small" disabled={busy}>
          {busy ? t('clock.busy') : t('clock.move')}
        </Button>
      </PopoverTrigger>
      <PopoverSurface aria-label={t('clock.move')}>
        <ClockForm onDone={() => setOpen(false)} />
      </PopoverSurface>
    </Popover>
  );
}

function ClockForm({ onDone }: { readonly onDone: () => void }) {
  const styles = useStyles();
  const { t } = useReader();
  const client = useQueryClient();
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [date, setDate] = useState('');
  const move = async (how: { advance: string } | { to: string }) => {
    setRunning(true);
    setFailure(undefined);
    try {
      await moveClock(how);
      await client.invalidateQueries();
      onDone();
    } catch (error) {
      setFailure(error);
    } finally {
      setRunning(false);
    }
  };
  return (
    <div className={styles.surface}>
      <Text>{t('clock.explain')}</Text>
      <div className={styles.row}>
        {steps.map(({ advance, key }) => (
          <Button key={advance} size="small" disabled={running} onClick={() => move({ advance })}>
            {t(key)}
          </Button>
        ))}
      </div>
      <div className={styles.row}>
        <Field label={t('clock.toDate')} size="small">
          <Input type="date" size="small" value={date} onChange={(_, data) => setDate(data.value)} />
        </Field>
        <Button
          size="small"
          disabled={running || date === ''}
          onClick={() => move({ to: `${date}T00:00:00.000Z` })}
        >
          {t('clock.set')}
        </Button>
      </div>
      {running && <Text role="status">{t('clock.running')}</Text>}
      {failure !== undefined && <ErrorState error={failure} what={t('clock.failed')} />}
    </div>
  );
}
