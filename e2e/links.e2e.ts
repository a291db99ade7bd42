import { isValidKey } from '@kontor/domain/catalog/key-format';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';
import { readKey, sha256OfFile } from './selling.ts';

const panelOf = (page: Page) => page.getByRole('dialog', { name: 'Get keys and downloads' });

const widerBy = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The keys of a customer's Windows Server subscription, the notice of risks read. */
async function openKeys(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page
    .getByRole('button', { name: /^Get keys and downloads: Windows Server Standard/ })
    .and(page.locator(':not([aria-disabled=true])'))
    .first()
    .click();
  await panelOf(page).getByRole('button', { name: 'Copy link' }).waitFor();
}

journey(
  'a link is read and downloaded by somebody without a sign-in, and is dead once it is revoked',
  async ({ demo, open, openAs }) => {
    const { german } = partnersOf(demo);
    const agent = await openAs('partner', userOf(german, 'admin_agent'));
    await openKeys(agent, `/partner/customers/${customerOf(german, 'DE').id}/software`);
    const panel = panelOf(agent);
    const sha256 = await panel.locator('code').first().textContent();
    await panel.getByRole('button', { name: 'Copy link' }).click();
    await agent.getByRole('button', { name: 'I understand, go on' }).click();
    const link = await panel.getByRole('textbox', { name: 'Download link' }).inputValue();

    const stranger = await open({ viewport: { width: 320, height: 640 } });
    await stranger.goto(link);
    await stranger.getByRole('heading', { name: 'Your download is ready' }).waitFor();
    await stranger.getByText(german.name).first().waitFor();
    await stranger.getByText(sha256 ?? 'no sum').waitFor();
    expect(await stranger.context().cookies()).toEqual([]);
    await expectAccessible(stranger, 'what a link gives');
    expect(await widerBy(stranger)).toBe(0);
    const begun = stranger.waitForEvent('download');
    await stranger.getByRole('link', { name: 'Download' }).click();
    const file = await begun;
    expect(await file.failure()).toBeNull();
    expect(await sha256OfFile(await file.path())).toBe(sha256);

    await agent.reload();
    await panel
      .getByText(/downloaded once/)
      .first()
      .waitFor();
    await panel
      .getByText(/last download/)
      .first()
      .waitFor();
    await panel
      .getByRole('button', { name: /^Revoke: / })
      .first()
      .click();
    await panel.getByText(/link that no longer works|links that no longer work/).click();
    await panel
      .getByText(/^revoked by/)
      .first()
      .waitFor();
    await expectAccessible(agent, 'links that no longer work');
    await stranger.goto(link);
    await stranger.getByRole('heading', { name: 'This download link no longer works' }).waitFor();
    await stranger.getByText(`Ask ${german.name}`).waitFor();
    await expectAccessible(stranger, 'a dead link');
  },
);

journey('a key is sent by a link that shows it once', async ({ demo, open, openAs }) => {
  const { german } = partnersOf(demo);
  const agent = await openAs('partner', userOf(german, 'admin_agent'));
  await openKeys(agent, `/partner/customers/${customerOf(german, 'DE').id}/software`);
  const panel = panelOf(agent);
  await panel.getByRole('textbox', { name: 'For whom (optional)' }).fill('Frau Şahin');
  await panel.getByRole('button', { name: 'Make one-time link' }).click();
  await agent.getByRole('button', { name: 'I understand, go on' }).click();
  const link = await panel.getByRole('textbox', { name: 'One-time link' }).inputValue();
  await panel.getByText('Key, shown once, for Frau Şahin').waitFor();
  await expectAccessible(agent, 'a one-time link that was made');

  const reader = await open({ locale: 'tr-TR', javaScriptEnabled: false });
  await reader.goto(link);
  await reader.goto(link);
  await reader.getByRole('heading', { name: 'Sizi bekleyen bir anahtar var' }).waitFor();
  await reader.getByRole('button', { name: 'Anahtarı bir kez göster' }).click();
  const shown = reader.getByRole('status', { name: 'Anahtarınız' });
  const key = ((await shown.textContent()) ?? '').replace(/\s/g, '');
  expect(isValidKey('digits_32', key)).toBe(true);

  const late = await open();
  await late.goto(link);
  await late.getByRole('heading', { name: 'The key has been shown already' }).waitFor();
  await late.getByText(/This was opened on/).waitFor();
  await expectAccessible(late, 'a one-time link that was opened');
  await agent.reload();
  await panel.getByText(/no longer work/).click();
  await panel
    .getByText(/^opened /)
    .first()
    .waitFor();
});

journey(
  'a customer’s administrator finds their look at a key in the history, and their colleague the reason',
  async ({ demo, openAs }) => {
    const { german } = partnersOf(demo);
    const { admin, member } = customerOf(german, 'DE');
    const page = await openAs('customer', admin);
    await openKeys(page, '/customer/billing/products/software');
    await page.getByRole('button', { name: 'Get key', exact: true }).click();
    await page.getByRole('button', { name: 'I understand, go on' }).click();
    await readKey(page.getByRole('dialog', { name: /^Key of/ }));
    await page.goto('/customer/billing/products/history');
    const history = page.getByRole('table', { name: 'History' });
    await history
      .getByRole('row')
      .filter({ hasText: 'Looked at a key' })
      .filter({ hasText: admin.email })
      .first()
      .waitFor();
    await expectAccessible(page, 'the history of an organisation');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await widerBy(page)).toBe(0);

    const colleague = await openAs('customer', member);
    await colleague.goto('/customer/billing/products/history');
    await colleague.getByText('You need the Global administrator role.').waitFor();
    expect(await colleague.getByRole('table').count()).toBe(0);
    await expectAccessible(colleague, 'the history without the role');
  },
);
