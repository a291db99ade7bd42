import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';

journey(
  'units are added with their price shown first, and one of two orders is cancelled',
  async ({ demo, openAs }) => {
    const { turkish } = partnersOf(demo);
    const { id } = customerOf(turkish, 'US');
    const page = await openAs('partner', userOf(turkish, 'admin_agent'));
    await page.goto(`/partner/customers/${id}/subscriptions`);
    const list = page.getByRole('table', { name: 'Subscriptions' });
    await list.waitFor();
    await expectAccessible(page, 'the subscriptions');
    const row = list.getByRole('row').filter({ hasText: 'Active' }).first();
    await row.getByRole('button', { name: /^Manage/ }).click();
    const panel = page.getByRole('dialog').first();
    await panel.getByRole('button', { name: 'Add units' }).waitFor();
    await expectAccessible(page, 'a subscription');

    await panel.getByRole('button', { name: 'Add units' }).click();
    const asked = page.getByRole('dialog', { name: 'Add units' });
    await asked.getByText(/^Charged now: /).waitFor();
    await expectAccessible(page, 'added units');
    await asked.getByRole('button', { name: 'Add and charge' }).click();
    await asked.waitFor({ state: 'detached' });
    await panel.getByText(/units added on/).waitFor();

    await panel.getByRole('button', { name: 'Suspend' }).click();
    await page
      .getByRole('dialog', { name: /Suspend/ })
      .getByRole('button', { name: 'Suspend' })
      .click();
    await panel.getByRole('button', { name: 'Reactivate' }).click();
    await panel.getByRole('button', { name: 'Suspend' }).waitFor();

    const renewal = panel.getByRole('switch', { name: /^Renew automatically/ });
    await renewal.click();
    await panel
      .getByText(/^· ends on|ends on/)
      .first()
      .waitFor();
    expect(await renewal.isChecked()).toBe(false);

    await panel.getByRole('button', { name: 'Cancel' }).click();
    const cancel = page.getByRole('dialog').last();
    await cancel.getByText('Order number').first().waitFor();
    expect(await cancel.getByRole('checkbox', { checked: true }).count()).toBeGreaterThanOrEqual(2);
    await cancel.getByRole('button', { name: 'Next', disabled: false }).waitFor();
    await expectAccessible(page, 'the cancel of a subscription');
  },
);

journey('who may not change a subscription sees why', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const { id } = customerOf(turkish, 'US');
  const page = await openAs('partner', userOf(turkish, 'helpdesk_agent'), {
    viewport: { width: 320, height: 700 },
  });
  await page.goto(`/partner/customers/${id}/subscriptions`);
  await page
    .getByRole('button', { name: /^Manage/ })
    .first()
    .click();
  const add = page.getByRole('button', { name: 'Add units' });
  await add.waitFor();
  await expectAccessible(page, 'a subscription on a phone');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await add.focus();
  await page
    .getByRole('tooltip')
    .filter({ hasText: /Admin agent/ })
    .waitFor();
});
