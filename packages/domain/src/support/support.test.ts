import { describe, expect, test } from 'vitest';
import { instant, millisecondsPerDay, millisecondsPerHour } from '../time.ts';
import { extensionOf, safeFileName } from './attachment-name.ts';
import { attachmentEndings, attachmentType } from './attachment-type.ts';
import { impacts, responseTime } from './impact.ts';
import { isLongClosed, moveRequest, type SupportState } from './support-request.ts';
import { moves, type SupportMove, statusAfter, supportStatuses } from './support-status.ts';
import { pauseClock, resumeClock, startClock, stopClock, targetAt } from './target-clock.ts';

const now = instant(1_800_000_000_000);
const later = (hours: number) => instant(now + hours * millisecondsPerHour);
const open: SupportState = { status: 'open', clock: startClock(now) };
const waiting: SupportState = { status: 'attention_needed', clock: pauseClock(startClock(now), later(1)) };
const closed: SupportState = { status: 'closed', closedAt: now, clock: stopClock() };

describe('the answer’s clock', () => {
  test('gives critical problems 2 hours, moderate 4, minimal 8', () => {
    expect(impacts.map((impact) => responseTime(impact) / millisecondsPerHour)).toEqual([2, 4, 8]);
  });

  test('is late one millisecond after its time, not before', () => {
    const clock = startClock(now);
    const at = (ms: number) => targetAt(clock, { impact: 'critical', waiting: false }, instant(now + ms));
    const due = responseTime('critical');
    expect([at(due - 1).overdue, at(due).overdue, at(due + 1).overdue]).toEqual([false, false, true]);
    expect(at(0)).toEqual({ status: 'running', hours: 2, dueAt: later(2), overdue: false });
  });

  test('stands still while it is paused and goes on with what was left', () => {
    const paused = pauseClock(startClock(now), later(1));
    expect(targetAt(paused, { impact: 'critical', waiting: true }, later(90))).toEqual({
      status: 'paused',
      hours: 2,
      overdue: false,
    });
    const resumed = resumeClock(paused, true, later(100));
    expect(targetAt(resumed, { impact: 'critical', waiting: false }, later(100)).dueAt).toBe(later(101));
    expect(pauseClock(paused, later(200))).toEqual(paused);
    expect(resumeClock(resumed, true, later(200))).toEqual(resumed);
  });

  test('begins anew after an answer', () => {
    expect(resumeClock(stopClock(), false, later(5))).toEqual(startClock(later(5)));
    expect(targetAt(stopClock(), { impact: 'minimal', waiting: false }, now).status).toBe('stopped');
  });
});

describe('a move', () => {
  test.each(Object.keys(moves) as SupportMove[])('%s leads to what the table says, or is refused', (move) => {
    for (const state of [open, waiting, closed]) {
      const moved = moveRequest(state, move, later(2));
      const expected = statusAfter(move, state.status);
      expect(moved.accepted ? moved.value.status : undefined).toBe(expected);
    }
  });

  test('knows every status there is', () => {
    const reached = new Set(Object.values(moves).flatMap((table) => Object.values(table)));
    expect([...reached].sort()).toEqual([...supportStatuses].sort());
  });

  test('decides once; what was declined can be opened and decided anew, what was refunded cannot', () => {
    for (const outcome of ['refund', 'decline'] as const) {
      const decided = moveRequest(open, outcome, now);
      if (!decided.accepted) throw new Error('an open request can be decided');
      expect(moveRequest(decided.value, 'refund', now)).toEqual({
        accepted: false,
        refusal: { code: 'support.already_decided', outcome },
      });
      const reopened = moveRequest(decided.value, 'reopen', later(1));
      if (!reopened.accepted) throw new Error('it was closed just now');
      expect(moveRequest(reopened.value, 'refund', later(1)).accepted).toBe(outcome === 'decline');
    }
  });

  test('goes on with a closed request for 30 days and not a millisecond more', () => {
    const end = instant(now + 30 * millisecondsPerDay);
    expect(isLongClosed(closed, end)).toBe(false);
    expect(isLongClosed(closed, instant(end + 1))).toBe(true);
    expect(isLongClosed(open, instant(end + 1))).toBe(false);
    expect(moveRequest(closed, 'partner_note', end).accepted).toBe(true);
    expect(moveRequest(closed, 'partner_note', instant(end + 1))).toEqual({
      accepted: false,
      refusal: { code: 'support.closed' },
    });
  });
});

describe('a file’s name', () => {
  test.each([
    ['report.pdf', 'report.pdf'],
    ['/etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['..', 'file'],
    ['', 'file'],
    ['a\u0000b\u202Ec.txt', 'abc.txt'],
    ['  many   spaces .txt', 'many spaces .txt'],
    ['nul.log', '_nul.log'],
    ['com1', '_com1'],
    ['Görüntü:2.png', 'Görüntü_2.png'],
    ['\u{1F600}'.repeat(100), '\u{1F600}'.repeat(63)],
  ])('%j becomes %j', (sent, kept) => {
    expect(safeFileName(sent)).toBe(kept);
  });

  test('has its ending in lower case, or none', () => {
    expect(['a.PDF', 'a.tar.gz', 'a', '.x'].map(extensionOf)).toEqual(['pdf', 'gz', '', 'x']);
  });
});

describe('a file’s type', () => {
  test('is accepted where content and ending say the same', () => {
    expect(attachmentType('jpeg', { sniffed: 'image/jpeg', isText: false })).toEqual({
      accepted: true,
      value: 'image/jpeg',
    });
    expect(attachmentType('log', { sniffed: undefined, isText: true }).accepted).toBe(true);
  });

  test.each([
    ['png', 'image/jpeg', false, 'image/jpeg'],
    ['exe', 'application/x-msdownload', false, 'application/x-msdownload'],
    ['txt', undefined, false, 'application/octet-stream'],
    ['', undefined, true, 'text/plain'],
    ['pdf', undefined, true, 'text/plain'],
  ])('%s with %s inside is refused', (extension, sniffed, isText, found) => {
    expect(attachmentType(extension, { sniffed, isText })).toEqual({
      accepted: false,
      refusal: { code: 'support.attachment_type', found, accepted: attachmentEndings },
    });
  });
});
