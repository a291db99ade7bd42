import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';

journey('no page is wider than a narrow phone', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const viewport = { width: 320, height: 640 };
  const page = await openAs('partner', userOf(turkish, 'admin_agent'), { viewport, locale: 'tr-TR' });
  const customer = `/partner/customers/${customerOf(turkish, 'TR').id}`;
  const pages = ['/partner', '/partner/customers', '/partner/orders', customer];
  const below = ['/software', '/orders', '/add-products'].map((path) => `${customer}${path}`);
  for (const path of [...pages, ...below]) {
    await page.goto(path);
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await widerBy(page), path).toBe(0);
  }
  const current = page.getByRole('navigation').getByRole('link', { name: 'Ürün ekle' });
  const box = await current.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 999), 'the current tab is in sight').toBeLessThanOrEqual(320);
  await expectAccessible(page, 'products on a phone');
});

journey('the important notice is read whole on a phone, and then ticked', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const viewport = { width: 400, height: 640 };
  const page = await openAs('partner', userOf(turkish, 'admin_agent'), { viewport });
  await page.goto(`/partner/customers/${customerOf(turkish, 'US').id}/software`);
  await page
    .getByText(/until \d/)
    .first()
    .waitFor();
  await page
    .locator('tr', { hasText: /until \d/ })
    .first()
    .getByRole('button', { name: /^Cancel:/ })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Cancel a purchase' });
  await dialog.getByText('left to cancel').waitFor();
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByRole('button', { name: 'Explain' }).click();
  await dialog.getByRole('button', { name: 'Next' }).click();
  const notice = await dialog.getByText('You must both stop using the software').boundingBox();
  const tick = await dialog.getByRole('checkbox', { name: 'I have read this' }).boundingBox();
  expect((notice?.y ?? 999) + (notice?.height ?? 0)).toBeLessThanOrEqual(tick?.y ?? 0);
  await dialog.getByRole('checkbox', { name: 'I have read this' }).check();
  await expectAccessible(page, 'cancelling on a phone');
});

function widerBy(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
