import { makeStyles } from '@fluentui/react-components';
import type { CreditLine } from '../api/types.ts';
import { formatCount } from '../format/size.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';

const useStyles = makeStyles({ acts: { display: 'flex', flexWrap: 'wrap', gap: '8px' } });

type Act = (line: CreditLine) => void;
type Props = { readonly lines: readonly CreditLine[]; readonly onCredit: Act; readonly onRefund: Act };

/** The lines of an order with what is left of each to give back. */
export function CreditLines({ lines, onCredit, onRefund }: Props) {
  const { t, locale, money } = useReader();
  const columns: Column<CreditLine>[] = [
    { key: 'product', title: t('line.product'), cell: ({ skuTitle }) => skuTitle },
    {
      key: 'quantity',
      title: t('line.quantity'),
      numeric: true,
      cell: ({ quantity }) => formatCount(quantity, locale),
    },
    { key: 'status', title: t('orders.status'), cell: ({ status }) => t(`lineStatus.${status}`) },
    {
      key: 'left',
      title: t('credits.left'),
      numeric: true,
      cell: ({ left, currency }) => money(left, currency, 'code'),
    },
    {
      key: 'tax',
      title: t('taxRates.mode'),
      cell: ({ taxMode }) => t(`taxRates.mode.${taxMode}`),
    },
    {
      key: 'act',
      title: t('form.act'),
      cell: (line) => <Acts line={line} onCredit={onCredit} onRefund={onRefund} />,
    },
  ];
  return (
    <DataTable
      label={t('orders.lines')}
      columns={columns}
      rows={lines}
      rowKey={({ lineNumber }) => String(lineNumber)}
    />
  );
}

function Acts({ line, onCredit, onRefund }: Omit<Props, 'lines'> & { readonly line: CreditLine }) {
  const styles = useStyles();
  const { t } = useReader();
  const permit = usePermit();
  const { reservation, skuTitle } = line;
  const may = (permission: string) => (permit(permission) ? undefined : t('reason.role'));
  const nothing = Number(line.left) === 0 ? t('credits.nothingLeft') : undefined;
  const ended =
    reservation && reservation.status !== 'active'
      ? t('credits.reservationEnded', { status: t(`reservation.status.${reservation.status}`) })
      : undefined;
  return (
    <span className={styles.acts}>
      <PermittedButton
        size="small"
        reason={may('credits.give') ?? nothing}
        aria-label={t('credits.giveOf', { title: skuTitle })}
        onClick={() => onCredit(line)}
      >
        {t('credits.give')}
      </PermittedButton>
      {reservation && (
        <PermittedButton
          size="small"
          reason={may('support.decide') ?? ended}
          aria-label={t('credits.refundOf', { name: reservation.name })}
          onClick={() => onRefund(line)}
        >
          {t('credits.refund')}
        </PermittedButton>
      )}
    </span>
  );
}
