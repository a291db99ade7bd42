import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../ids.ts';
import { must } from '../testing/fixtures.ts';
import { instant } from '../time.ts';
import { percentUsed } from './credit-mark.ts';
import { noticeKinds, noticeKindsOf, noticeTerms, noticeWays, wayOf } from './notice-kinds.ts';
import { type NoticedEvent, noticeOfEvent } from './notice-of-event.ts';

const at = instant(Date.UTC(2026, 10, 22, 23, 59, 59, 999));
const event = (type: string, data: Record<string, unknown>, aggregateId = 'x'): NoticedEvent => ({
  id: 'e',
  type,
  aggregateId,
  at,
  data,
});

describe('what people are told of an event', () => {
  it('of most, nothing', () => {
    for (const type of ['order.created', 'order.window_closed', 'price_sheet.imported', 'toString'])
      expect(noticeOfEvent(event(type, {}))).toBeUndefined();
  });

  it('lines of an order that close at one moment have one cause, another hour another', () => {
    const closing = (lineNumber: number, hours: number) =>
      noticeOfEvent(event('order.window_closing', { customerId: 'c', lineNumber, hours }, 'order'));
    expect(closing(0, 72)?.cause).toBe(closing(1, 72)?.cause);
    expect(closing(0, 72)?.cause).not.toBe(closing(0, 24)?.cause);
    expect(closing(3, 72)).toMatchObject({
      customerId: 'c',
      facts: { orderId: 'order', lineItemNumber: 3, hours: 72 },
    });
  });

  it('an empty pool once a day, whatever its group is called', () => {
    const empty = (offset: number) =>
      noticeOfEvent({ ...event('key_pool.empty', {}, 'P:S:a:b'), at: instant(at + offset) });
    expect(empty(0)).toMatchObject({ facts: { productId: 'P', skuId: 'S', keyGroup: 'a:b', free: 0 } });
    expect(empty(0)?.cause).toBe(empty(-86_399_999)?.cause);
    expect(empty(0)?.cause).not.toBe(empty(1)?.cause);
  });

  it('the total of a document to the decimals of its currency', () => {
    const total = (currency: string, totalMinor: string) =>
      noticeOfEvent(event('invoice.issued', { type: 'invoice', period: '2026-11', currency, totalMinor }))
        ?.facts.total;
    expect(total('EUR', '123456')).toBe('1234.56');
    expect(total('JPY', '123456')).toBe('123456');
    expect(total('KWD', '-1')).toBe('-0.001');
    expect(total('EUR', 'x')).toBeUndefined();
  });

  it('of a support request, the other side', () => {
    const data = { requestId: 'r', number: '1', title: 't', authorId: 'a' };
    expect(noticeOfEvent(event('support_request.decided', { ...data, side: 'operator' }))).toMatchObject({
      kind: 'support_answered',
      personId: 'a',
      facts: { step: 'decided' },
    });
    for (const side of ['partner', undefined])
      expect(noticeOfEvent(event('support_request.created', { ...data, side }))).toMatchObject({
        kind: 'support_requested',
        personId: null,
      });
  });

  it('of unusual activity, never the name', () => {
    const draft = noticeOfEvent(
      event('activity.unusual', { rule: 'night', personId: 'p', personName: 'Ada', localTime: '23:10' }),
    );
    expect(draft?.facts).toEqual({ rule: 'night', recordId: '', personId: 'p', localTime: '23:10' });
  });
});

describe('kinds and ways', () => {
  const accountId = must(parseAccountId('11111111-1111-4111-8111-111111111111'));
  const kinds = (kind: 'partner_user' | 'operator' | 'customer_user', ...roles: string[]) =>
    noticeKindsOf({ kind, accountId, roles });

  it('are those of what somebody may see', () => {
    expect(kinds('partner_user', 'sales_agent')).toEqual([
      'window_closing',
      'support_answered',
      'purchase_provisioned',
    ]);
    expect(kinds('partner_user', 'account_administrator')).toEqual(['support_answered', 'unusual_activity']);
    expect(kinds('partner_user', 'billing_administrator')).toEqual([
      'credit_limit_near',
      'invoice_ready',
      'support_answered',
    ]);
    expect(kinds('operator', 'operator')).toEqual(['low_stock', 'support_requested']);
    expect(kinds('customer_user', 'global_administrator')).toEqual([]);
    expect(kinds('partner_user')).toEqual([]);
  });

  it('each has its usual way among its ways, and falls back to it', () => {
    for (const kind of noticeKinds) {
      const { usual } = noticeTerms[kind];
      const ways: readonly string[] = noticeTerms[kind].ways;
      expect(ways).toContain(usual);
      for (const way of noticeWays) expect(wayOf(kind, way)).toBe(ways.includes(way) ? way : usual);
      expect(wayOf(kind, undefined)).toBe(usual);
      expect(wayOf(kind, 'nonsense')).toBe(usual);
    }
  });
});

it('percent of a limit are cut, never rounded up to the mark', () => {
  expect([799n, 800n, 801n, 1000n].map((used) => percentUsed(used, 1000n))).toEqual([79, 80, 80, 100]);
  expect(percentUsed(5n, 0n)).toBe(0);
});
