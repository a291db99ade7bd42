import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';

journey(
  'a policy that the operator sets in the browser holds for the next purchase of a partner',
  async ({ demo, openAs }) => {
    const { turkish } = partnersOf(demo);
    const customer = customerOf(turkish, 'JP');
    const agent = await openAs('partner', userOf(turkish, 'admin_agent'));
    expect(await lastInstantOf(agent, customer.id)).toMatch(/T23:59:59.999Z$/);

    const page = await openAs('operator', demo.operator);
    await page.goto('/operator');
    await page.getByRole('navigation').getByRole('link', { name: 'Cancellation policies' }).click();
    await page.getByRole('button', { name: 'New version' }).click();
    const dialog = page.getByRole('dialog', { name: 'New version' });
    await choose(page, 'Market', 'Japan');
    await dialog.getByLabel('Days after the day of purchase').fill('5');
    await dialog.getByLabel('Time zone').fill('Asia/Nowhere');
    await dialog.getByRole('button', { name: 'Set the policy' }).click();
    await dialog.getByText('must be an IANA time zone').waitFor();
    await expectAccessible(page, 'a policy with a zone that nobody knows');
    await dialog.getByLabel('Time zone').fill('Asia/Tokyo');
    await dialog.getByRole('status').getByText('could be cancelled until').waitFor();
    await dialog.getByRole('button', { name: 'Set the policy' }).click();
    await dialog.waitFor({ state: 'detached' });
    const row = page.getByRole('row').filter({ hasText: 'Japan' });
    await row.waitFor();
    expect(await row.getByRole('cell').allTextContents()).toEqual([
      'Japan',
      '5 days',
      'The unused days',
      'Asia/Tokyo',
      expect.stringMatching(/UTC$/),
      'In force',
      'Version 1',
    ]);
    await expectAccessible(page, 'policies in force');
    await row.getByRole('button', { name: 'Version 1: Japan' }).click();
    await page.getByRole('dialog').getByRole('table', { name: 'Versions' }).waitFor();
    await expectAccessible(page, 'versions of a policy');

    const until = Date.parse(await lastInstantOf(agent, customer.id));
    // The fifth day after this one ends at midnight in Tokyo, which is 15:00 UTC.
    expect(new Date(until + 1).toISOString()).toMatch(/T15:00:00.000Z$/);
    expect(until - Date.now()).toBeGreaterThan(4 * 86_400_000);
    expect(until - Date.now()).toBeLessThan(6 * 86_400_000);
  },
);

journey('a new partner’s first person signs in with what was shown once', async ({ demo, open, openAs }) => {
  const page = await openAs('operator', demo.operator);
  await page.goto('/operator/partners');
  await page.getByRole('button', { name: 'New partner' }).click();
  const dialog = page.getByRole('dialog', { name: 'New partner' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Ostsee Daten');
  await choose(page, 'Country', 'Germany');
  await dialog.getByLabel('Credit limit').fill('50000');
  await dialog.getByLabel('First person').fill('Wiebke Lorenzen');
  await dialog.getByLabel('E-mail').fill('wiebke@ostsee-daten.example');
  await dialog.getByRole('button', { name: 'Create' }).click();
  const shown = page.getByRole('alertdialog', { name: 'Ostsee Daten has been created' });
  const password = await shown.locator('dt:has-text("First password") + dd span span').first().textContent();
  await expectAccessible(page, 'secrets of a new partner');
  await shown.getByRole('button', { name: 'I have noted them' }).click();
  await page.getByRole('link', { name: 'Ostsee Daten' }).click();
  await page.getByRole('cell', { name: 'EUR 50,000.00' }).waitFor();
  await expectAccessible(page, 'a partner');

  const theirs = await open();
  await theirs.goto('/partner/sign-in');
  await theirs.getByLabel('E-mail').fill('wiebke@ostsee-daten.example');
  await theirs.getByLabel('Password').fill(password ?? '');
  await theirs.getByRole('button', { name: 'Sign in', exact: true }).click();
  await theirs.getByLabel('Code').waitFor();
});

journey('the operator’s pages are there for everybody', async ({ demo, openAs }) => {
  const page = await openAs('operator', demo.operator, { viewport: { width: 320, height: 700 } });
  for (const [path, heading] of [
    ['review-rules', 'Review rules'],
    ['markets', 'Where it is sold'],
    ['tax-rates', 'Tax rates'],
    ['promotions', 'Promotions'],
    ['exchange-rates', 'Exchange rates'],
    ['billing-settings', 'Billing settings'],
  ] as const) {
    await page.goto(`/operator/${path}`);
    await page.getByRole('heading', { name: heading }).waitFor();
    await page.waitForLoadState('networkidle');
    await expectAccessible(page, path);
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect([path, tooWide]).toEqual([path, false]);
  }
});

/** Picks one of many by writing the beginning of its name. */
async function choose(page: Page, label: string, name: string): Promise<void> {
  const box = page.getByRole('dialog').getByRole('combobox', { name: label });
  await box.click();
  await page.keyboard.type(name);
  await page.getByRole('option', { name: new RegExp(`^${name} \\(`) }).click();
}

/** What the catalog promises of a subscription bought now. */
async function lastInstantOf(page: Page, customerId: string): Promise<string> {
  const base = `/kontor/v1/customers/${customerId}/products`;
  const products = await (await page.request.get(base)).json();
  const product = products.items.find((each: { family: string }) => each.family === 'software_subscription');
  const { skus } = await (await page.request.get(`${base}/${product.id}`)).json();
  return skus[0].offers[0].cancellation.cancellableUntil;
}
