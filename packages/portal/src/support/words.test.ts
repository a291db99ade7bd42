import { expect, test } from 'vitest';
import type { SupportItem } from '../api/types.ts';
import { statusWording, targetShort, targetWording } from './words.ts';

const reading = { now: '2026-11-22T12:00:00.000Z', locale: 'en-GB', side: 'partner' } as const;
const running = (dueAt: string, overdue = false): SupportItem['target'] => ({
  status: 'running',
  hours: 2,
  dueAt,
  overdue,
});
const open = (target: SupportItem['target']) => ({ status: 'open' as const, target });

test('says until when an answer is due, and how long that is', () => {
  expect(targetWording(open(running('2026-11-22T14:00:00.000Z')), reading)).toEqual({
    key: 'target.due',
    values: { relative: 'in 2 hours', at: '22 Nov 2026, 14:00 UTC' },
  });
});

test('calls an answer overdue when the server does', () => {
  const late = open(running('2026-11-22T11:00:00.000Z', true));
  expect(targetWording(late, reading)).toEqual({
    key: 'target.overdue',
    values: { at: '22 Nov 2026, 11:00 UTC' },
  });
  expect(targetShort(late, reading)).toEqual({
    key: 'target.short.overdue',
    values: { relative: '1 hour ago' },
  });
});

test('names who the request waits for, from where the reader stands', () => {
  const paused = {
    status: 'attention_needed' as const,
    target: { status: 'paused' as const, hours: 2, overdue: false },
  };
  expect(targetWording(paused, reading).key).toBe('target.paused.partner');
  expect(targetWording(paused, { ...reading, side: 'operator' }).key).toBe('target.paused.operator');
  expect(statusWording('attention_needed', 'operator').key).toBe('supportStatus.attention_needed.operator');
});

test('counts no time for what is answered or closed', () => {
  const stopped = { status: 'stopped' as const, hours: 2, overdue: false };
  expect(targetWording(open(stopped), reading).key).toBe('target.stopped');
  expect(targetWording({ status: 'closed', target: stopped }, reading).key).toBe('target.closed');
  expect(targetShort({ status: 'closed', target: stopped }, reading)).toBeUndefined();
});
