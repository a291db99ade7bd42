import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles } from '@fluentui/react-components';
import type { SupportRequest } from '../api/types.ts';
import { formatMonth } from '../format/dates.ts';
import { paths } from '../paths.ts';
import { ExactDate } from '../ui/exact-date.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { type Reader, useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import type { Side } from './words.ts';

const useStyles = makeStyles({
  body: { display: 'grid', rowGap: '4px' },
  note: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
});

type Props = { readonly request: SupportRequest; readonly side: Side };

/** How the request was decided, and where the money is to be seen. */
export function DecisionNotice({ request, side }: Props) {
  const styles = useStyles();
  const reader = useReader();
  const { decision } = request;
  if (!decision) return null;
  const refunded = decision.decision === 'refund';
  return (
    <MessageBar intent={refunded ? 'success' : 'info'} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{titleOf(decision, reader)}</MessageBarTitle>
        <span className={styles.body}>
          <Credit request={request} side={side} />
          {decision.note !== '' && (
            <span className={styles.note} dir="auto">
              {decision.note}
            </span>
          )}
          <span>
            {decision.by}, <ExactDate at={decision.at} withTime />
          </span>
        </span>
      </MessageBarBody>
    </MessageBar>
  );
}

type Decision = NonNullable<SupportRequest['decision']>;

function titleOf({ decision, credit, keptPurchase }: Decision, { t, money }: Reader): string {
  if (decision === 'decline') return t('request.declined');
  const total = credit ? money(credit.total, credit.currency) : '';
  return t(keptPurchase ? 'request.refundedKept' : 'request.refunded', { total });
}

function Credit({ request, side }: Props) {
  const { t, locale, longDate } = useReader();
  const permit = usePermit();
  const { decision, refund, partner } = request;
  if (!decision?.credit || !refund) return null;
  const { billingPeriod, invoiceDate, orderId } = decision.credit;
  const href =
    side === 'operator'
      ? paths.partnerCredits(partner.id, orderId)
      : paths.order(refund.customer.id, orderId);
  return (
    <>
      <span>
        {t(decision.keptPurchase ? 'request.refundedKeptExplain' : 'request.refundedExplain', {
          month: formatMonth(billingPeriod, locale, invoiceDate.slice(0, 4)),
          date: longDate(invoiceDate),
        })}
      </span>
      {permit('orders.read') && <GoLink href={href}>{t('request.toOrder')}</GoLink>}
    </>
  );
}
