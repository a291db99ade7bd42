import { Link, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { SupportRequest } from '../api/types.ts';
import { shortId } from '../format/names.ts';
import { paths } from '../paths.ts';
import { ExactDate } from '../ui/exact-date.tsx';
import { type Fact, Facts } from '../ui/facts.tsx';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import type { Side } from './words.ts';

const useStyles = makeStyles({
  facts: {
    padding: '14px 16px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  stack: { display: 'grid', rowGap: '2px' },
});

type Props = { readonly request: SupportRequest; readonly side: Side; readonly assignee?: ReactNode };

/** What the request is about, and who stands behind it. */
export function RequestFacts({ request, side, assignee }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const { type, impact, partner, customer, author, contact, createdAt, closedAt } = request;
  const facts: Fact[] = [
    { term: t('support.type'), fact: t(`supportType.${type}`) },
    { term: t('support.impact'), fact: t(`impact.${impact}`) },
    ...(side === 'operator'
      ? [
          {
            term: t('support.partner'),
            fact: <GoLink href={paths.partnerAccount(partner.id)}>{partner.name}</GoLink>,
          },
        ]
      : []),
    ...(customer
      ? [
          {
            term: t('support.customer'),
            fact: <CustomerLink id={customer.id} name={customer.name} partnerId={partner.id} side={side} />,
          },
        ]
      : []),
    ...useRefundFacts(request, side),
    {
      term: t('request.by'),
      fact: author.isYou ? t('request.byYou', { name: author.name }) : author.name,
    },
    {
      term: t('request.contact'),
      fact: (
        <span className={styles.stack}>
          <span>{contact.name}</span>
          <Link href={`mailto:${encodeURIComponent(contact.email)}`}>{contact.email}</Link>
          {contact.phone !== '' && <span>{contact.phone}</span>}
        </span>
      ),
    },
    ...(assignee ? [{ term: t('support.assignee'), fact: assignee }] : []),
    { term: t('request.reported'), fact: <ExactDate at={createdAt} withTime /> },
    ...(closedAt ? [{ term: t('request.closedAt'), fact: <ExactDate at={closedAt} withTime /> }] : []),
  ];
  return (
    <section aria-label={t('request.facts')} className={styles.facts}>
      <Facts facts={facts} />
    </section>
  );
}

function useRefundFacts({ refund, partner }: SupportRequest, side: Side): Fact[] {
  const { t, money } = useReader();
  const permit = usePermit();
  if (!refund) return [];
  const { orderId, lineItemNumbers, subscriptionId, customer, amount, left, reason } = refund;
  const orderHref =
    side === 'operator' ? paths.partnerCredits(partner.id, orderId) : paths.order(customer.id, orderId);
  return [
    {
      term: t('request.order'),
      fact: (
        <>
          {permit('orders.read') ? (
            <GoLink href={orderHref} title={orderId}>
              {shortId(orderId)}
            </GoLink>
          ) : (
            <span title={orderId}>{shortId(orderId)}</span>
          )}
          {lineItemNumbers &&
            `, ${t('request.orderLines', { count: lineItemNumbers.length, lines: lineItemNumbers.join(', ') })}`}
        </>
      ),
    },
    ...(subscriptionId ? [{ term: t('request.subscription'), fact: shortId(subscriptionId) }] : []),
    { term: t('request.asked'), fact: money(amount.value, amount.currency) },
    { term: t('request.left'), fact: money(left.value, left.currency) },
    { term: t('report.reason'), fact: reason },
  ];
}

type CustomerProps = {
  readonly id: string;
  readonly name: string;
  readonly partnerId: string;
  readonly side: Side;
};

function CustomerLink({ id, name, partnerId, side }: CustomerProps) {
  const permit = usePermit();
  if (side === 'operator') return <GoLink href={paths.partnerCustomers(partnerId, name)}>{name}</GoLink>;
  return permit('customers.read') ? <GoLink href={paths.customer(id)}>{name}</GoLink> : name;
}
