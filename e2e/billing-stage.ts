import type { Page } from 'playwright-core';
import type { DemoFile } from '../packages/server/src/seed/demo-file.ts';
import { type Person, type Portal, partnersOf, userOf } from './people.ts';

type Ask = {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
};

/** The API as the page itself calls it, for what is set up before a journey. */
export function callApi<T>(page: Page, ask: Ask): Promise<T> {
  return page.evaluate(async ({ method, path, body }: Ask) => {
    const session = await (await fetch('/kontor/v1/session')).json();
    const response = await fetch(`/kontor/v1${path}`, {
      method,
      headers: {
        'x-kontor-csrf': session.csrfToken,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${answer.code}`);
    return answer;
  }, ask);
}

type Settings = { readonly parkingChangePercent: number; readonly billingDay: number };

/** Changes what is parked and when a month is billed, and answers how it was. */
export async function changeBilling(operator: Page, patch: Partial<Settings>): Promise<Settings> {
  const before = await callApi<Settings>(operator, { method: 'GET', path: '/settings/billing' });
  await callApi(operator, { method: 'PUT', path: '/settings/billing', body: { ...before, ...patch } });
  return { parkingChangePercent: before.parkingChangePercent, billingDay: before.billingDay };
}

/** A new sandbox account answers in the shape of a partner of the demo. */
export type Sandbox = DemoFile['partners'][number];
type OpenAs = (portal: Portal, person: Person) => Promise<Page>;

/** A sandbox account which no other journey knows; seeded, it has orders and invoices of the months behind it. */
export async function newSandbox(
  openAs: OpenAs,
  demo: DemoFile,
  name: string,
  seed = true,
): Promise<Sandbox> {
  const owner = await openAs('partner', userOf(partnersOf(demo).german, 'global_administrator'));
  await owner.goto('/partner');
  return callApi<Sandbox>(owner, { method: 'POST', path: '/sandboxes', body: { name, seed } });
}

/** Moves the clock of whoever's page it is to the first instant of a day. */
export async function moveClockTo(page: Page, day: string): Promise<void> {
  await callApi(page, { method: 'POST', path: '/clock', body: { to: `${day}T00:00:00.000Z` } });
}

/** The first day of the month that many months after an instant's. */
export function firstOfMonth(instant: string, monthsLater: number): string {
  const date = new Date(instant);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1))
    .toISOString()
    .slice(0, 10);
}
