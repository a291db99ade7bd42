import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';
import { amountIn } from './selling.ts';

/** The smallest picture there is: one dot. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

journey(
  'a refused cancel becomes a request that is asked about, answered, refunded and credited',
  async ({ demo, openAs }) => {
    const { turkish } = partnersOf(demo);
    const agent = await openAs('partner', userOf(turkish, 'admin_agent'));
    await agent.goto(`/partner/customers/${customerOf(turkish, 'TR').id}/software`);
    const order = await toSupport(agent);

    // All that is known stands there; only what shows it is added.
    await agent.getByText('Filled in from the cancellation that was refused.').waitFor();
    const amount = await agent.getByRole('textbox', { name: /^Amount in / }).inputValue();
    expect(Number(amount)).toBeGreaterThan(0);
    const options = agent.getByRole('combobox', { name: 'Order or subscription' });
    expect(await options.inputValue()).toBe(`order:${order}`);
    expect(await agent.getByRole('textbox', { name: 'Title' }).inputValue()).toMatch(/^Refund: /);
    expect(await agent.getByRole('textbox', { name: 'Reason for the refund' }).inputValue()).not.toBe('');
    expect(await agent.getByRole('textbox', { name: 'E-mail' }).inputValue()).toContain('@');
    await agent.locator('input[type=file]').setInputFiles([
      { name: 'refusal.png', mimeType: 'image/png', buffer: picture },
      { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
    ]);
    await agent.getByText('This file is empty.').waitFor();
    await expectAccessible(agent, 'a request before it is submitted');
    await agent.getByRole('button', { name: 'Remove empty.txt' }).click();
    await agent.getByRole('button', { name: 'Submit' }).click();
    await agent.getByText(/^Request \d{15} is on record$/).waitFor();
    await agent.getByRole('link', { name: 'refusal.png' }).waitFor();
    await expectAccessible(agent, 'a request that was submitted');
    const address = new URL(agent.url()).pathname;
    const number = (await agent.getByText(/^Request \d{15}$/).textContent())?.slice(-15) ?? '';

    const operator = await openAs('operator', demo.operator);
    await operator.goto('/operator/support');
    await expectAccessible(operator, 'the queue');
    await operator.getByRole('link', { name: number }).click();
    await operator.getByRole('heading', { name: 'Conversation' }).waitFor();
    const assignee = operator.getByRole('combobox', { name: 'Assigned to' });
    await assignee.selectOption({ index: 1 });
    await expect.poll(() => assignee.isEnabled()).toBe(true);
    expect(await assignee.inputValue()).not.toBe('');
    await operator.getByRole('button', { name: 'Ask', exact: true }).click();
    const ask = operator.getByRole('dialog', { name: 'Ask the partner' });
    await ask.getByRole('textbox').fill('Is the software uninstalled?');
    await expectAccessible(operator, 'a question to the partner');
    await ask.getByRole('button', { name: 'Ask' }).click();
    await operator.getByText('Waits for the partner').waitFor();
    await operator.goto('/operator/support?assignee=me');
    await operator.getByRole('link', { name: number }).click();
    await operator.getByRole('heading', { name: 'Conversation' }).waitFor();

    await agent.goto('/partner/support?status=attention_needed');
    await agent.getByRole('link', { name: number }).click();
    await agent.getByText('Is the software uninstalled?').waitFor();
    await agent.getByRole('textbox', { name: 'Your answer' }).fill('It is, everywhere.');
    await agent.getByRole('button', { name: 'Send' }).click();
    await agent.getByText('It is, everywhere.').first().waitFor();
    await agent.getByText('Your answer is needed').waitFor({ state: 'detached' });
    await expectAccessible(agent, 'a conversation');

    await operator.reload();
    await operator.getByText('It is, everywhere.').waitFor();
    await operator.getByRole('button', { name: 'Refund', exact: true }).click();
    const decide = operator.getByRole('dialog', { name: /^Refund request/ });
    const refund = decide.getByRole('button', { name: /^Refund \D*\d/ });
    await refund.waitFor();
    const total = amountIn((await refund.textContent()) ?? '');
    await decide.getByRole('textbox', { name: /^Amount in/ }).fill('99999999.00');
    await decide.getByText(/left/).nth(1).waitFor();
    await expectAccessible(operator, 'a refund above what is left');
    await decide.getByRole('textbox', { name: /^Amount in/ }).fill(total);
    await decide.getByRole('textbox', { name: 'Note to the partner' }).fill('Bought by mistake.');
    await refund.click();
    await decide.waitFor({ state: 'detached' });
    await operator.getByText(/^Refunded: /).waitFor();
    // The page behind a dialog is given back a moment after it.
    await operator.locator('#root:not([aria-hidden])').waitFor();
    await expectAccessible(operator, 'a request that was refunded');

    // The partner sees the decision, the credit of the same amount, and a purchase that has ended.
    await agent.goto(address);
    expect(amountIn((await agent.getByText(/^Refunded: /).textContent()) ?? '')).toBe(total);
    await agent.getByText('Bought by mistake.').first().waitFor();
    await expectAccessible(agent, 'a decision');
    await agent.getByRole('link', { name: 'The order with its credit' }).click();
    await agent.getByText('Cancelled').first().waitFor();
    const charges = await agent.getByRole('table', { name: 'Charges and credits' }).textContent();
    expect(charges?.replaceAll(',', '')).toContain(total);
  },
);

journey('a sales agent asks a question and is told who asks for refunds', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const page = await openAs('partner', userOf(turkish, 'sales_agent'));
  await page.goto('/partner');
  await page.getByRole('navigation').getByRole('link', { name: 'Support' }).click();
  await page.getByRole('button', { name: 'Report a problem' }).first().click();
  const type = page.getByRole('combobox', { name: 'Type of problem' });
  await type.selectOption('csp_purchase_refund');
  await page.getByText('A refund is asked for by an Admin agent.').first().waitFor();
  await expectAccessible(page, 'a refund that another role asks for');
  await type.selectOption('keys_and_downloads');
  await page.getByRole('radio', { name: /^Minimal/ }).check();
  await page.getByRole('textbox', { name: 'Title' }).fill('Where is the German installer?');
  await page.getByRole('textbox', { name: 'Description' }).fill('The list has English only.');
  await expectAccessible(page, 'a question');
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByText(/^Request \d{15} is on record$/).waitFor();
  await page.getByRole('link', { name: 'Support requests' }).click();
  await page.getByRole('row').filter({ hasText: 'Where is the German installer?' }).waitFor();
  await expectAccessible(page, 'one’s own requests');

  const colleague = await openAs('partner', userOf(turkish, 'helpdesk_agent'));
  await colleague.goto('/partner/support?search=German');
  await colleague.getByText('No request matches these filters.').waitFor();
});

journey('support and notices fit a narrow phone', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const viewport = { width: 320, height: 640 };
  const page = await openAs('partner', userOf(turkish, 'admin_agent'), { viewport, locale: 'tr-TR' });
  const pages = ['/support', '/support/new?type=csp_purchase_refund', '/notices', '/notices/preferences'];
  for (const path of pages) {
    await page.goto(`/partner${path}`);
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await widerBy(page), path).toBe(0);
    await expectAccessible(page, `${path} on a phone`);
  }
  const operator = await openAs('operator', demo.operator, { viewport, locale: 'tr-TR' });
  for (const path of ['/support?status=all', '/mails', '/notices/preferences']) {
    await operator.goto(`/operator${path}`);
    await operator.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    await operator.waitForLoadState('networkidle');
    expect(await widerBy(operator), path).toBe(0);
    await expectAccessible(operator, `${path} on a phone`);
  }
});

journey('whoever is told of something chooses how, and reads it from the bell', async ({ demo, openAs }) => {
  const { german } = partnersOf(demo);
  const page = await openAs('partner', userOf(german, 'admin_agent'));
  await page.goto('/partner');
  await page.getByRole('button', { name: /^Notices/ }).click();
  const list = page.getByRole('dialog', { name: 'Notices' });
  await list.getByRole('link', { name: 'All notices' }).waitFor();
  await expectAccessible(page, 'the bell');
  await list.getByRole('link', { name: 'How you are told' }).click();
  const invoices = page.getByRole('combobox', { name: 'Invoice ready' });
  await invoices.selectOption('digest');
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  expect(await invoices.inputValue()).toBe('digest');
  await page.getByRole('button', { name: 'Make an address' }).click();
  const address = page.getByRole('textbox', { name: 'Calendar address' });
  const first = await address.inputValue();
  expect(first).toMatch(/\.ics$/);
  expect((await page.request.get(first)).status()).toBe(200);
  await expectAccessible(page, 'how one is told');
  await page.getByRole('button', { name: 'New address' }).click();
  await expect.poll(() => address.inputValue()).not.toBe(first);
  expect((await page.request.get(first)).status()).toBe(404);
  await page.getByRole('button', { name: 'End the address' }).click();
  await page.getByRole('button', { name: 'Make an address' }).waitFor();
});

/** From the last purchase whose window has closed, which no other journey wants, through its dialog to the form. */
async function toSupport(page: Page): Promise<string> {
  const row = page.getByRole('row').filter({ hasText: 'closed on' }).last();
  await row.waitFor();
  const order = (await row.getByRole('link', { name: /^order / }).getAttribute('title')) ?? '';
  await row.getByRole('button', { name: /^Cancel:/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel a purchase' });
  await dialog.getByRole('link', { name: 'Customer support request' }).click();
  await page.getByRole('heading', { name: 'Report a problem' }).waitFor();
  return order;
}

function widerBy(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
