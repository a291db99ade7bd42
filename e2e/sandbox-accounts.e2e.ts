import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { type Person, partnersOf, userOf } from './people.ts';

journey('a sandbox account is created, its secrets are kept, and it is deleted', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const page = await openAs('partner', userOf(turkish, 'global_administrator'));
  await page.goto('/partner');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitem', { name: 'Sandbox accounts' }).click();
  await page.getByText('There are no sandbox accounts yet.').waitFor();

  await page.getByRole('button', { name: 'Create a sandbox account' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Quarter end');
  await expectAccessible(page, 'the form of a sandbox account');
  await page.keyboard.press('Enter');
  const made = page.getByRole('alertdialog', { name: 'Quarter end is ready' });
  await made.getByText('shown now and never again').waitFor();
  await made.getByText(/It has \d+ orders/).waitFor();
  await expectAccessible(page, 'the secrets of a sandbox account');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    made.getByRole('button', { name: 'Download as JSON' }).click(),
  ]);
  const sandbox = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(sandbox).toMatchObject({ name: 'Quarter end', sandbox: true });
  await made.getByRole('button', { name: 'Close' }).click();

  const people: Person[] = [sandbox.users[0], sandbox.customers[0].admin, sandbox.customers[0].member];
  const redeem = async ({ refreshToken }: Person) => {
    const { clientId: client_id, clientSecret: client_secret } = sandbox.app;
    const form = { grant_type: 'refresh_token', client_id, client_secret, refresh_token: refreshToken };
    return (await page.request.post(`/${sandbox.id}/oauth2/token`, { form })).status();
  };
  expect(await Promise.all(people.map(redeem))).toEqual([200, 200, 200]);

  const row = page.getByRole('row').filter({ hasText: sandbox.domain });
  await row.getByRole('link', { name: /^Sign in to move its clock/ }).waitFor();
  await expectAccessible(page, 'the sandbox accounts');

  const inside = await openAs('partner', userOf(sandbox, 'global_administrator'));
  await inside.goto('/partner/sandboxes');
  const banner = inside.getByRole('region', { name: 'About this account' });
  await banner.getByText('Sandbox account. Its clock says').waitFor();
  await inside.getByText('There are no sandbox accounts yet.').waitFor();
  const create = inside.getByRole('button', { name: 'Create a sandbox account' });
  expect(await create.getAttribute('aria-disabled')).toBe('true');

  await row.getByRole('button', { name: 'Delete Quarter end' }).click();
  const confirm = page.getByRole('alertdialog', { name: 'Delete Quarter end?' });
  await expectAccessible(page, 'the confirmation');
  await confirm.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('There are no sandbox accounts yet.').waitFor();
  await inside.goto('/partner');
  await inside.waitForURL(/sign-in/);
  for (const status of await Promise.all(people.map(redeem))) expect([400, 401]).toContain(status);
});

journey(
  'sandbox accounts are for the Global administrator, which others are told',
  async ({ demo, openAs }) => {
    const { turkish } = partnersOf(demo);
    const page = await openAs('partner', userOf(turkish, 'admin_agent'));
    await page.goto('/partner/sandboxes');
    await page.getByText('Only a Global administrator looks after sandbox accounts.').waitFor();
    expect(await page.getByRole('button', { name: 'Create a sandbox account' }).count()).toBe(0);
  },
);
