import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';

journey('61 days on a sandbox clock close the window to cancel', async ({ demo, openAs }) => {
  const { sandbox } = partnersOf(demo);
  const page = await openAs('partner', userOf(sandbox, 'admin_agent'));
  await page.goto(`/partner/customers/${customerOf(sandbox, 'US').id}/software`);
  const row = page
    .getByRole('row')
    .filter({ hasText: /until \d/ })
    .first();
  const order = await row.getByRole('link', { name: /^order / }).getAttribute('title');
  const banner = page.getByRole('region', { name: 'About this account' });
  const before = await banner.textContent();

  await banner.getByRole('button', { name: 'Move the clock forward' }).click();
  await expectAccessible(page, 'the clock');
  await page.getByRole('button', { name: '61 days' }).click();
  const later = page
    .getByRole('row')
    .filter({ has: page.getByTitle(order ?? '') })
    .first();
  await later.getByText(/^closed on/).waitFor();
  expect(await banner.textContent()).not.toBe(before);

  await later.getByRole('button', { name: /^Cancel:/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel a purchase' });
  await dialog.getByText('The cancellation window closed on').waitFor();
  await dialog.getByRole('link', { name: 'Customer support request' }).waitFor();
});
