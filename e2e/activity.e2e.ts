import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { partnersOf, userOf } from './people.ts';

journey('the log opens on who looked at keys, and tells who may not read it', async ({ demo, openAs }) => {
  const { turkish } = partnersOf(demo);
  const page = await openAs('partner', userOf(turkish, 'account_administrator'));
  await page.goto('/partner');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitem', { name: 'Activity log' }).click();
  const log = page.getByRole('table', { name: 'Activity log' });
  await log.getByRole('rowheader', { name: /^admin-agent@.* records?$/ }).waitFor();
  await log.getByText('Looked at a key').first().waitFor();
  await expectAccessible(page, 'the activity log');
  await log.getByRole('row').filter({ hasText: 'Looked at a key' }).first().getByRole('button').click();
  const record = page.getByRole('dialog', { name: 'Looked at a key' });
  await record.getByText('Resource').waitFor();
  await record.getByText(/^Proven in checkpoint [\d,]+$/).waitFor();
  await expectAccessible(page, 'a record of the log');

  const agent = await openAs('partner', userOf(turkish, 'admin_agent'));
  await agent.goto('/partner/activity');
  await agent.getByText('This needs the role Global administrator, Account administrator').waitFor();
});
