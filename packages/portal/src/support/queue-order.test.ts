import { expect, test } from 'vitest';
import { inQueueOrder } from './queue-order.ts';

const at = (hour: number) => `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`;
const running = (hour: number) => ({
  status: 'running' as const,
  hours: 2,
  dueAt: at(hour),
  overdue: hour < 12,
});
const stopped = { status: 'stopped' as const, hours: 2, overdue: false };

test('puts first what is due first, then what is answered, then what waits for the partner', () => {
  const requests = [
    { name: 'closed', status: 'closed' as const, target: stopped, updatedAt: at(23) },
    {
      name: 'waits',
      status: 'attention_needed' as const,
      target: { ...stopped, status: 'paused' as const },
      updatedAt: at(9),
    },
    { name: 'answered long ago', status: 'open' as const, target: stopped, updatedAt: at(8) },
    { name: 'answered', status: 'open' as const, target: stopped, updatedAt: at(9) },
    { name: 'due later', status: 'open' as const, target: running(15), updatedAt: at(9) },
    { name: 'overdue', status: 'open' as const, target: running(10), updatedAt: at(7) },
  ];
  expect(inQueueOrder(requests).map(({ name }) => name)).toEqual([
    'overdue',
    'due later',
    'answered',
    'answered long ago',
    'waits',
    'closed',
  ]);
});
