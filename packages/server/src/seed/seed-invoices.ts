import {
  type BillingPeriod,
  billingInstant,
  periodAfter,
  periodOf,
} from '@kontor/domain/billing/billing-run';
import { parseAccountId, parseUserId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount, money, parseCurrency } from '@kontor/domain/money';
import { type Instant, instant, localDateAt, utc } from '@kontor/domain/time';
import { readInvoicePage } from '../billing/invoice-store.ts';
import { runBilling } from '../billing/run-billing.ts';
import { recordPayment } from '../payments/record-payment.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { newUuid } from '../platform/new-id.ts';
import type { DemoPlan } from './demo-people-plan.ts';
import { done } from './done.ts';
import { countPayments, setIssuer } from './seed-store.ts';

const monthsBack = 12;
const paidAfterDays = 75;
const millisecondsPerDay = 86_400_000;

/** The seller of the demo; its VAT number and account have the form of real ones and are nobody's. */
const issuer = {
  legalName: 'Kontor Demo Vertriebs GmbH',
  address: { line1: 'Beispielallee 1', city: 'Berlin', postalCode: '10115' },
  country: 'DE',
  vatId: 'DE123456788',
  registrationNumber: 'HRB 000000 B',
  email: 'billing@kontor.example',
  bankName: 'Beispielbank',
  iban: 'DE89370400440532013000',
  bic: 'COBADEFFXXX',
};

/** Bills the year behind, month by month, and pays what has long been due. */
export async function seedInvoices(services: Services, plan: DemoPlan, now: Instant): Promise<void> {
  const { system } = services.pools;
  await writeBatch(system, noTenant, [setIssuer(issuer)]);
  const sandboxes = plan.partners.filter(({ facts }) => facts.sandbox);
  const issuers = ['production' as const, ...sandboxes.map(({ id }) => accountOf(id))];
  for (const period of monthsBefore(now))
    for (const who of issuers)
      await runBilling(system, {
        issuer: who,
        period,
        onlyAccountId: null,
        now: billingInstant(period, 1),
        startedBy: null,
      });
  for (const partner of plan.partners) await payOldInvoices(services, plan, partner.id, now);
}

function monthsBefore(now: Instant): BillingPeriod[] {
  const running = periodOf(now);
  const months: BillingPeriod[] = [];
  for (
    let period = periodOf(instant(now - monthsBack * 31 * millisecondsPerDay));
    period < running;
    period = periodAfter(period)
  )
    months.push(period);
  return months;
}

async function payOldInvoices(
  services: Services,
  plan: DemoPlan,
  partnerId: string,
  now: Instant,
): Promise<void> {
  const { system } = services.pools;
  const accountId = accountOf(partnerId);
  const [paid] = await query(system, noTenant, countPayments(accountId));
  if (paid && paid.count > 0) return;
  const everything = { period: null, currency: null, after: null, limit: 500 };
  for (const invoice of await query(system, noTenant, readInvoicePage(accountId, everything))) {
    const currency = parseCurrency(invoice.currency);
    const paidAt = instant(Date.parse(`${invoice.invoice_date}T09:00:00Z`) + 28 * millisecondsPerDay);
    const isOld = now - paidAt > (paidAfterDays - 28) * millisecondsPerDay;
    if (!currency || !isOld || invoice.amount_due_minor === 0n) continue;
    const input = {
      partnerId,
      amount: formatAmount(money(invoice.amount_due_minor, currency)),
      currency,
      paidOn: localDateAt(paidAt, utc),
      reference: `Transfer ${invoice.id}`,
      note: '',
      invoiceIds: [invoice.id],
    };
    done(await recordPayment(operatorAt(services, plan, paidAt), input));
  }
}

function operatorAt(services: Services, plan: DemoPlan, at: Instant): RequestContext {
  const userId = parseUserId(plan.operator.id);
  invariant(userId, 'the demo is made of readable ids');
  return {
    ...services,
    realNow: () => at,
    principal: {
      kind: 'operator',
      accountId: accountOf(plan.installationId),
      userId,
      secondFactor: true,
    },
    requestId: newUuid(),
    correlationId: newUuid(),
    address: '127.0.0.1',
    locale: 'en-US',
  };
}

function accountOf(text: string) {
  const id = parseAccountId(text);
  invariant(id, 'the demo is made of readable ids');
  return id;
}
