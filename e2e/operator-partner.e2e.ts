import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { DemoFile } from '../packages/server/src/seed/demo-file.ts';
import { expectAccessible } from './accessibility.ts';
import { callApi, newSandbox } from './billing-stage.ts';
import { journey, type Play } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';

journey(
  'an amount that the operator gives back of an order stands in the partner’s order, and no more than was charged',
  async ({ demo, openAs }) => {
    const { sandbox, agent } = await stage({ demo, openAs }, 'Given back');
    const order = await firstOrder(agent, customerOf(sandbox, 'AU').id);
    const page = await openAs('operator', demo.operator);
    await page.goto(`/operator/partners/${sandbox.id}`);
    await page.getByRole('link', { name: 'Credits and refunds' }).click();
    await page.getByText('Write the number of an order of this partner.').waitFor();
    const search = page.getByRole('main').getByRole('searchbox', { name: 'Order number' });
    await search.fill('123');
    await page.getByText('This is no whole order number yet.').waitFor();
    await search.fill(`${'7'.repeat(31)}1`);
    await page.getByText('This partner has no order of this number.').waitFor();
    await expectAccessible(page, 'credits of an order that is not there');
    await search.fill(order.id);
    const row = page.getByRole('table', { name: 'Lines' }).getByRole('row').nth(1);
    const left = await row.getByRole('cell').nth(3).textContent();
    await expectAccessible(page, 'what is left of an order');

    await row.getByRole('button', { name: /^Give a credit/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Amount in AUD').fill('99999999.00');
    await dialog.getByLabel('Reason').fill('A week without support');
    await dialog.getByRole('button', { name: 'Give a credit' }).click();
    await dialog.getByRole('alert').waitFor();
    await expectAccessible(page, 'a credit above what is left');
    await dialog.getByLabel('Amount in AUD').fill('1.00');
    await dialog.getByRole('button', { name: 'Give a credit' }).click();
    await page.getByRole('main').getByRole('status').getByText('Given back:').waitFor();
    await expect.poll(() => row.getByRole('cell').nth(3).textContent()).not.toBe(left);

    const { charges } = await callApi<{ charges: { type: string; total: string }[] }>(agent, {
      method: 'GET',
      path: `/customers/${customerOf(sandbox, 'AU').id}/orders/${order.id}`,
    });
    expect(charges.filter(({ type }) => type === 'customer_credit')).toMatchObject([{ total: '-1.00' }]);
  },
);

journey('the operator refunds a reservation of a partner, with a reason', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const customer = customerOf(turkish, 'DE');
  const agent = await openAs('partner', userOf(turkish, 'admin_agent'));
  await agent.goto('/partner');
  const reservations = () =>
    callApi<{ items: { id: string; name: string; orderId: string; status: string }[] }>(agent, {
      method: 'GET',
      path: `/customers/${customer.id}/reservations`,
    });
  const reservation = (await reservations()).items.find(({ status }) => status === 'active');
  if (!reservation) throw new Error('the demo has no reservation to refund');
  const page = await openAs('operator', demo.operator);
  await page.goto(`/operator/partners/${turkish.id}/credits?order=${reservation.orderId}`);
  const open = page.getByRole('button', { name: `Refund the reservation: ${reservation.name}` });
  await open.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Given back, tax included').waitFor();
  const refund = dialog.getByRole('button', { name: 'Refund now' });
  expect(await refund.getAttribute('aria-disabled')).toBe('true');
  await expectAccessible(page, 'a refund without a reason');
  await dialog.getByLabel('Reason').fill('Bought twice');
  await refund.click();
  await page.getByRole('main').getByRole('status').getByText('has been refunded').waitFor();
  await expect.poll(() => open.getAttribute('aria-disabled')).toBe('true');
  await expectAccessible(page, 'a refunded reservation');
  const after = (await reservations()).items.find(({ id }) => id === reservation.id);
  expect(after?.status).toBe('refunded');
});

journey(
  'an exemption and a VAT number stand on the customer’s page as long as they hold',
  async ({ demo, openAs }) => {
    const { sandbox, agent } = await stage({ demo, openAs }, 'Untaxed');
    const customer = customerOf(sandbox, 'DE');
    const page = await openAs('operator', demo.operator);
    await page.goto(`/operator/partners/${sandbox.id}`);
    await page.getByRole('main').getByRole('link', { name: 'Customers' }).click();
    const row = page.getByRole('row').filter({ hasText: customer.name });
    await row.getByRole('button', { name: `Exempt ${customer.name}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Public school');
    await dialog.getByLabel('Number of the certificate').fill('A-17');
    await dialog.getByLabel('Until (UTC)').fill('2020-01-01T00:00');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('must lie after `from`').waitFor();
    await expectAccessible(page, 'an exemption that ends before it begins');
    await dialog.getByLabel('Until (UTC)').fill('');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Public school (A-17)').waitFor();
    await expectAccessible(page, 'customers of a partner');

    await agent.goto(`/partner/customers/${customer.id}`);
    await agent.getByText('exempt from tax').waitFor();
    await agent.getByRole('button', { name: 'Change the VAT number' }).click();
    const vat = agent.getByRole('dialog');
    await vat.getByRole('textbox', { name: 'VAT number' }).fill('FR12');
    await vat.getByRole('button', { name: 'Save' }).click();
    await vat.getByText('DE and 9 digits').waitFor();
    await expectAccessible(agent, 'a VAT number of another form');
    await vat.getByRole('textbox', { name: 'VAT number' }).fill('de 123.456-789');
    await vat.getByRole('button', { name: 'Save' }).click();
    await agent.getByText('DE123456789').waitFor();
    await expectAccessible(agent, 'a customer with a VAT number');

    await row.getByRole('button', { name: `End the exemption of ${customer.name}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End it now' }).click();
    await row.getByRole('button', { name: `Exempt ${customer.name}` }).waitFor();
    await agent.reload();
    await agent.getByText('DE123456789').waitFor();
    expect(await agent.getByText('exempt from tax').count()).toBe(0);
  },
);

journey('a billing currency without a credit limit is said to be one', async ({ demo, openAs }) => {
  const page = await openAs('operator', demo.operator);
  await page.goto('/operator');
  const { id } = await callApi<{ id: string }>(page, {
    method: 'POST',
    path: '/partners',
    body: { name: 'One currency', country: 'DE', creditLimits: [{ currency: 'EUR', limit: '1000.00' }] },
  });
  await page.goto(`/operator/partners/${id}`);
  await page.getByRole('button', { name: 'Set the billing currency' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Billed in').fill('isk');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('status').getByText('This partner has no credit limit in ISK').waitFor();
  await page.locator('dt:has-text("Billed in") + dd').getByText('ISK').waitFor();
  await expectAccessible(page, 'a billing currency without a limit');
});

journey(
  'a version of how reservations are given back is written in words first',
  async ({ demo, openAs }) => {
    const page = await openAs('operator', demo.operator);
    await page.goto('/operator');
    await page.getByRole('navigation').getByRole('link', { name: 'Reservation policies' }).click();
    await page.getByText('a reservation that was not used is refunded whole').waitFor();
    await expectAccessible(page, 'reservation policies');
    await page.getByRole('button', { name: 'New version' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Fee in percent').fill('7.5');
    await dialog.getByLabel('Days of the refund in full').fill('10');
    await dialog.getByRole('status').getByText('Within 10 days of the purchase').waitFor();
    await dialog.getByRole('status').getByText('less a fee of 7.5%').waitFor();
    await dialog.getByLabel('Time zone').fill('Asia/Nowhere');
    // Far ahead, so that no other journey meets it.
    const year = new Date().getUTCFullYear() + 3;
    await dialog.getByLabel('In force from (UTC)').fill(`${year}-01-01T00:00`);
    await dialog.getByRole('button', { name: 'Set the policy' }).click();
    await dialog.getByText('is no time zone').waitFor();
    await expectAccessible(page, 'a reservation policy with a zone that nobody knows');
    await dialog.getByLabel('Time zone').fill('Europe/Istanbul');
    await dialog.getByRole('button', { name: 'Set the policy' }).click();
    await dialog.waitFor({ state: 'detached' });
    const newest = page.getByRole('table', { name: 'Versions' }).getByRole('row').nth(1);
    await newest.getByText('To come').waitFor();
    expect(await newest.getByRole('cell').allTextContents()).toEqual(
      expect.arrayContaining(['10 days', '7.5%', 'Europe/Istanbul', 'To come']),
    );
  },
);

journey('an order says why it can be cancelled until then', async ({ demo, openAs }) => {
  const { sandbox, agent } = await stage({ demo, openAs }, 'Why');
  const customer = customerOf(sandbox, 'AU').id;
  const order = await firstOrder(agent, customer);
  await agent.goto(`/partner/customers/${customer}/orders/${order.id}`);
  const why = agent.getByRole('button', { name: /^Why until then\?/ }).first();
  await why.click();
  await agent.getByText('It can be cancelled for').waitFor();
  await agent.getByText('Version 1').waitFor();
  await expectAccessible(agent, 'why a line can be cancelled');
  await agent.keyboard.press('Escape');
  await agent.getByText('It can be cancelled for').waitFor({ state: 'detached' });
  expect(await why.evaluate((button) => button === document.activeElement)).toBe(true);

  await agent.goto(`/partner/customers/${customer}/software?search=${order.id}`);
  await agent
    .getByRole('button', { name: /^Cancel:/ })
    .first()
    .click();
  const dialog = agent.getByRole('dialog', { name: 'Cancel a purchase' });
  await dialog
    .getByRole('button', { name: /^Why until then\?/ })
    .first()
    .click();
  await agent.getByText('It can be cancelled for').waitFor();
  await expectAccessible(agent, 'why, in the cancel dialog');
  await agent.keyboard.press('Escape');
  await agent.getByText('It can be cancelled for').waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: 'Next' }).waitFor();
});

journey('what the operator does for one partner fits on a narrow screen', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const agent = await openAs('partner', userOf(turkish, 'admin_agent'));
  await agent.goto('/partner');
  const order = await firstOrder(agent, customerOf(turkish, 'AU').id);
  const page = await openAs('operator', demo.operator, { viewport: { width: 320, height: 700 } });
  for (const [path, heading] of [
    [`partners/${turkish.id}`, turkish.name],
    [`partners/${turkish.id}/customers`, 'Customers'],
    [`partners/${turkish.id}/credits?order=${order.id}`, 'Credits and refunds'],
    ['reservation-policies', 'Reservation policies'],
  ] as const) {
    await page.goto(`/operator/${path}`);
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await expectAccessible(page, path);
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect([path, tooWide]).toEqual([path, false]);
  }
});

/** A sandbox account that no other journey knows, with somebody of it who may everything. */
async function stage(
  { demo, openAs }: Pick<Play, 'openAs'> & { readonly demo: DemoFile },
  name: string,
): Promise<{ readonly sandbox: DemoFile['partners'][number]; readonly agent: Page }> {
  const sandbox = await newSandbox(openAs, demo, name);
  const agent = await openAs('partner', userOf(sandbox, 'admin_agent'));
  await agent.goto('/partner');
  return { sandbox, agent };
}

async function firstOrder(agent: Page, customerId: string): Promise<{ readonly id: string }> {
  const { items } = await callApi<{ items: { id: string; status: string }[] }>(agent, {
    method: 'GET',
    path: `/customers/${customerId}/orders`,
  });
  const order = items.find(({ status }) => status === 'completed');
  if (!order) throw new Error('the demo has no order of this customer');
  return order;
}
