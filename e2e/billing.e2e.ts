import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import {
  callApi,
  changeBilling,
  firstOfMonth,
  moveClockTo,
  newSandbox,
  type Sandbox,
} from './billing-stage.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';
import { addToCart, confirmedOrder } from './selling.ts';

const product = 'Windows Server Standard';
const today = new Date().toISOString();
const monthName = (monthsLater: number) =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(firstOfMonth(today, monthsLater)),
  );

journey('the operator releases a document, bills a month, and the partner has its invoices', async (play) => {
  const { demo, openAs } = play;
  const operator = await openAs('operator', demo.operator);
  await operator.goto('/operator');
  const sandbox = await newSandbox(openAs, demo, 'Closing ledger');
  // Any amount is enough to be held back, and months are billed late, so that a person can do one first.
  const before = await changeBilling(operator, { parkingChangePercent: 1, billingDay: 8 });
  try {
    const agent = await openAs('partner', userOf(sandbox, 'admin_agent'));
    await buy(agent, sandbox, 'AU');
    await buy(agent, sandbox, 'US');
    await cancel(agent, customerOf(sandbox, 'AU').id, await buy(agent, sandbox, 'AU'));
    await moveClockTo(agent, firstOfMonth(today, 1).replace(/01$/, '08'));
    const released = await release(operator, sandbox);

    await changeBilling(operator, { parkingChangePercent: 1_000_000 });
    const order = await buy(agent, sandbox, 'AU');
    await moveClockTo(agent, firstOfMonth(today, 2));
    await billMonth(operator, sandbox);
    await readInvoices(agent, { released, order });
    await reconcile(operator, sandbox);
  } finally {
    await changeBilling(operator, before);
  }
});

/** The document in Australian dollars, whose number is answered. */
async function release(page: Page, sandbox: Sandbox): Promise<string> {
  await page.getByRole('navigation').getByRole('link', { name: 'Invoices and payments' }).click();
  const run = page
    .getByRole('row')
    .filter({ hasText: sandbox.name })
    .filter({ hasText: monthName(0) });
  await run.getByText('Completed').waitFor();
  await expectAccessible(page, 'the billing runs');
  await run.getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: `Billing run for ${monthName(0)}` }).waitFor();
  const held = page.getByRole('table', { name: 'Documents held back' });
  const row = held.getByRole('row').filter({ hasText: 'AUD' });
  await row.getByText(/^A\$\s[\d,.]+, where the document before came to A\$/).waitFor();
  await expectAccessible(page, 'documents held back');
  await row.getByRole('button', { name: `Release: ${sandbox.name}, AUD` }).click();
  const dialog = page.getByRole('dialog', { name: 'Release this document?' });
  await expectAccessible(page, 'a release');
  await dialog.getByRole('button', { name: 'Release' }).click();
  await page.getByText('Released as').waitFor();
  const link = row.getByRole('link', { name: /^GS\d{8}$/ });
  const number = (await link.textContent()) ?? '';
  await link.click();
  await page.getByRole('heading', { level: 1, name: `Invoice ${number}` }).waitFor();
  await page.getByRole('table', { name: 'Lines' }).waitFor();
  await expectAccessible(page, 'an invoice for the operator');
  return number;
}

async function buy(page: Page, sandbox: Sandbox, country: string): Promise<string> {
  await page.goto(`/partner/customers/${customerOf(sandbox, country).id}/add-products`);
  await addToCart(page, product, 2);
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Buy', exact: true }).click();
  return confirmedOrder(page);
}

const earlierParked = 'An earlier month of this partner and currency is still held back';

async function cancel(page: Page, customerId: string, orderId: string): Promise<void> {
  const orders = [{ orderId, lineItemNumbers: [0] }];
  const path = `/customers/${customerId}/cancellations`;
  await callApi(page, { method: 'POST', path, body: { orders, acknowledged: true } });
}

async function billMonth(page: Page, sandbox: Sandbox): Promise<void> {
  await page.goto('/operator/billing');
  await page.getByRole('button', { name: 'Bill a month' }).click();
  const dialog = page.getByRole('dialog', { name: 'Bill a month' });
  const run = dialog.getByRole('button', { name: 'Run', exact: true });
  expect(await run.getAttribute('aria-disabled')).toBe('true');
  const partner = dialog.getByRole('combobox', { name: 'Partner' });
  await partner.click();
  await partner.fill(sandbox.name.slice(0, 5));
  await page.getByRole('option', { name: sandbox.name }).click();
  await dialog.getByRole('combobox', { name: 'Month' }).selectOption({ label: monthName(1) });
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByText('1 document would be made. Nothing has been written yet.').waitFor();
  await dialog.getByRole('table', { name: 'Totals by currency' }).getByText('AUD', { exact: true }).waitFor();
  const later = dialog
    .getByRole('table', { name: 'Would be held back' })
    .getByRole('row')
    .filter({ hasText: 'USD' });
  await later.getByText(earlierParked).waitFor();
  await expectAccessible(page, 'the preview of a month');
  await run.click();
  await page.getByRole('heading', { level: 1, name: `Billing run for ${monthName(1)}` }).waitFor();
  await page.getByText('Completed').waitFor();
  await page.getByRole('button', { name: `Release: ${sandbox.name}, USD` }).click();
  const release = page.getByRole('dialog', { name: 'Release this document?' });
  await release.getByRole('button', { name: 'Release' }).click();
  await release.getByText('Release that document first.').waitFor();
  await release.getByRole('link', { name: 'To the run that holds back the earlier month' }).click();
  await page.getByRole('heading', { level: 1, name: `Billing run for ${monthName(0)}` }).waitFor();
}

type Expected = { readonly released: string; readonly order: string };

async function readInvoices(page: Page, { released, order }: Expected): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Billing' }).click();
  const table = page.getByRole('table', { name: 'Invoices' });
  await table.getByRole('link', { name: released }).waitFor();
  await table
    .getByText(/^\d+ days? overdue$/)
    .first()
    .waitFor();
  await expectAccessible(page, 'the invoices');
  await page.getByRole('combobox', { name: 'Month' }).selectOption({ label: monthName(1) });
  await page.waitForURL(/month=\d{4}-\d{2}/);
  await table.getByRole('link', { name: released }).waitFor({ state: 'detached' });
  await table.getByRole('link').first().click();

  const lines = page.getByRole('table', { name: 'Lines' });
  const line = lines.getByRole('row').filter({ hasText: product });
  await line.getByText('Purchase').waitFor();
  expect(await line.getByRole('link', { name: /^order / }).getAttribute('href')).toContain(order);
  await expectAccessible(page, 'an invoice');
  expect((await download(page, 'PDF in English')).subarray(0, 4).toString('latin1')).toBe('%PDF');
  expect((await download(page, 'Reconciliation file (CSV)')).toString('utf8')).toContain(order);

  await page.goto(`/partner/billing/invoices/${released}`);
  const credit = lines.getByRole('row').filter({ hasText: 'Credit for cancelling' });
  await credit.getByText(/A\$\s[\d,.]+ × 2$/).waitFor();
  expect(await credit.getByRole('cell').last().textContent()).toMatch(/^−AUD/);
}

async function download(page: Page, what: string): Promise<Buffer> {
  await page.getByRole('button', { name: 'Download' }).focus();
  await page.keyboard.press('Enter');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: what }).click(),
  ]);
  return readFile(await file.path());
}

async function reconcile(page: Page, sandbox: Sandbox): Promise<void> {
  await page.goto(
    `/operator/billing/reconciliation?partner=${sandbox.id}&month=${firstOfMonth(today, 1).slice(0, 7)}`,
  );
  await page.getByText('Everything is explained').waitFor();
  await page
    .getByRole('table', { name: 'Amounts by currency, tax included' })
    .getByText('AUD', { exact: true })
    .waitFor();
  await expectAccessible(page, 'a reconciliation');
}

journey('an account without invoices is told when its first one is made', async ({ demo, openAs }) => {
  const sandbox = await newSandbox(openAs, demo, 'Nothing yet', false);
  const page = await openAs('partner', userOf(sandbox, 'admin_agent'));
  await page.goto('/partner');
  await page.getByRole('navigation').getByRole('link', { name: 'Billing' }).click();
  await page.getByText(`Your first invoice is made on 1 ${monthName(1)}.`).waitFor();
  await expectAccessible(page, 'no invoice yet');
});

journey('Türkçe: faturalar bir telefonda okunur, hiçbir sayfa taşmaz', async ({ demo, openAs }) => {
  const { german } = partnersOf(demo);
  const narrow = { viewport: { width: 320, height: 640 }, locale: 'tr-TR', timezoneId: 'Europe/Istanbul' };
  const page = await openAs('partner', userOf(german, 'admin_agent'), narrow);
  await page.goto('/partner/billing');
  await page.getByRole('table', { name: 'Faturalar' }).waitFor();
  await expectTurkishAndNarrow(page);
  await expectAccessible(page, 'faturalar');
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('table', { name: 'Satırlar' }).waitFor();
  await expectTurkishAndNarrow(page);
  await page.getByRole('button', { name: 'İndir' }).click();
  await page.getByRole('menuitem', { name: 'Türkçe PDF' }).waitFor();
  await expectAccessible(page, 'fatura');

  const operator = await openAs('operator', demo.operator, narrow);
  for (const path of ['', '/reconciliation', `/invoices?partner=${german.id}`]) {
    await operator.goto(`/operator/billing${path}`);
    await operator.getByRole('table').first().waitFor();
    await expectTurkishAndNarrow(operator);
  }
});

/** Words that stand on these pages in English, and in no product's name. */
const english =
  /\b(Invoices?|Credit note|Month|Currency|Lines|Total|Tax|Status|Due|Download|Purchase|Partner)\b/;

async function expectTurkishAndNarrow(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  const [text] = await page.locator('body').allInnerTexts();
  expect(text).not.toMatch(english);
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider, page.url()).toBe(0);
}

journey('invoices are for whoever settles them, which others are told', async ({ demo, openAs }) => {
  const page = await openAs('partner', userOf(partnersOf(demo).turkish, 'sales_agent'));
  await page.goto('/partner/billing');
  await page
    .getByText('This needs the role Billing administrator, Global administrator or Admin agent.')
    .waitFor();
  expect(await page.getByRole('table').count()).toBe(0);
  await expectAccessible(page, 'invoices that one may not see');
});
