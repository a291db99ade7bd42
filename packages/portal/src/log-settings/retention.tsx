import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { retentionQuery } from '../api/log-settings-queries.ts';
import { isProblem } from '../api/problem.ts';
import type { ActivityRetention } from '../api/types.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import type { Values } from '../operator/form-values.ts';
import { Success } from '../operator/success.tsx';
import { Facts } from '../ui/facts.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { Section } from './section.tsx';

/** How long records stay in the database, now and from later days on. */
export function Retention() {
  const { t, date } = useReader();
  const { data, error, refetch } = useQuery(retentionQuery);
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState<string>();
  const words = (count: number) => t('keeping.monthsCount', { count });
  return (
    <Section
      title={t('keeping.retention')}
      explain={t('keeping.retentionExplain')}
      acts={data && <PermittedButton onClick={() => setOpen(true)}>{t('keeping.set')}</PermittedButton>}
    >
      {saved !== undefined && <Success text={saved} />}
      {error ? (
        <ReadFailure error={error} what={t('keeping.failed')} onRetry={() => refetch()} />
      ) : !data ? (
        <LoadingLines lines={2} />
      ) : (
        <Facts facts={[inForce(data), ...upcoming(data)]} />
      )}
      {open && data && (
        <RetentionForm
          retention={data}
          onDone={(values) =>
            setSaved(
              t('keeping.saved', {
                months: words(Number(values.months)),
                date: date(values.effectiveFrom ?? ''),
              }),
            )
          }
          onClose={() => setOpen(false)}
        />
      )}
    </Section>
  );

  function inForce({ months, effectiveFrom }: ActivityRetention) {
    const fact = t('keeping.since', { months: words(months), date: date(effectiveFrom) });
    return { term: t('keeping.inForce'), fact };
  }

  function upcoming({ upcoming: rules }: ActivityRetention) {
    if (rules.length === 0) return [{ term: t('keeping.upcoming'), fact: t('keeping.noUpcoming') }];
    return rules.map(({ months, effectiveFrom }) => ({
      term: `${t('keeping.from')} ${date(effectiveFrom)}`,
      fact: words(months),
    }));
  }
}

type FormProps = {
  readonly retention: ActivityRetention;
  readonly onDone: (values: Values) => void;
  readonly onClose: () => void;
};

/** That a time is shorter is for the server to say; then it has to be confirmed. */
function RetentionForm({ retention, onDone, onClose }: FormProps) {
  const { t } = useReader();
  const [shortens, setShortens] = useState(false);
  const send = async (values: Values) => {
    const { months, effectiveFrom = '', sure } = values;
    try {
      await call('setActivityRetention', {
        body: { months: Number(months), effectiveFrom, ...(sure === 'yes' ? { shortens: true } : {}) },
      });
    } catch (error) {
      setShortens(isProblem(error, 'activity.retention_shortened'));
      throw error;
    }
    return values;
  };
  return (
    <FormDialog
      title={t('keeping.retention')}
      explain={t('keeping.formExplain')}
      fields={() => [
        {
          kind: 'text',
          name: 'months',
          label: t('keeping.months'),
          hint: t('keeping.monthsHint'),
          numeric: true,
          required: true,
          maxLength: 4,
        },
        {
          kind: 'day',
          name: 'effectiveFrom',
          label: t('keeping.day'),
          hint: t('keeping.dayHint'),
          required: true,
        },
        ...(shortens ? [{ kind: 'tick', name: 'sure', label: t('keeping.shortens') } as const] : []),
      ]}
      initial={{ months: String(retention.months), effectiveFrom: '', sure: '' }}
      submit={t('form.save')}
      failed={t('logSettings.notSaved')}
      permission="settings.manage"
      stale={[retentionQuery.queryKey]}
      send={send}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
