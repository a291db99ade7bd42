import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { callApi } from './billing-stage.ts';
import { journey } from './journey.ts';
import { partnersOf, userOf } from './people.ts';

journey(
  'the log’s settings: a witness, what is unusual, a person erased, on a narrow phone too',
  async ({ demo, openAs }) => {
    const { turkish } = partnersOf(demo);
    const page = await openAs('partner', userOf(turkish, 'global_administrator'));
    await page.goto('/partner');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('menuitem', { name: 'Log settings' }).click();
    await page.getByText('from 20 purchases on').waitFor();
    await page.getByRole('button', { name: 'Change: What counts as unusual' }).click();
    const rules = page.getByRole('dialog', { name: 'What counts as unusual' });
    await expectAccessible(page, 'the form of unusual activity');
    await rules.getByLabel(/^Purchases whose keys/).fill('2');
    await rules.getByRole('checkbox', { name: 'First time from another country' }).uncheck();
    await rules.getByRole('button', { name: 'Save' }).click();
    await page.getByText('from 2 purchases on').waitFor();
    await page.getByText('Not told').waitFor();
    await expectAccessible(page, 'unusual activity');

    await tab(page, 'Archives');
    await page.getByText('No month has left the database yet').waitFor();
    await expectAccessible(page, 'archives');

    await tab(page, 'Checkpoints');
    await page.getByRole('button', { name: 'Add an address' }).click();
    const add = page.getByRole('dialog', { name: 'Add an address' });
    await add.getByLabel('Mail address').fill('nowhere');
    await page.keyboard.press('Enter');
    await add.getByText('must be a mail address, such as auditor@example.com').waitFor();
    await add.getByLabel('Mail address').fill('auditor@example.com');
    await page.keyboard.press('Enter');
    await page.getByText('Each day’s checkpoint goes to auditor@example.com from now on.').waitFor();
    await page.getByRole('button', { name: 'Copy: Checkpoint of this log' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\S+\n[1-9]\d*\n\S+=\n\n— /);
    await page.getByRole('table', { name: 'Keys that verify them' }).getByText('Signs').first().waitFor();
    await expectAccessible(page, 'checkpoints, keys and witnesses');
    await page.getByRole('button', { name: 'Remove auditor@example.com' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No more checkpoints go to auditor@example.com.').waitFor();

    await tab(page, 'Erasing a person');
    const { email } = userOf(turkish, 'helpdesk_agent');
    const visitor = await openAs('partner', userOf(turkish, 'helpdesk_agent'));
    await visitor.goto('/partner/log-settings');
    await visitor.getByText('This needs the role Global administrator, Account administrator').waitFor();
    await page.getByRole('searchbox', { name: 'Mail address or id' }).fill(email.slice(0, 12));
    await page.getByRole('button', { name: `Erase ${email}` }).click();
    const erase = page.getByRole('dialog', { name: `Erase ${email}` });
    await erase.getByText('What stays').waitFor();
    await expectAccessible(page, 'what erasing means');
    await erase.getByLabel('Reason').selectOption('left');
    await erase.getByRole('checkbox').check();
    await erase.getByRole('button', { name: 'Erase for good' }).click();
    await page.getByText(`${email} has no name in the log any more.`).waitFor();
    await page.getByText('The log names nobody like that.').waitFor();

    await lookAtTwoKeys(await openAs('partner', userOf(turkish, 'admin_agent')), turkish);
    const unusual = page
      .getByRole('row', { name: /Keys of \d+ purchases within an hour/ })
      .getByRole('link', { name: /^Open the record of / })
      .first();
    await expect
      .poll(
        async () => {
          await page.goto('/partner/log-settings');
          await page.getByText('from 2 purchases on').waitFor();
          return unusual.isVisible();
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    await unusual.click();
    await page.getByRole('dialog', { name: 'Looked at a key' }).getByText('Number in the log').waitFor();
    await page.goto('/partner/log-settings');
    const usual = { manyKeys: 20, night: true, newCountry: true };
    await callApi(page, { method: 'PUT', path: '/settings/unusual-activity', body: usual });

    await page.setViewportSize({ width: 320, height: 640 });
    for (const part of ['', '/archives', '/checkpoints', '/people']) {
      await page.goto(`/partner/log-settings${part}`);
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await widerBy(page), part).toBe(0);
    }
    const reader = await openAs('partner', userOf(turkish, 'account_administrator'));
    await reader.goto('/partner/log-settings');
    const rulesOf = reader.getByRole('region', { name: 'What counts as unusual' });
    await rulesOf.getByText('This needs the role Global administrator, signed in').waitFor();
    expect(await rulesOf.getByRole('button').getAttribute('aria-disabled')).toBe('true');
    await reader.goto('/partner/log-settings/people');
    await reader.getByText('This needs the role Global administrator, signed in').waitFor();
    await expectAccessible(reader, 'erasing for who may not');
  },
);

journey(
  'the operator keeps records longer and not shorter by mistake, and renews the key that signs the log',
  async ({ demo, openAs }) => {
    const { turkish } = partnersOf(demo);
    const page = await openAs('operator', demo.operator);
    await page.goto(`/operator/log-settings?partner=${turkish.id}`);
    await page.getByText(/^from \d+ purchases on$/).waitFor();
    await tab(page, 'Checkpoints');
    await page.getByText('Each partner says this for their own log').waitFor();
    await expectAccessible(page, 'checkpoints of a partner');
    await tab(page, 'Keeping and signing');
    await page.getByRole('button', { name: 'Set from a day on' }).click();
    const dialog = page.getByRole('dialog', { name: 'How long records stay in the database' });
    await dialog.getByLabel('Months').fill('13');
    await dialog.getByLabel('First day').fill('2098-01-31');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('checkbox', { name: /^Months leave the database earlier/ }).waitFor();
    await expectAccessible(page, 'a shorter retention');
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved: 13 months from 31 Jan 2098 on.').waitFor();
    const keys = page.getByRole('table', { name: 'Keys that verify them' });
    const before = await keys.getByText('Verifies only').count();
    await page.getByRole('button', { name: 'Renew the key' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Renew the key' }).click();
    await page.getByText(/^A new key signs from now on/).waitFor();
    await expect.poll(() => keys.getByText('Verifies only').count()).toBeGreaterThan(before);
    await expectAccessible(page, 'retention and the key of the log');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await widerBy(page)).toBe(0);
  },
);

type Software = {
  readonly entitlementId: string;
  readonly status: string;
  readonly fulfilments: readonly Readonly<Record<'version' | 'language' | 'bitness', string>>[];
};

/** Keys of two purchases, as quickly as a program would. */
async function lookAtTwoKeys(page: Page, partner: ReturnType<typeof partnersOf>['turkish']): Promise<void> {
  await page.goto('/partner');
  let seen = 0;
  for (const { id } of partner.customers) {
    const path = `/customers/${id}/software`;
    const { items } = await callApi<{ items: Software[] }>(page, { method: 'GET', path });
    for (const { entitlementId, status, fulfilments } of items) {
      const [fulfilment] = fulfilments;
      if (seen === 2 || status !== 'active' || !fulfilment) continue;
      const { version, language, bitness } = fulfilment;
      const body = { version, language, bitness };
      // Not everything bought has a key.
      const given = await callApi(page, {
        method: 'POST',
        path: `${path}/${entitlementId}/keys`,
        body,
      }).catch(() => undefined);
      if (given) seen += 1;
    }
  }
  expect(seen).toBe(2);
}

async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Log settings' }).getByRole('link', { name }).click();
}

function widerBy(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
