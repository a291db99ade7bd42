import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { callApi, firstOfMonth, moveClockTo, newSandbox } from './billing-stage.ts';
import { journey } from './journey.ts';
import { partnersOf, userOf } from './people.ts';

type Invoices = {
  readonly items: readonly { readonly id: string; readonly currency: string; readonly open: string }[];
};

journey('money that comes in pays an invoice once, and stands in the partner’s statement', async (play) => {
  const { demo, openAs } = play;
  const operator = await openAs('operator', demo.operator);
  await operator.goto('/operator');
  const sandbox = await newSandbox(openAs, demo, 'Paying ledger');
  const agent = await openAs('partner', userOf(sandbox, 'admin_agent'));
  await agent.goto('/partner');
  await moveClockTo(agent, firstOfMonth(new Date().toISOString(), 1).replace(/01$/, '09'));
  const { items } = await callApi<Invoices>(agent, { method: 'GET', path: '/invoices' });
  const invoice = items.find(({ open }) => Number(open) > 0);
  if (!invoice) throw new Error('the sandbox has an open invoice');

  await operator.getByRole('navigation').getByRole('link', { name: 'Invoices and payments' }).click();
  await operator.getByRole('link', { name: 'Bank statements' }).click();
  const today = new Date().toISOString().slice(0, 10);
  const lines = [
    `${today},${invoice.open},${invoice.currency},Transfer ${invoice.id},${sandbox.name}`,
    `${today},7.00,${invoice.currency},whose is this,Somebody`,
  ];
  await importStatement(operator, [...lines, `${today},1.005,EUR,bad,Somebody`]);
  await operator.getByRole('alert').getByText('Nothing was imported').waitFor();
  await expectAccessible(operator, 'a bank statement with a bad row');
  await importStatement(operator, lines);
  await operator.getByText('2 lines read: 1 matched, 0 imported before, 1 waiting for you.').waitFor();
  await importStatement(operator, lines);
  await operator.getByText('2 lines read: 0 matched, 1 imported before, 1 waiting for you.').waitFor();
  await expectAccessible(operator, 'imported bank statements');

  await operator.getByRole('link', { name: 'Show its lines' }).click();
  const table = operator.getByRole('table', { name: 'Bank statements' });
  await expectAccessible(operator, 'a bank statement');
  await table.getByRole('button', { name: 'Assign' }).click();
  const dialog = operator.getByRole('dialog');
  const partner = dialog.getByRole('combobox', { name: 'Partner' });
  await partner.click();
  await partner.fill(sandbox.name);
  await operator.getByRole('option', { name: sandbox.name }).click();
  await expectAccessible(operator, 'assigning a line');
  await dialog.getByRole('button', { name: 'Assign' }).click();
  await table.getByRole('link', { name: sandbox.name }).click();
  await operator.getByRole('table', { name: 'Payments' }).getByRole('row').nth(2).waitFor();
  await recordPayment(operator, { amount: '5.00', currency: invoice.currency });
  await operator.getByRole('table', { name: 'Payments' }).getByText('By hand, at the desk').waitFor();
  await expectAccessible(operator, 'payments of a partner');

  await agent.getByRole('navigation').getByRole('link', { name: 'Billing' }).click();
  await agent.getByRole('link', { name: 'Statement', exact: true }).click();
  await agent.getByRole('link', { name: `Statement in ${invoice.currency}` }).click();
  const statement = agent.getByRole('table', { name: `Statement in ${invoice.currency}` });
  await statement.getByText(`Transfer ${invoice.id}`).waitFor();
  expect(await statement.getByText('Payment', { exact: true }).count()).toBe(3);
  await statement.getByRole('link', { name: invoice.id }).waitFor();
  await expectAccessible(agent, 'a statement');
  const [download] = await Promise.all([
    agent.waitForEvent('download'),
    agent.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(new RegExp(`^statement-${invoice.currency}-.+\\.csv$`));
});

async function importStatement(page: Page, lines: readonly string[]): Promise<void> {
  const text = ['date,amount,currency,reference,counterparty', ...lines, ''].join('\n');
  const file = { name: 'bank.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  await page.getByLabel('Bank statement (CSV)').setInputFiles(file);
  await page.getByRole('button', { name: 'Import' }).click();
}

async function recordPayment(
  page: Page,
  { amount, currency }: { readonly amount: string; readonly currency: string },
): Promise<void> {
  await page.getByRole('button', { name: 'Record a payment' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount').fill(amount);
  await dialog.getByLabel('Currency').fill(currency);
  await dialog.getByLabel('Reference').fill('By hand, at the desk');
  await expectAccessible(page, 'recording a payment');
  await dialog.getByRole('button', { name: 'Record a payment' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

journey('only who may see invoices sees the statement', async ({ demo, openAs }) => {
  const page = await openAs('partner', userOf(partnersOf(demo).turkish, 'sales_agent'));
  await page.goto('/partner/billing/statement');
  await page.getByText('This page is not open to you').waitFor();
  await expectAccessible(page, 'a statement that is refused');
});
