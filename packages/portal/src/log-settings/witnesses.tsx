import { MessageBar, MessageBarBody, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OfLog } from '../api/activity-queries.ts';
import { call } from '../api/call.ts';
import { witnessesQuery } from '../api/log-settings-queries.ts';
import { noticePreferencesQuery } from '../api/notice-queries.ts';
import type { LogWitness } from '../api/types.ts';
import { FormDialog } from '../operator/form-dialog.tsx';
import { Success } from '../operator/success.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { Section } from './section.tsx';

const stale = [witnessesQuery.queryKey];

/** Who outside is mailed the checkpoint of each day. Each account says it for its own log. */
export function Witnesses({ log }: { readonly log: OfLog }) {
  const { t } = useReader();
  if (log.partnerId === undefined) return <OwnWitnesses />;
  return (
    <Section title={t('witnesses.title')}>
      <Text>{t('witnesses.byPartner')}</Text>
    </Section>
  );
}

function OwnWitnesses() {
  const { t } = useReader();
  const permit = usePermit();
  const witnesses = useQuery(witnessesQuery);
  const mail = useQuery({ ...noticePreferencesQuery, enabled: permit('notices.read') });
  const [open, setOpen] = useState<'add' | LogWitness>();
  const [said, setSaid] = useState<string>();
  const close = () => setOpen(undefined);
  return (
    <Section
      title={t('witnesses.title')}
      explain={t('witnesses.explain')}
      acts={
        witnesses.data && (
          <PermittedButton onClick={() => setOpen('add')}>{t('witnesses.add')}</PermittedButton>
        )
      }
    >
      {mail.data?.sendsMail === false && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('witnesses.noMail')}</MessageBarBody>
        </MessageBar>
      )}
      {said !== undefined && <Success text={said} />}
      {witnesses.error ? (
        <ReadFailure
          error={witnesses.error}
          what={t('witnesses.failed')}
          onRetry={() => witnesses.refetch()}
        />
      ) : !witnesses.data ? (
        <LoadingLines lines={2} />
      ) : witnesses.data.items.length === 0 ? (
        <Text>{t('witnesses.empty')}</Text>
      ) : (
        <WitnessTable witnesses={witnesses.data.items} onRemove={setOpen} />
      )}
      {open === 'add' && (
        <AddForm onDone={({ email }) => setSaid(t('witnesses.added', { email }))} onClose={close} />
      )}
      {open !== undefined && open !== 'add' && (
        <RemoveForm
          witness={open}
          onDone={() => setSaid(t('witnesses.removed', { email: open.email }))}
          onClose={close}
        />
      )}
    </Section>
  );
}

type TableProps = {
  readonly witnesses: readonly LogWitness[];
  readonly onRemove: (witness: LogWitness) => void;
};

function WitnessTable({ witnesses, onRemove }: TableProps) {
  const { t } = useReader();
  const columns: Column<LogWitness>[] = [
    { key: 'email', title: t('witnesses.email'), cell: ({ email }) => <bdi>{email}</bdi> },
    {
      key: 'since',
      title: t('witnesses.since'),
      nowrap: true,
      cell: ({ addedAt }) => <ExactDate at={addedAt} />,
    },
    {
      key: 'acts',
      title: <span className="visually-hidden">{t('form.act')}</span>,
      cell: (witness) => (
        <PermittedButton
          size="small"
          aria-label={t('witnesses.removeOf', { email: witness.email })}
          onClick={() => onRemove(witness)}
        >
          {t('witnesses.remove')}
        </PermittedButton>
      ),
    },
  ];
  return (
    <DataTable
      label={t('witnesses.title')}
      columns={columns}
      rows={witnesses}
      rowKey={({ email }) => email}
    />
  );
}

type AddProps = { readonly onDone: (added: LogWitness) => void; readonly onClose: () => void };

function AddForm({ onDone, onClose }: AddProps) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('witnesses.add')}
      explain={t('witnesses.explain')}
      fields={() => [
        { kind: 'text', name: 'email', label: t('witnesses.email'), required: true, maxLength: 254 },
      ]}
      initial={{ email: '' }}
      submit={t('witnesses.add')}
      failed={t('witnesses.notAdded')}
      permission="activity.witness"
      stale={stale}
      send={({ email = '' }) => call('addLogWitness', { body: { email: email.trim() } })}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

type RemoveProps = {
  readonly witness: LogWitness;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

function RemoveForm({ witness: { email }, onDone, onClose }: RemoveProps) {
  const { t } = useReader();
  return (
    <FormDialog
      title={t('witnesses.removeOf', { email })}
      explain={t('witnesses.removeExplain', { email })}
      fields={() => []}
      initial={{}}
      submit={t('witnesses.remove')}
      failed={t('witnesses.notRemoved')}
      permission="activity.witness"
      stale={stale}
      send={() => call('removeLogWitness', { params: { email } })}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
