import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { billingRunsQuery } from '../api/billing-queries.ts';
import { Pager } from '../ui/pager.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { EmptyState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { BillDialog } from './bill-dialog.tsx';
import { OperatorBilling } from './billing-page.tsx';
import { RunTable } from './run-table.tsx';

export function RunsPage() {
  const { t } = useReader();
  const permit = usePermit();
  const [open, setOpen] = useState(false);
  return (
    <OperatorBilling
      actions={
        <PermittedButton
          appearance="primary"
          reason={permit('billing.run') ? undefined : t('reason.role')}
          onClick={() => setOpen(true)}
        >
          {t('runs.bill')}
        </PermittedButton>
      }
    >
      <Runs />
      {open && <BillDialog onClose={() => setOpen(false)} />}
    </OperatorBilling>
  );
}

function Runs() {
  const { t } = useReader();
  const [{ cursor }] = useUrlSearch();
  const runs = useQuery(billingRunsQuery({ cursor }));
  if (runs.error) {
    return <ReadFailure error={runs.error} what={t('runs.failed')} onRetry={() => runs.refetch()} />;
  }
  if (!runs.data) return <LoadingLines lines={8} />;
  if (runs.data.items.length === 0) return <EmptyState text={t('runs.empty')} />;
  return (
    <>
      <RunTable runs={runs.data.items} busy={runs.isPlaceholderData} />
      <Pager next={runs.data.next} />
    </>
  );
}
