import { Button, Field, Input, makeStyles, Text, Title3 } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { calendarQuery } from '../api/notice-queries.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useReader } from '../ui/reader.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';

const useStyles = makeStyles({
  section: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '12px', maxWidth: '760px' },
  heading: { margin: '8px 0 0' },
  address: { display: 'flex', flexWrap: 'wrap', gap: '8px', alignItems: 'end' },
  field: { flexGrow: 1, minWidth: 'min(100%, 240px)' },
  acts: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
});

/** Ends of windows in one's own calendar: an address that is shown once, renewed and ended at will. */
export function CalendarAddress() {
  const styles = useStyles();
  const { t, date } = useReader();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(calendarQuery);
  const settle = () => client.invalidateQueries({ queryKey: calendarQuery.queryKey });
  const renewing = useMutation({ mutationFn: () => call('renewCalendarAddress', {}), onSuccess: settle });
  const ending = useMutation({
    mutationFn: () => call('endCalendarAddress', {}),
    onSuccess: async () => {
      renewing.reset();
      await settle();
    },
  });
  const url = renewing.data?.url;
  const busy = renewing.isPending || ending.isPending;
  const failure = renewing.error ?? ending.error;
  return (
    <section aria-label={t('calendar.title')} className={styles.section}>
      <Title3 as="h2" className={styles.heading}>
        {t('calendar.title')}
      </Title3>
      <Text>{t('calendar.explain')}</Text>
      {error ? (
        <ReadFailure error={error} what={t('calendar.failed')} onRetry={() => refetch()} />
      ) : !data ? (
        <LoadingLines lines={1} />
      ) : (
        <>
          {url !== undefined ? (
            <div className={styles.address}>
              <Field label={t('calendar.address')} hint={t('calendar.once')} className={styles.field}>
                <Input readOnly value={url} onFocus={(event) => event.target.select()} />
              </Field>
              <CopyButton text={url} what={t('calendar.address')} />
            </div>
          ) : (
            data.createdAt && <Text>{t('calendar.exists', { date: date(data.createdAt) })}</Text>
          )}
          <div className={styles.acts}>
            <Button disabledFocusable={busy} onClick={() => (busy ? undefined : renewing.mutate())}>
              {t(data.createdAt ? 'calendar.renew' : 'calendar.make')}
            </Button>
            {data.createdAt && (
              <Button
                appearance="subtle"
                disabledFocusable={busy}
                onClick={() => (busy ? undefined : ending.mutate())}
              >
                {t('calendar.end')}
              </Button>
            )}
          </div>
        </>
      )}
      {failure && <ErrorState error={failure} what={t('calendar.notChanged')} />}
    </section>
  );
}
