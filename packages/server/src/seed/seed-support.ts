import { Readable } from 'node:stream';
import { parseAccountId, parseUserId } from '@kontor/domain/ids';
import { invariant } from '@kontor/domain/invariant';
import { formatAmount, money, parseCurrency } from '@kontor/domain/money';
import type { Impact } from '@kontor/domain/support/impact';
import type { SupportType } from '@kontor/domain/support/support-type';
import { type Instant, instant, millisecondsPerDay, millisecondsPerHour } from '@kontor/domain/time';
import { claimFile } from '../catalog/stored-file-store.ts';
import { query, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext, Services } from '../platform/http/context.ts';
import { insertAttachment } from '../support/conversation-store.ts';
import { createSupportRequest } from '../support/create-support-request.ts';
import { type DecisionInput, decideSupportRequest } from '../support/decide-support-request.ts';
import type { FoundRequest } from '../support/find-request.ts';
import { sayInRequest } from '../support/move-support-request.ts';
import type { DemoPlan, PlannedPartner, PlannedPerson } from './demo-people-plan.ts';
import { done } from './done.ts';
import { type DemoPurchase, readDemoPurchases, readDemoRequests } from './seed-support-store.ts';
import { contextAt } from './sell.ts';

type Step =
  | { readonly by: 'operator' | 'partner'; readonly note: string }
  | ({ readonly by: 'operator' } & DecisionInput)
  | { readonly by: 'partner'; readonly close: string };

type Story = {
  readonly hoursAgo: number;
  readonly type: SupportType;
  readonly impact: Impact;
  readonly title: string;
  readonly description: string;
  readonly reason?: string;
  /** Each an hour after the one before. */
  readonly steps: readonly Step[];
  readonly file?: string;
};

const day = 24;

// One in every state: refunded, declined, waiting for the partner, late, new, and closed by whoever asked.
const stories: readonly Story[] = [
  {
    hoursAgo: 50 * day,
    type: 'csp_purchase_refund',
    impact: 'moderate',
    title: 'Refund of a purchase after its window',
    description: 'The customer moved to the cloud and never installed it.',
    reason: 'Never installed',
    steps: [
      { by: 'operator', decision: 'ask', note: 'Did anybody fetch the key?' },
      { by: 'partner', note: 'Nobody did; the activity log shows it.' },
      { by: 'operator', decision: 'refund', note: 'Granted, for the unused days.' },
    ],
  },
  {
    hoursAgo: 30 * day,
    type: 'csp_purchase_refund',
    impact: 'minimal',
    title: 'Refund of half of an order',
    description: 'They use fewer servers than they planned.',
    reason: 'Too many bought',
    steps: [{ by: 'operator', decision: 'decline', note: 'All keys of the order are in use.' }],
  },
  {
    hoursAgo: 12 * day,
    type: 'keys_and_downloads',
    impact: 'moderate',
    title: 'Setup stops at 80 %',
    description: 'The installer of the 64-bit version stops. The log is attached.',
    steps: [
      { by: 'operator', note: 'The file was replaced. Please download it again.' },
      { by: 'partner', close: 'It works now, thank you.' },
    ],
    file: '12:00:01 copying files\n12:04:12 error: block 8812 cannot be read\n',
  },
  {
    hoursAgo: 2 * day,
    type: 'invoice_or_payment',
    impact: 'minimal',
    title: 'Which purchase is this line of?',
    description: 'The third line of our last invoice names no order that we know.',
    steps: [{ by: 'operator', decision: 'ask', note: 'Please tell us the number of the invoice.' }],
  },
  {
    hoursAgo: 5,
    type: 'api_and_integration',
    impact: 'critical',
    title: 'Our integration gets 403 since this morning',
    description: 'Every call with the application alone is refused.',
    steps: [],
  },
  {
    hoursAgo: 1,
    type: 'csp_purchase_refund',
    impact: 'moderate',
    title: 'Refund of a purchase made twice',
    description: 'The second order was a mistake.',
    reason: 'Bought twice',
    steps: [],
  },
];

/** Requests in every state for each production partner, before the invoices that their credits stand on. */
export async function seedSupport(services: Services, plan: DemoPlan, now: Instant): Promise<void> {
  for (const partner of plan.partners) {
    const agent = partner.users.find(({ roles }) => roles.includes('admin_agent'));
    if (agent === undefined || partner.facts.sandbox) continue;
    await seedPartner(services, { partner, agent, operator: plan.operator, now });
  }
}

type Cast = {
  readonly partner: PlannedPartner;
  readonly agent: PlannedPerson;
  readonly operator: PlannedPerson;
  readonly now: Instant;
};

async function seedPartner(services: Services, cast: Cast): Promise<void> {
  const { system } = services.pools;
  const { partner, now } = cast;
  const known = new Set(
    (await query(system, noTenant, readDemoRequests(partner.id))).map(({ title }) => title),
  );
  const since = instant(now - 70 * millisecondsPerDay);
  const purchases = await query(system, noTenant, readDemoPurchases(partner.id, since));
  let next = 0;
  for (const story of stories) {
    const purchase = story.reason === undefined ? undefined : purchases[next++];
    if (known.has(story.title) || (story.reason !== undefined && purchase === undefined)) continue;
    await tell(services, cast, story, purchase);
  }
}

async function tell(
  services: Services,
  { agent, operator, now }: Cast,
  story: Story,
  purchase: DemoPurchase | undefined,
): Promise<void> {
  let at = instant(now - story.hoursAgo * millisecondsPerHour);
  const made = done(
    await createSupportRequest(contextAt(services, agent, at), {
      ...story,
      contact: { name: agent.name, email: agent.email, phone: '' },
      refund: purchase && refundOf(purchase, story.reason ?? ''),
    }),
  );
  if (story.file !== undefined) await attach(services, made, story.file);
  const { id } = made.record.row;
  for (const step of story.steps) {
    at = instant(at + millisecondsPerHour);
    const ctx = step.by === 'operator' ? operatorAt(services, operator, at) : contextAt(services, agent, at);
    if ('decision' in step) done(await decideSupportRequest(ctx, id, step));
    else if ('close' in step) done(await sayInRequest(ctx, id, { what: 'close', text: step.close }));
    else done(await sayInRequest(ctx, id, { what: 'note', text: step.note }));
  }
}

const refundOf = (purchase: DemoPurchase, reason: string) => {
  const currency = parseCurrency(purchase.currency);
  invariant(currency, 'a demo purchase has a currency');
  return {
    customer: purchase.domain,
    orderId: purchase.order_id,
    reason,
    amount: { value: formatAmount(money(purchase.total_minor, currency)), currency },
  };
};

async function attach({ pools, files }: Services, { record, accountId, now }: FoundRequest, text: string) {
  const { row } = record;
  const stored = await files.put(Readable.from([Buffer.from(text)]));
  await writeBatch(pools.system, noTenant, [
    claimFile(stored.storageKey),
    insertAttachment({
      account_id: accountId,
      request_id: row.id,
      number: 1,
      side: 'partner',
      author_id: row.author_id,
      author_name: row.author_name,
      file_name: 'setup.log',
      content_type: 'text/plain',
      size_bytes: BigInt(stored.sizeBytes),
      sha256: stored.sha256,
      storage_key: stored.storageKey,
      scan: 'not_scanned',
      at: now,
    }),
  ]);
}

function operatorAt(services: Services, operator: PlannedPerson, at: Instant): RequestContext {
  const accountId = parseAccountId(operator.accountId);
  const userId = parseUserId(operator.id);
  invariant(accountId && userId, 'the demo is made of readable ids');
  const base = contextAt(services, operator, at);
  return { ...base, principal: { kind: 'operator', accountId, userId, secondFactor: true } };
}
