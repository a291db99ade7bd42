import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { verify } from '../packages/verifier/src/verify.ts';
import { expectAccessible } from './accessibility.ts';
import { journey } from './journey.ts';
import { customerOf, partnersOf, userOf } from './people.ts';

journey(
  'an agent activates a machine without a network, whose file is good there and nowhere else',
  async ({ demo, openAs }) => {
    const { turkish } = partnersOf(demo);
    const page = await openAs('partner', userOf(turkish, 'admin_agent'));
    await page.goto(`/partner/customers/${customerOf(turkish, 'DE').id}/software?search=SQL`);
    await openPanel(page);
    await page.getByRole('button', { name: 'Activate a device' }).click();
    await page.getByLabel('Name of the device').fill('Press line 2');
    await page.getByLabel('Device code').fill('PRESS-0002-77F1');
    await expectAccessible(page, 'activating a device');
    const file = await savedBy(page, () =>
      page.getByRole('button', { name: 'Activate and download file' }).click(),
    );
    const answer = await page.request.get('/.well-known/kontor-licence-keys.json');
    const { keys } = await answer.json();
    const check = (fingerprint: string) => verify(file, keys, new Date(), [], { fingerprint });
    expect(check('PRESS-0002-77F1')).toMatchObject({
      valid: true,
      code: 'valid',
      revocations: { stale: false },
    });
    expect(check('PRESS-0003-0000').reasons).toEqual(['wrong_device']);
    const { product = '', licence } = check('PRESS-0002-77F1').licence ?? {};
    await page.getByRole('button', { name: 'Deactivate: Press line 2' }).click();
    await page.getByText('No device has been activated.').waitFor();
    await expectAccessible(page, 'the panel with a licence file');
    const list = await (await page.request.get(`/kontor/v1/licence-revocations?product=${product}`)).text();
    const after = verify(file, keys, new Date(), list, { fingerprint: 'PRESS-0002-77F1' });
    expect([after.licence?.licence, after.reasons]).toEqual([licence, ['revoked']]);
  },
);

journey(
  'a customer’s administrator downloads the licence file of their organisation',
  async ({ demo, openAs }) => {
    const { admin, id } = customerOf(partnersOf(demo).turkish, 'DE');
    const page = await openAs('customer', admin);
    await page.goto('/customer?search=SQL');
    await openPanel(page);
    const file = await savedBy(page, async () => {
      await page.getByRole('button', { name: 'Download licence file' }).click();
      await page.getByRole('button', { name: 'I understand, go on' }).click();
    });
    const { keys } = await (await page.request.get('/kontor/v1/licence-keys')).json();
    expect(verify(file, keys, new Date())).toMatchObject({ valid: true, licence: { customer: { id } } });
  },
);

const openPanel = (page: Page) =>
  page
    .getByRole('button', { name: /^Get keys and downloads: SQL Server/ })
    .and(page.locator(':not([aria-disabled=true])'))
    .first()
    .click();

const savedBy = async (page: Page, act: () => Promise<void>): Promise<string> => {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return readFile(await download.path(), 'utf8');
};
