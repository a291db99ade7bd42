import type { ParkedDocument } from '../api/types.ts';
import { paths } from '../paths.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { parkedReason } from './parked-words.ts';

type Props = {
  readonly documents: readonly ParkedDocument[];
  readonly onRelease: (parked: ParkedDocument) => void;
};

/** What a run held back: why, and the way to let it out, or to the document that it has become. */
export function ParkedTable({ documents, onRelease }: Props) {
  const reader = useReader();
  const { t, money } = reader;
  const permit = usePermit();
  const columns: Column<ParkedDocument>[] = [
    {
      key: 'partner',
      title: t('billing.partner'),
      cell: ({ partnerId, partnerName }) => (
        <GoLink href={paths.partnerInvoices(partnerId)}>{partnerName}</GoLink>
      ),
    },
    { key: 'why', title: t('parked.reason'), cell: (parked) => parkedReason(parked, reader) },
    {
      key: 'total',
      title: t('invoices.total'),
      numeric: true,
      cell: ({ total, currency }) => money(total, currency, 'code'),
    },
    { key: 'state', title: t('parked.state'), nowrap: true, cell: (parked) => <State parked={parked} /> },
    {
      key: 'act',
      title: <span className="visually-hidden">{t('parked.release')}</span>,
      narrowTitle: '',
      cell: (parked) =>
        parked.releasedAt ? null : (
          <PermittedButton
            size="small"
            reason={permit('billing.run') ? undefined : t('reason.role')}
            aria-label={t('parked.releaseOf', { partner: parked.partnerName, currency: parked.currency })}
            onClick={() => onRelease(parked)}
          >
            {t('parked.release')}
          </PermittedButton>
        ),
    },
  ];
  return (
    <DataTable
      label={t('run.parked')}
      columns={columns}
      rows={documents}
      rowKey={({ number }) => String(number)}
    />
  );
}

function State({ parked }: { readonly parked: ParkedDocument }) {
  const { t } = useReader();
  if (!parked.releasedAt) return <StatusWord tone="waiting">{t('parked.waiting')}</StatusWord>;
  return (
    <span>
      <StatusWord tone="good">{t('parked.released')}</StatusWord> <ExactDate at={parked.releasedAt} />{' '}
      {parked.invoiceId && (
        <GoLink href={paths.partnerInvoice(parked.partnerId, parked.invoiceId)}>{parked.invoiceId}</GoLink>
      )}
    </span>
  );
}
