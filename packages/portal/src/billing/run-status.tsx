import type { BillingRun } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';
import { StatusWord, type Tone } from '../ui/status-word.tsx';
import { usePartnerName } from './partner-name.tsx';

const tones: Readonly<Record<BillingRun['status'], Tone>> = {
  running: 'waiting',
  completed: 'good',
  failed: 'bad',
};

export function RunStatus({ status }: Pick<BillingRun, 'status'>) {
  const { t } = useReader();
  return <StatusWord tone={tones[status]}>{t(`runStatus.${status}`)}</StatusWord>;
}

/** Whom a run is about: all partners of the installation, or one; a sandbox account issues its own documents. */
export function RunScope({ run }: { readonly run: Pick<BillingRun, 'partnerId' | 'issuer'> }) {
  const { t } = useReader();
  const partnerId = run.partnerId ?? (run.issuer === 'production' ? undefined : run.issuer);
  return <span title={partnerId}>{usePartnerName(partnerId) ?? t('billing.allPartners')}</span>;
}
