import { Button, Field, Input, makeStyles, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { coverMachines, hybridBenefitQuery } from '../api/reservation-queries.ts';
import type { HybridBenefit, MachineCoverage } from '../api/types.ts';
import { PanelCard } from '../software/panel-card.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Facts } from '../ui/facts.tsx';
import { type Reader, useReader } from '../ui/reader.ts';
import { ErrorState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { parseCores } from './parse-cores.ts';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '8px', justifyItems: 'start' },
  field: { width: '100%', maxWidth: '480px' },
});

type Props = { readonly customerId: string };
type Edition = HybridBenefit['editions'][number];

/** What the customer's own software covers in the cloud, and what that leaves on premises. */
export function HybridBenefitCard({ customerId }: Props) {
  const reader = useReader();
  const { t } = reader;
  const benefit = useQuery(hybridBenefitQuery(customerId));
  return (
    <PanelCard title={t('benefit.title')} heading="h2">
      <Text>{t('benefit.explain')}</Text>
      {benefit.error ? (
        <ReadFailure error={benefit.error} what={t('benefit.failed')} onRetry={() => benefit.refetch()} />
      ) : !benefit.data ? (
        <LoadingLines lines={2} />
      ) : benefit.data.editions.length === 0 ? (
        <Text>{t('benefit.none')}</Text>
      ) : (
        <>
          <Facts
            facts={benefit.data.editions.map((edition) => ({
              term: t(`benefit.${edition.edition}`),
              fact: `${t('benefit.sets', { sets: edition.sets })}. ${onPremises(edition, reader)}`,
            }))}
          />
          <Machines customerId={customerId} />
        </>
      )}
    </PanelCard>
  );
}

function onPremises(edition: Edition, { t }: Pick<Reader, 't'>): string {
  switch (edition.onPremises) {
    case 'reuse':
      return t('benefit.reuse');
    case 'free':
      return t('benefit.free');
    case 'partly_converted':
      return t('benefit.partly', { sets: edition.setsOnPremises });
    case 'converted':
      return t('benefit.converted');
  }
}

function Machines({ customerId }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [machines, setMachines] = useState<readonly MachineCoverage[]>([]);
  const check = async (event: FormEvent) => {
    event.preventDefault();
    const cores = parseCores(text);
    setWrong(cores === undefined);
    if (!cores) return;
    setFailure(undefined);
    try {
      setMachines((await coverMachines(customerId, cores)).machines);
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <form className={styles.form} onSubmit={check}>
      <Field
        className={styles.field}
        label={t('benefit.machines')}
        hint={t('benefit.machinesHint')}
        {...(wrong ? { validationMessage: t('benefit.machinesWrong') } : {})}
      >
        <Input value={text} inputMode="numeric" onChange={(_, data) => setText(data.value)} />
      </Field>
      <Button type="submit">{t('benefit.check')}</Button>
      {failure !== undefined && <ErrorState error={failure} what={t('benefit.failed')} />}
      {machines.length > 0 && <MachineTable machines={machines} />}
    </form>
  );
}

function MachineTable({ machines }: { readonly machines: readonly MachineCoverage[] }) {
  const { t } = useReader();
  const columns: Column<MachineCoverage>[] = [
    { key: 'cores', title: t('benefit.result'), cell: ({ cores }) => t('benefit.machine', { cores }) },
    {
      key: 'counts',
      title: t('benefit.counts'),
      cell: ({ chargedCores }) => t('benefit.machine', { cores: chargedCores }),
    },
    {
      key: 'covered',
      title: t('benefit.title'),
      cell: ({ coveredBy, reason }) =>
        coveredBy
          ? t('benefit.covered', { edition: t(`benefit.${coveredBy}`) })
          : t(reason === 'no_licence' ? 'benefit.noLicence' : 'benefit.notCovered'),
    },
  ];
  return (
    <DataTable label={t('benefit.result')} columns={columns} rows={machines} rowKey={({ name }) => name} />
  );
}
