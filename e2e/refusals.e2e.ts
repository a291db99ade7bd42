import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { codeNow } from '../packages/portal/src/sign-in/demo-code.ts';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, signIn, userOf } from './people.ts';
import { readKey } from './selling.ts';

journey('a sales agent sees keys and cancelling out of reach, and why', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const page = await openAs('partner', userOf(turkish, 'sales_agent'));
  await page.goto(`/partner/customers/${customerOf(turkish, 'DE').id}/software`);
  const table = page.getByRole('table', { name: 'Software' });
  const active = table.getByRole('row').filter({ hasText: 'Active' }).first();
  await expectRefused(page, active.getByRole('button', { name: /^Get keys/ }), 'needs the role Admin agent');
  await expectRefused(page, active.getByRole('button', { name: /^Cancel:/ }), 'needs the role Admin agent');
  const closed = table.getByRole('row').filter({ hasText: 'closed on' }).first();
  await expectRefused(page, closed.getByRole('button', { name: /^Cancel:/ }), 'window has closed');
  const add = page.getByRole('button', { name: 'Add products' });
  expect(await add.getAttribute('aria-disabled')).not.toBe('true');
  await expectAccessible(page, 'the software as a sales agent sees it');
});

journey('a helpdesk agent is told that buying needs another role', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const page = await openAs('partner', userOf(turkish, 'helpdesk_agent'));
  await page.goto(`/partner/customers/${customerOf(turkish, 'DE').id}/add-products`);
  await page.getByText('This page is not open to you').waitFor();
  await page.getByText('A Global administrator of your organisation can grant it.').waitFor();
  await expectAccessible(page, 'a page that is not open');
});

journey(
  'a customer’s administrator has the key, and their colleague the reason',
  async ({ demo, openAs }) => {
    const { admin, member } = customerOf(partnersOf(demo).german, 'DE');
    const page = await openAs('customer', admin);
    await page.goto('/customer');
    await page
      .getByRole('button', { name: /^Get keys and downloads: Windows Server Standard/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Get key', exact: true }).click();
    await page.getByRole('button', { name: 'I understand, go on' }).click();
    await readKey(page.getByRole('dialog', { name: /^Key of/ }));
    await expectAccessible(page, 'the key of a customer');

    const colleague = await openAs('customer', member);
    await colleague.goto('/customer');
    await colleague.getByText('You need the Global administrator role.').waitFor();
    expect(await colleague.getByRole('table').count()).toBe(0);
    await expectAccessible(colleague, 'a customer without the role');
  },
);

journey('what needs a review or is too late leads to support', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const page = await openAs('partner', userOf(turkish, 'admin_agent'));
  await page.goto(`/partner/customers/${customerOf(turkish, 'TR').id}/software`);
  await expectSupport(page, 'needs review', 'We need more information to cancel this.');
  await page.goBack();
  await expectSupport(page, 'closed on', 'The cancellation window closed on');
});

journey('a software plan is never cancelled and says so', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const page = await openAs('partner', userOf(turkish, 'admin_agent'));
  await page.goto('/partner/orders?search=SUSE');
  await page.getByRole('table', { name: 'Orders' }).getByRole('row').nth(1).getByRole('link').first().click();
  await page.getByRole('link', { name: 'Software of this order' }).click();
  const plan = page.getByRole('row').filter({ hasText: 'SUSE' }).first();
  await plan.getByText('never for this product').waitFor();
  await expectRefused(page, plan.getByRole('button', { name: /^Cancel:/ }), 'can never be cancelled');
});

journey('nobody enters by another door or with a wrong code', async ({ demo, open }) => {
  const { german } = partnersOf(demo);
  const seller = userOf(german, 'billing_administrator');
  const page = await open();
  await page.goto('/customer/sign-in');
  await fillIn(page, seller.email, seller.password);
  await page.getByRole('alert').getByText('You are not signed in').waitFor();
  await expectAccessible(page, 'a refused sign-in');

  await page.goto('/partner/sign-in');
  await fillIn(page, seller.email, seller.password);
  const wrong = (Number(await codeNow(seller.totpSecret, Date.now())) + 500_000) % 1_000_000;
  await page.getByRole('textbox', { name: 'Code' }).fill(String(wrong).padStart(6, '0'));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('alert').getByText('E-mail, password or code is wrong.').waitFor();
  await expectAccessible(page, 'a wrong code');
});

journey('whoever’s session ends comes back to where they were', async ({ demo, open }) => {
  const { german } = partnersOf(demo);
  const person = userOf(german, 'sales_agent');
  const page = await open();
  await signIn(page, 'partner', person);
  await page.goto('/partner/orders?search=Windows');
  await page.getByRole('table', { name: 'Orders' }).waitFor();
  await page.context().clearCookies();
  await page.getByRole('navigation').getByRole('link', { name: 'Customers' }).click();
  await page.waitForURL(/\/partner\/sign-in\?return=/);
  await fillIn(page, person.email, person.password);
  const code = await codeNow(person.totpSecret, Date.now());
  await page.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.waitForURL(/\/partner\/customers$/);
  await page.getByRole('table', { name: 'Customers' }).waitFor();
});

async function fillIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The control is there, takes the focus, says why, and does nothing. */
async function expectRefused(page: Page, button: Locator, reason: string): Promise<void> {
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await button.focus();
  const tip = page.getByRole('tooltip').filter({ hasText: reason });
  await tip.waitFor();
  await button.press('Enter');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.keyboard.press('Escape');
  await button.blur();
  await tip.waitFor({ state: 'hidden' });
}

async function expectSupport(page: Page, fact: string, verdict: string): Promise<void> {
  const row = page.getByRole('row').filter({ hasText: fact }).first();
  const order = await row.getByRole('link', { name: /^order / }).getAttribute('title');
  await row.getByRole('button', { name: /^Cancel:/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel a purchase' });
  await dialog.getByText(verdict).waitFor();
  expect(await dialog.getByRole('button', { name: 'Next' }).getAttribute('aria-disabled')).toBe('true');
  await expectAccessible(page, `a cancel dialog that says: ${verdict}`);
  await dialog.getByRole('link', { name: 'Customer support request' }).click();
  await page.getByRole('heading', { name: 'Report a problem' }).waitFor();
  const purchase = page.getByRole('combobox', { name: 'Order or subscription' });
  await expect.poll(() => purchase.inputValue()).toBe(`order:${order}`);
  await page.getByText('Filled in from the cancellation that was refused.').waitFor();
  await expectAccessible(page, 'the way to support');
}
