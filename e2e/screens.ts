import type { Page } from 'playwright-core';
import { en } from '../packages/portal/src/locales/en.ts';
import type { MessageKey } from '../packages/portal/src/locales/messages.ts';
import { tr } from '../packages/portal/src/locales/tr.ts';
import type { DemoFile } from '../packages/server/src/seed/demo-file.ts';
import { callApi, changeBilling, firstOfMonth, moveClockTo, newSandbox } from './billing-stage.ts';
import { customerOf, type Person, type Portal, partnersOf, userOf } from './people.ts';

/** What a screen needs to be brought before the lens. */
export type Camera = {
  readonly demo: DemoFile;
  readonly turkish: boolean;
  readonly open: () => Promise<Page>;
  readonly openAs: (portal: Portal, person: Person) => Promise<Page>;
  readonly take: (page: Page, what: string) => Promise<void>;
};
type Show = (camera: Camera) => Promise<void>;

const slowMs = 4000;

/** Every screen and state that there is, each as far as it goes. */
export const screens: Readonly<Record<string, Show>> = {
  'signing in': async ({ demo, open, take, ...camera }) => {
    const t = wordsOf(camera);
    const page = await open();
    await page.goto('/');
    await page.locator('h1').waitFor();
    await take(page, 'start');
    await page.goto('/partner/sign-in');
    await page.getByText(t('signIn.demoTitle')).waitFor();
    await take(page, 'sign-in');
    const { german } = partnersOf(demo);
    await page.locator('input[type=email]').fill(userOf(german, 'sales_agent').email);
    await page.locator('input[type=password]').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await take(page, 'sign-in-refused');
    await page.locator('input[type=password]').fill(userOf(german, 'sales_agent').password);
    await page.keyboard.press('Enter');
    await page.locator('input[autocomplete=one-time-code]').waitFor();
    await take(page, 'code');
  },
  'a licence file': async (camera) => {
    const { take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    const { id } = customerOf(partnersOf(camera.demo).turkish, 'DE');
    await visit(page, `/partner/customers/${id}/software?search=SQL`);
    const label = new RegExp(`^${t('software.getKeysAndDownloads')}: SQL Server`);
    await page
      .getByRole('button', { name: label })
      .and(page.locator(':not([aria-disabled=true])'))
      .first()
      .click();
    const get = page.getByRole('button', { name: t('licence.download') });
    await get.waitFor();
    await get.scrollIntoViewIfNeeded();
    await get.click();
    const goOn = page.getByRole('button', { name: t('risk.goOn') });
    await goOn.click();
    await page.getByRole('button', { name: t('licence.activate') }).click();
    await page.getByLabel(t('licence.deviceName')).fill('Build server 4');
    await page.getByLabel(t('licence.fingerprint')).fill('BUILD-0004-7F3A');
    await take(page, 'licence-activate');
    await page.getByRole('button', { name: t('licence.activateAndDownload') }).click();
    await page
      .getByRole('button', { name: new RegExp(t('licence.deactivate')) })
      .first()
      .scrollIntoViewIfNeeded();
    await take(page, 'licence-devices');
  },
  'finding a customer': async (camera) => {
    const { take } = camera;
    const page = await asAgent(camera);
    await visit(page, '/partner');
    await take(page, 'home');
    await visit(page, '/partner/customers');
    await take(page, 'customers');
    await visit(page, '/partner/customers?search=nobody');
    await take(page, 'customers-none');
    await visit(page, `/partner/customers/${homeOf(camera)}`);
    await take(page, 'overview');
  },
  buying: async (camera) => {
    const { take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    const { id } = customerOf(partnersOf(camera.demo).turkish, 'AU');
    await visit(page, `/partner/customers/${id}/add-products`);
    await page.getByRole('list', { name: t('products.title') }).waitFor();
    await take(page, 'add-products');
    for (const product of [
      'Windows Server Standard',
      'SUSE Linux Enterprise Server',
      'Visual Studio Professional',
    ]) {
      await visit(page, `/partner/customers/${id}/add-products`);
      await page.getByRole('link', { name: product, exact: true }).click();
      await page.locator('input[type=number]').first().waitFor();
      if (product.startsWith('Windows')) await take(page, 'product');
      await page.getByRole('button', { name: t('product.add') }).click();
      await page.getByText(t('cart.saved')).waitFor();
      await page.waitForTimeout(300);
    }
    await take(page, 'cart');
    await page.getByRole('button', { name: t('cart.review') }).click();
    await page.getByRole('table').waitFor();
    await take(page, 'review');
    await page.getByRole('button', { name: t('review.buy') }).click();
    await page.getByRole('heading', { name: t('confirmation.title') }).waitFor();
    await page.getByRole('link', { name: t('customer.orders') }).waitFor();
    await take(page, 'confirmation');
  },
  orders: async (camera) => {
    const { take } = camera;
    const page = await asAgent(camera);
    await visit(page, `/partner/customers/${homeOf(camera)}/orders`);
    await page.getByRole('table').waitFor();
    await take(page, 'order-history');
    await visit(page, '/partner/orders');
    await page.getByRole('table').waitFor();
    await take(page, 'orders');
    await visit(page, '/partner/orders?search=nothing-at-all');
    await take(page, 'orders-none');
  },
  subscriptions: async (camera) => {
    const { take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    await visit(page, `/partner/customers/${homeOf(camera)}/subscriptions`);
    await page.getByRole('table').waitFor();
    await take(page, 'subscriptions');
    const active = page.getByRole('row').filter({ hasText: t('subscriptionStatus.active') });
    await active.getByRole('button').first().click();
    await page.getByRole('button', { name: t('subscription.changeQuantity') }).waitFor();
    await take(page, 'subscription');
    await page.getByRole('button', { name: t('subscription.changeQuantity') }).click();
    await page.getByText(t('subscription.quantityPrice')).waitFor();
    await take(page, 'subscription-quantity');
    await page
      .getByRole('dialog')
      .last()
      .getByRole('button', { name: t('dialog.close') })
      .click();
    await page.getByRole('button', { name: t('subscription.schedule') }).click();
    await page.getByText(t('subscription.scheduleChoice')).waitFor();
    await take(page, 'subscription-schedule');
  },
  reservations: async (camera) => {
    const { take, demo } = camera;
    const t = wordsOf(camera);
    const { sandbox, turkish } = partnersOf(demo);
    const page = await camera.openAs('partner', userOf(sandbox, 'admin_agent'));
    const { id } = customerOf(sandbox, 'US');
    await visit(page, `/partner/customers/${id}/add-products?family=reservation`);
    await page.getByRole('link', { name: 'Reserved VM Instance, Standard_D4s_v5' }).click();
    await page.getByRole('checkbox', { name: t('reservation.hasLicence') }).check();
    await page.getByLabel(t('reservation.subscription')).selectOption({ label: 'Production' });
    await take(page, 'reserve');
    await page.getByRole('button', { name: t('cloudSubscription.register') }).click();
    await take(page, 'register-cloud-subscription');
    await visit(page, `/partner/customers/${id}/reservations`);
    await page.getByRole('table').first().waitFor();
    await take(page, 'reservations');
    await page
      .getByRole('button', { name: t('reservations.open') })
      .first()
      .click();
    await page.getByRole('button', { name: t('reservation.exchange'), exact: true }).waitFor();
    await take(page, 'reservation');
    await page.getByRole('button', { name: t('reservation.change'), exact: true }).click();
    await page.getByText(t('reservations.scope'), { exact: true }).last().waitFor();
    await take(page, 'reservation-change');
    await closeDialog(page, t('dialog.close'));
    await page.getByRole('button', { name: t('reservation.exchange'), exact: true }).click();
    await page.getByLabel(t('product.sku')).selectOption({ index: 1 });
    await page.getByText(t('reservation.remaining')).waitFor();
    await take(page, 'reservation-exchange');
    await closeDialog(page, t('dialog.close'));
    await page.getByRole('button', { name: t('reservation.refund'), exact: true }).click();
    await page.getByText(t('reservation.refundAmount')).waitFor();
    await take(page, 'reservation-refund');
    const other = await camera.openAs('partner', userOf(turkish, 'admin_agent'));
    await visit(other, `/partner/customers/${customerOf(turkish, 'AU').id}/reservations`);
    await other.getByLabel(t('benefit.machines')).fill('8, 12, 20');
    await other.getByRole('button', { name: t('benefit.check') }).click();
    await other.getByRole('table', { name: t('benefit.result') }).waitFor();
    await take(other, 'hybrid-benefit');
    await visit(other, `/partner/customers/${customerOf(turkish, 'DE').id}/reservations`);
    await other
      .getByRole('button', { name: t('reservations.open') })
      .first()
      .click();
    await other.getByRole('button', { name: t('reservation.refund'), exact: true }).click();
    await other.getByRole('link', { name: t('reservation.toSupport') }).waitFor();
    await take(other, 'reservation-support');
    await visit(other, `/partner/customers/${customerOf(turkish, 'AZ').id}/reservations`);
    await other.getByText(t('reservations.empty')).waitFor();
    await take(other, 'reservations-none');
  },
  software: async (camera) => {
    const { take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    await openSoftware(page, camera, 'AU');
    await take(page, 'software');
    const label = new RegExp(`^${t('software.getKeysAndDownloads')}: Windows Server Standard`);
    await page
      .locator('[aria-disabled=false],:not([aria-disabled])')
      .getByRole('button', { name: label })
      .first()
      .click();
    await page.getByRole('button', { name: t('key.get'), exact: true }).waitFor();
    await take(page, 'panel');
    await page.getByRole('button', { name: t('key.get'), exact: true }).click();
    await take(page, 'risks');
    await page.getByRole('button', { name: t('risk.goOn') }).click();
    await page.locator('output').waitFor();
    await take(page, 'key');
    await page
      .getByRole('dialog')
      .last()
      .getByRole('button', { name: t('dialog.close') })
      .click();
    await page.getByRole('button', { name: t('download.copyLink') }).click();
    await page.getByRole('textbox', { name: t('download.link') }).waitFor();
    await page.waitForTimeout(400);
    await take(page, 'link');
  },
  cancelling: async (camera) => {
    const { take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    await openSoftware(page, camera, 'AU');
    await page
      .getByRole('button', { name: `${t('software.cancel')}: Windows Server Standard, 1 year` })
      .first()
      .click();
    const next = page.getByRole('button', { name: t('cancel.next') });
    await page.getByRole('dialog').getByRole('checkbox').first().waitFor();
    await page.waitForTimeout(400);
    await take(page, 'cancel-choice');
    await next.click();
    await page.getByRole('button', { name: t('credit.explain') }).click();
    await take(page, 'cancel-credit');
    await next.click();
    await page.getByRole('checkbox', { name: t('cancel.read') }).check();
    await take(page, 'cancel-important');
    await page.getByRole('button', { name: t('cancel.submit') }).click();
    const order = page.getByRole('dialog').getByRole('link');
    await order.waitFor();
    await take(page, 'cancelled');
    await order.click();
    await page.getByRole('table').nth(1).waitFor();
    await take(page, 'order');
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await take(page, 'order-end');
  },
  links: async (camera) => {
    const { take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    await openSoftware(page, camera, 'DE');
    await page
      .getByRole('button')
      .filter({ hasText: t('software.getKeysAndDownloads') })
      .and(page.locator(':not([aria-disabled=true])'))
      .first()
      .click();
    const panel = page.getByRole('dialog', { name: t('software.getKeysAndDownloads') });
    await panel.getByRole('button', { name: t('download.copyLink') }).click();
    await page.getByRole('button', { name: t('risk.goOn') }).click();
    const link = await panel.getByRole('textbox', { name: t('download.link') }).inputValue();
    await panel.getByRole('textbox', { name: t('reveal.recipient') }).fill('Ada Lovelace');
    await panel.getByRole('button', { name: t('reveal.create') }).click();
    const once = await panel.getByRole('textbox', { name: t('reveal.link') }).inputValue();
    await panel.getByText(t('links.title')).scrollIntoViewIfNeeded();
    await take(page, 'links');
    const stranger = await camera.open();
    await stranger.goto(link);
    await take(stranger, 'link-page');
    await stranger.goto(once);
    await take(stranger, 'one-time-link');
    await stranger.getByRole('button').click();
    await stranger.locator('output').waitFor();
    await take(stranger, 'one-time-link-shown');
    await stranger.goto(once);
    await take(stranger, 'one-time-link-used');
    await page.reload();
    await panel
      .getByRole('button', { name: new RegExp(`^${t('links.revoke')}: `) })
      .first()
      .click();
    await panel.locator('summary').last().click();
    await panel.locator('details').last().scrollIntoViewIfNeeded();
    await take(page, 'links-dead');
    await stranger.goto(link);
    await take(stranger, 'link-page-dead');
  },
  'refused cancels': async (camera) => {
    const { take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    await openSoftware(page, camera, 'TR');
    await take(page, 'software-of-a-year');
    await page
      .getByRole('row')
      .filter({ hasText: t('software.needsReview') })
      .first()
      .getByRole('button')
      .last()
      .click();
    await page.getByRole('dialog').getByText(t('cancel.needsReview')).waitFor();
    await take(page, 'cancel-needs-review');
    await page.getByRole('dialog').getByRole('link').click();
    await page.getByText(t('report.prefilled')).waitFor();
    await take(page, 'report-from-cancel');
    await page.goBack();
    const boxes = page.locator('tbody').getByRole('checkbox');
    await boxes.first().waitFor();
    for (const box of await boxes.all()) await box.check();
    await take(page, 'software-selected');
    const several = new RegExp(`\\b${await boxes.count()}\\b`);
    await page.getByRole('main').getByRole('button', { name: several }).first().click();
    await page.waitForTimeout(600);
    await take(page, 'cancel-several');
  },
  'the log and its proofs': async (camera) => {
    const { demo, open, openAs, take } = camera;
    const t = wordsOf(camera);
    const { turkish } = partnersOf(demo);
    const log = await openAs('partner', userOf(turkish, 'account_administrator'));
    await visit(log, '/partner/activity?range=year');
    await log.locator('tbody button').first().click();
    await log.getByText(t('proof.again')).waitFor();
    await take(log, 'log-record-proven');
    await log.keyboard.press('Escape');
    await log.getByRole('button', { name: t('log.views') }).click();
    await take(log, 'log-views');
    await log.keyboard.press('Escape');
    await log.getByRole('button', { name: t('log.export'), exact: true }).click();
    await log.getByText(t('log.file.jsonl'), { exact: true }).waitFor();
    await take(log, 'log-export');
    const files: string[] = [];
    for (const file of ['log.file.jsonl', 'log.file.proof', 'log.file.openings', 'log.file.keys'] as const) {
      const [download] = await Promise.all([
        log.waitForEvent('download'),
        log.getByRole('link', { name: t(file), exact: true }).click(),
      ]);
      const path = `${await download.path()}-${download.suggestedFilename()}`;
      await download.saveAs(path);
      files.push(path);
    }
    const stranger = await open();
    await visit(stranger, '/verify');
    await take(stranger, 'verify');
    await stranger.locator('input[type=file]').setInputFiles(files);
    await stranger.getByRole('button', { name: t('verify.verify'), exact: true }).click();
    await stranger.getByRole('heading', { name: t('verify.intact') }).waitFor();
    await stranger.getByRole('heading', { name: t('verify.intact') }).scrollIntoViewIfNeeded();
    await take(stranger, 'verify-intact');
    const operator = await openAs('operator', demo.operator);
    await visit(operator, '/operator/activity');
    await take(operator, 'log-operator-choose');
    await visit(operator, `/operator/activity?partner=${turkish.id}&preset=all&range=year&outcome=succeeded`);
    await take(operator, 'log-operator');
  },
  'log settings': async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const { turkish } = partnersOf(demo);
    const log = await openAs('partner', userOf(turkish, 'global_administrator'));
    await visit(log, '/partner/log-settings/archives');
    await take(log, 'archives-none');
    await visit(log, '/partner/log-settings/checkpoints');
    await log.getByRole('button', { name: t('witnesses.add') }).click();
    await log.getByRole('textbox', { name: t('witnesses.email') }).fill('auditor@example.com');
    await log.keyboard.press('Enter');
    await log.getByRole('dialog').waitFor({ state: 'detached' });
    await take(log, 'checkpoints');
    await log.getByRole('button', { name: t('checkpoints.copyAll') }).scrollIntoViewIfNeeded();
    await take(log, 'checkpoints-keys');
    const { email } = userOf(turkish, 'admin_agent');
    await visit(log, `/partner/log-settings/people?person=${email.split('@')[1]}`);
    await log.getByRole('table').waitFor();
    await take(log, 'people');
    await log
      .getByRole('button', { name: new RegExp(email) })
      .first()
      .click();
    await log.getByRole('dialog').waitFor();
    await take(log, 'erase');
    await visit(log, '/partner/log-settings');
    await take(log, 'unusual');
    await log.getByRole('button', { name: t('form.change') }).click();
    await log.getByRole('dialog').waitFor();
    await take(log, 'unusual-rules');
    const reader = await openAs('partner', userOf(turkish, 'account_administrator'));
    await visit(reader, '/partner/log-settings/people');
    await take(reader, 'people-refused');
    const operator = await openAs('operator', demo.operator);
    await visit(operator, `/operator/log-settings/checkpoints?partner=${turkish.id}`);
    await take(operator, 'checkpoints-operator');
    await visit(operator, '/operator/log-settings/keeping');
    await operator.getByRole('button', { name: t('keeping.set') }).click();
    const form = operator.getByRole('dialog');
    await form.getByRole('textbox', { name: t('keeping.months') }).fill('12');
    await form.locator('input[type=date]').fill('2099-01-31');
    await form.getByRole('button', { name: t('form.save') }).click();
    await form.getByRole('checkbox').waitFor();
    await take(operator, 'retention-shorter');
    await closeDialog(operator, t('dialog.close'));
    await operator.getByRole('button', { name: t('keeping.rotate') }).click();
    await take(operator, 'rotate');
    await operator
      .getByRole('dialog')
      .getByRole('button', { name: t('keeping.rotate') })
      .click();
    await operator.getByRole('dialog').waitFor({ state: 'detached' });
    await take(operator, 'keeping');
  },
  roles: async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const { turkish } = partnersOf(demo);
    const page = await openAs('partner', userOf(turkish, 'sales_agent'));
    await openSoftware(page, camera, 'DE');
    await page
      .getByRole('button', { name: new RegExp(`^${t('software.cancel')}:`) })
      .first()
      .focus();
    await take(page, 'software-for-sales');
    const log = await openAs('partner', userOf(turkish, 'account_administrator'));
    await visit(log, '/partner/activity');
    await take(log, 'activity');
    await visit(log, '/partner/activity?preset=all&range=year');
    await take(log, 'activity-all');
    await log.locator('tbody button').first().click();
    await take(log, 'activity-record');
    await visit(log, '/partner/customers');
    await take(log, 'customers-refused');
  },
  customers: async (camera) => {
    const { demo, openAs, take } = camera;
    const { admin, member } = customerOf(partnersOf(demo).turkish, 'DE');
    const page = await openAs('customer', admin);
    await visit(page, '/customer');
    await page.getByRole('table').waitFor();
    await take(page, 'customer');
    await visit(page, '/customer/billing/products/history');
    await page.getByRole('table').waitFor();
    await take(page, 'customer-history');
    const colleague = await openAs('customer', member);
    await visit(colleague, '/customer');
    await take(colleague, 'customer-refused');
  },
  operator: async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const page = await openAs('operator', demo.operator);
    await visit(page, '/operator/price-sheets');
    await page.getByRole('table').waitFor();
    const sheet = {
      name: 'sheet.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('ProductId,SkuId\r\nx,y\r\n'),
    };
    await page.locator('input[type=file]').setInputFiles(sheet);
    await page.getByRole('button', { name: t('priceSheets.import') }).click();
    await page.getByRole('alert').waitFor();
    await take(page, 'price-sheets-refused');
    await visit(page, '/operator/keys/import');
    await take(page, 'keys-import');
    await visit(page, '/operator/artifacts');
    await take(page, 'files');
  },
  'key pools': async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const page = await openAs('operator', demo.operator);
    await visit(page, '/operator/keys');
    await take(page, 'key-pools');
    await page
      .getByRole('button', { name: new RegExp(t('keyPools.setThreshold')) })
      .first()
      .click();
    await take(page, 'key-pool-threshold');
    await page.keyboard.press('Escape');
    await page.locator('tbody').getByRole('link').first().click();
    await page.getByRole('heading', { name: t('keyPools.imports') }).waitFor();
    await take(page, 'key-pool');
    await page.getByRole('button', { name: t('keyPools.changeKeys') }).click();
    await take(page, 'sku-keys');
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: new RegExp(t('keyPools.withdraw')) })
      .first()
      .click();
    await take(page, 'key-withdraw');
  },
  'operator settings': async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const page = await openAs('operator', demo.operator);
    await visit(page, '/operator/policies');
    await page.getByRole('table').waitFor();
    await take(page, 'policies');
    await page.getByRole('button', { name: t('policies.new') }).click();
    await page.getByRole('dialog').getByRole('status').waitFor();
    await page.getByRole('checkbox', { name: t('policies.extend') }).check();
    await take(page, 'policy-new');
    await visit(page, '/operator/review-rules');
    await take(page, 'review-rules');
    await visit(page, '/operator/markets');
    await page.getByRole('table').waitFor();
    await take(page, 'markets');
    await page.locator('tbody button').first().click();
    await take(page, 'market-change');
    await visit(page, '/operator/tax-rates');
    await page.getByRole('table').waitFor();
    await take(page, 'tax-rates');
    await page.getByRole('button', { name: t('taxRates.new') }).click();
    await page.getByRole('dialog').waitFor();
    await take(page, 'tax-rate-new');
    await visit(page, '/operator/promotions');
    await take(page, 'promotions');
    await visit(page, '/operator/exchange-rates');
    await take(page, 'exchange-rates');
    await visit(page, '/operator/partners');
    await page.getByRole('table').waitFor();
    await take(page, 'partners');
    await page.locator('tbody a').first().click();
    await page.getByRole('table').first().waitFor();
    await take(page, 'partner');
    await visit(page, '/operator/billing-settings');
    await page.getByRole('button', { name: t('form.save') }).waitFor();
    await take(page, 'billing-settings');
  },
  'one partner': async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const { turkish } = partnersOf(demo);
    const agent = await asAgent(camera);
    await visit(agent, '/partner');
    const of = (country: string, list: string) =>
      callApi<{ items: { id: string; orderId: string }[] }>(agent, {
        method: 'GET',
        path: `/customers/${customerOf(turkish, country).id}/${list}`,
      });
    const page = await openAs('operator', demo.operator);
    await visit(page, `/operator/partners/${turkish.id}`);
    await page.getByRole('button', { name: t('billingCurrency.set') }).scrollIntoViewIfNeeded();
    await take(page, 'partner-end');
    await page.getByRole('button', { name: t('billingCurrency.set') }).click();
    await page.getByRole('dialog').waitFor();
    await take(page, 'billing-currency');
    await visit(page, `/operator/partners/${turkish.id}/customers`);
    await page.getByRole('table').waitFor();
    await take(page, 'customers-of-partner');
    await page.getByRole('table').getByRole('button').first().click();
    await page.getByRole('dialog').waitFor();
    await take(page, 'exemption');
    await visit(page, `/operator/partners/${turkish.id}/credits`);
    await take(page, 'credits-none');
    const [order] = (await of('AU', 'orders')).items;
    await visit(page, `/operator/partners/${turkish.id}/credits?order=${order?.id}`);
    await page.getByRole('table').waitFor();
    await take(page, 'credits');
    await page.getByRole('table').getByRole('button').first().click();
    await page.getByRole('dialog').waitFor();
    await take(page, 'credit-new');
    const [reservation] = (await of('DE', 'reservations')).items;
    await visit(page, `/operator/partners/${turkish.id}/credits?order=${reservation?.orderId}`);
    await page.getByRole('table').getByRole('button').last().click();
    await page.getByText(t('reservation.refundAmount')).waitFor();
    await take(page, 'reservation-refund-of-partner');
    await visit(page, '/operator/reservation-policies');
    await page.getByRole('table').waitFor();
    await take(page, 'reservation-policies');
    await page.getByRole('button', { name: t('policies.new') }).click();
    await page.getByRole('dialog').getByRole('status').waitFor();
    await take(page, 'reservation-policy-new');
  },
  why: async (camera) => {
    const { take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    const { id } = customerOf(partnersOf(camera.demo).turkish, 'AU');
    await visit(page, `/partner/customers/${id}`);
    await page.getByRole('button', { name: t('vat.change') }).click();
    await page.getByRole('dialog').waitFor();
    await take(page, 'vat-number');
    const { items } = await callApi<{ items: { id: string; lines: { cancellation: object }[] }[] }>(page, {
      method: 'GET',
      path: `/customers/${id}/orders`,
    });
    const order = items.find(({ lines }) => lines.some((line) => 'cancellableUntil' in line.cancellation));
    await visit(page, `/partner/customers/${id}/orders/${order?.id}`);
    const ask = page.getByRole('button').filter({ hasText: t('why.ask') });
    await ask.first().click();
    await page.getByText(t('why.policy'), { exact: true }).waitFor();
    await take(page, 'why');
    await openSoftware(page, camera, 'AU');
    await page
      .getByRole('button', { name: new RegExp(`^${t('software.cancel')}:`) })
      .and(page.locator(':not([aria-disabled=true])'))
      .first()
      .click();
    await page.getByRole('dialog').getByRole('checkbox').first().waitFor();
    await ask.first().click();
    await page.getByText(t('why.policy'), { exact: true }).waitFor();
    await take(page, 'why-cancel');
  },
  payments: async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const { german, turkish } = partnersOf(demo);
    const page = await openAs('operator', demo.operator);
    await visit(page, '/operator/billing/bank-statements');
    await page.getByRole('button', { name: t('bank.import') }).waitFor();
    const file = (text: string) => ({
      name: 'statement.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`date,amount,currency,reference,counterparty\n${text}`),
    });
    await page.locator('input[type=file]').setInputFiles(file('2026-13-01,"1,5",EUR,G000000001,Somebody\n'));
    await page.getByRole('button', { name: t('bank.import') }).click();
    await page.getByRole('table', { name: t('rowErrors.title') }).waitFor();
    await take(page, 'bank-statement-refused');
    const turn = Date.now() % 100_000;
    await page.locator('input[type=file]').setInputFiles(
      file(`2026-11-20,12.50,EUR,November ${turn},${german.name}
2026-11-20,99.00,EUR,no idea ${turn},Somebody Else
2026-11-21,-4.50,EUR,fees ${turn},The Bank
`),
    );
    await page.getByRole('button', { name: t('bank.import') }).click();
    await page.getByRole('link', { name: t('bank.open') }).waitFor();
    await take(page, 'bank-statements');
    await page.getByRole('link', { name: t('bank.open') }).click();
    await page.getByRole('table', { name: t('bank.title') }).waitFor();
    await take(page, 'bank-statement');
    await page.getByRole('button', { name: t('bank.assign'), exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await take(page, 'bank-line-assign');
    await page.keyboard.press('Escape');
    await visit(page, `/operator/billing/payments?partner=${german.id}`);
    await page.getByRole('table', { name: t('payments.title') }).waitFor();
    await take(page, 'payments');
    await page.getByRole('button', { name: t('payments.record') }).click();
    await page.getByRole('dialog').waitFor();
    await take(page, 'payment-form');
    const inside = await openAs('partner', userOf(german, 'admin_agent'));
    await visit(inside, '/partner/billing/statement');
    await inside.getByRole('table', { name: t('exposure.title') }).waitFor();
    await take(inside, 'statement');
    const sales = await openAs('partner', userOf(turkish, 'sales_agent'));
    await visit(sales, '/partner/billing/statement');
    await take(sales, 'statement-refused');
  },
  invoices: async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    await visit(page, '/partner/billing');
    await page.getByRole('table').waitFor();
    await take(page, 'invoices');
    await page.locator('tbody a').last().click();
    await page.getByRole('table', { name: t('invoice.lines') }).waitFor();
    await take(page, 'invoice');
    await page.getByRole('button', { name: t('download.document') }).click();
    await page.getByRole('menuitem', { name: t('download.csv') }).waitFor();
    await take(page, 'invoice-downloads');
    await page.keyboard.press('Escape');
    await visit(page, '/partner/billing?currency=XTS');
    await take(page, 'invoices-none');
    const sales = await openAs('partner', userOf(partnersOf(demo).turkish, 'sales_agent'));
    await visit(sales, '/partner/billing');
    await take(sales, 'invoices-refused');
  },
  billing: async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const page = await openAs('operator', demo.operator);
    await visit(page, '/operator/billing');
    await page.getByRole('table').waitFor();
    await take(page, 'runs');
    await page.getByRole('button', { name: t('runs.bill') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').first().selectOption({ index: 0 });
    await take(page, 'bill');
    await dialog.getByRole('button', { name: t('bill.preview') }).click();
    await dialog.getByRole('status').waitFor();
    await take(page, 'bill-preview');
    await page.keyboard.press('Escape');
    const sandbox = await newSandbox(openAs, demo, `Ledger ${Date.now() % 100_000}`);
    const before = await changeBilling(page, { parkingChangePercent: 1 });
    const inside = await openAs('partner', userOf(sandbox, 'admin_agent'));
    await moveClockTo(inside, firstOfMonth(new Date().toISOString(), 1));
    await changeBilling(page, before);
    await visit(page, '/operator/billing');
    await page.getByRole('row').filter({ hasText: sandbox.name }).first().getByRole('link').first().click();
    await page.getByRole('table', { name: t('run.parked') }).waitFor();
    await take(page, 'run-parked');
    await page.getByRole('table').getByRole('button').first().click();
    await take(page, 'run-release');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('parked.release') })
      .click();
    await page.getByRole('main').getByRole('status').waitFor();
    await take(page, 'run-released');
    await visit(inside, '/partner/billing?currency=AUD');
    await inside.locator('tbody a').nth(1).click();
    await inside.getByRole('table', { name: t('invoice.lines') }).waitFor();
    await take(inside, 'invoice-with-credit');
    const fresh = await newSandbox(openAs, demo, `Blank ${Date.now() % 100_000}`, false);
    const there = await openAs('partner', userOf(fresh, 'admin_agent'));
    await visit(there, '/partner/billing');
    await take(there, 'invoices-not-yet');
    await visit(page, `/operator/billing/invoices?partner=${partnersOf(demo).german.id}`);
    await page.getByRole('table').waitFor();
    await take(page, 'invoices-of-partner');
    await visit(page, '/operator/billing/reconciliation');
    await page.getByRole('main').getByRole('status').waitFor();
    await take(page, 'reconciliation');
  },
  support: async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    await visit(page, '/partner/support');
    await page.getByRole('table').waitFor();
    await take(page, 'support-requests');
    await page.locator('tbody a').first().click();
    await page.getByRole('heading', { name: t('request.conversation') }).waitFor();
    await take(page, 'support-request');
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await take(page, 'support-request-end');
    await visit(page, '/partner/support?search=nothing-at-all');
    await take(page, 'support-none');
    await visit(page, '/partner/support/new');
    await take(page, 'report');
    const file = (name: string, bytes: number) => ({
      name,
      mimeType: 'image/png',
      buffer: Buffer.alloc(bytes, 1),
    });
    await page.locator('input[type=file]').setInputFiles([file('screen.png', 120_000), file('empty.png', 0)]);
    await page.getByRole('button', { name: t('report.submit') }).scrollIntoViewIfNeeded();
    await take(page, 'report-files');
    const sales = await openAs('partner', userOf(partnersOf(demo).turkish, 'sales_agent'));
    await visit(sales, '/partner/support/new?type=csp_purchase_refund');
    await take(sales, 'report-refund-refused');
    const operator = await openAs('operator', demo.operator);
    await visit(operator, '/operator/support?status=all');
    await operator.getByRole('table').waitFor();
    await take(operator, 'support-queue');
    await visit(operator, '/operator/support?type=csp_purchase_refund');
    await operator.locator('tbody a').first().click();
    await operator.getByRole('heading', { name: t('request.conversation') }).waitFor();
    await take(operator, 'support-queued');
    await operator.getByRole('button', { name: t('decide.refund'), exact: true }).click();
    await operator.getByRole('dialog').locator('dl').waitFor();
    await take(operator, 'support-refund');
    await operator.getByRole('checkbox', { name: t('decide.keep') }).check();
    await operator.getByRole('dialog').locator('dl').waitFor();
    await take(operator, 'support-refund-keep');
    await operator.keyboard.press('Escape');
    await operator.getByRole('button', { name: t('decide.ask'), exact: true }).click();
    await operator.getByRole('dialog').waitFor();
    await take(operator, 'support-ask');
  },
  notices: async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const page = await asAgent(camera);
    await visit(page, '/partner/notices');
    await take(page, 'notices');
    await page
      .getByRole('banner')
      .getByRole('button', { name: new RegExp(t('notices.bell')) })
      .click();
    await page.getByRole('link', { name: t('notices.all') }).waitFor();
    await take(page, 'bell');
    await visit(page, '/partner/notices/preferences');
    await page.getByRole('button', { name: t('calendar.make') }).click();
    await page.getByRole('textbox', { name: t('calendar.address') }).waitFor();
    await take(page, 'notice-preferences');
    await page.getByRole('button', { name: t('calendar.end') }).scrollIntoViewIfNeeded();
    await take(page, 'calendar-address');
    await page.getByRole('button', { name: t('calendar.end') }).click();
    const operator = await openAs('operator', demo.operator);
    for (const status of ['waiting', 'failed']) {
      await visit(operator, `/operator/mails?status=${status}`);
      await take(operator, `mails-${status}`);
    }
  },
  sandbox: async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const page = await openAs('partner', userOf(partnersOf(demo).sandbox, 'admin_agent'));
    await visit(page, '/partner');
    await page.getByRole('button', { name: t('clock.move') }).click();
    await take(page, 'sandbox-clock');
  },
  'sandbox accounts': async (camera) => {
    const { demo, openAs, take } = camera;
    const t = wordsOf(camera);
    const page = await openAs('partner', userOf(partnersOf(demo).turkish, 'global_administrator'));
    await visit(page, '/partner/sandboxes');
    await take(page, 'sandboxes-none');
    await page.getByRole('button', { name: t('sandboxes.create') }).click();
    await page.getByRole('textbox', { name: t('sandboxes.name') }).fill('Month’s end');
    await take(page, 'sandboxes-create');
    await page.getByRole('button', { name: t('sandboxes.createNow'), exact: true }).click();
    await page.getByRole('button', { name: t('sandboxes.download') }).waitFor();
    await take(page, 'sandboxes-secrets');
    await page.getByRole('button', { name: t('dialog.close') }).click();
    await page.getByRole('table').waitFor();
    await take(page, 'sandboxes');
    await page
      .getByRole('button', { name: t('sandboxes.deleteOf').replace('{name}', 'Month’s end') })
      .click();
    await take(page, 'sandboxes-delete');
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: t('sandboxes.delete'), exact: true })
      .click();
    await page.getByRole('table').waitFor({ state: 'detached' });
  },
  'in between': async (camera) => {
    const { take } = camera;
    const page = await asAgent(camera);
    await visit(page, '/partner/nowhere');
    await take(page, 'missing');
    await page.route('**/kontor/v1/customers/**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, slowMs));
      await route.continue().catch(() => undefined);
    });
    await page.goto(`/partner/customers/${homeOf(camera)}/software`);
    await page.locator('h1').waitFor();
    await take(page, 'software-loading');
    await page.unroute('**/kontor/v1/customers/**');
    await page.route('**/software?**', (route) => route.abort());
    await page.route('**/software', (route) =>
      route.request().isNavigationRequest() ? route.continue() : route.abort(),
    );
    await page.goto(`/partner/customers/${homeOf(camera)}/software`);
    await page.getByRole('alert').waitFor();
    await take(page, 'software-unreachable');
  },
  'right to left': async (camera) => {
    const page = await asAgent(camera);
    await page.addInitScript(pretendRightToLeft);
    await openSoftware(page, camera, 'AU');
    await camera.take(page, 'right-to-left');
    await page
      .getByRole('button')
      .filter({ hasText: wordsOf(camera)('software.getKeysAndDownloads') })
      .and(page.locator(':not([aria-disabled=true])'))
      .first()
      .click();
    await camera.take(page, 'right-to-left-panel');
  },
};

/** No language of ours is written from the right yet, so its list of those that are is made to hold every one. */
function pretendRightToLeft(): void {
  const has = Set.prototype.has;
  Set.prototype.has = function isMember(this: Set<unknown>, value: unknown): boolean {
    return has.call(this, value) || (has.call(this, 'he') && has.call(this, 'ur'));
  };
}

function wordsOf({ turkish }: Pick<Camera, 'turkish'>): (key: MessageKey) => string {
  return (key) => (turkish ? tr : en)[key];
}

function asAgent({ demo, openAs }: Camera): Promise<Page> {
  return openAs('partner', userOf(partnersOf(demo).turkish, 'admin_agent'));
}

function homeOf({ demo }: Camera): string {
  return customerOf(partnersOf(demo).turkish, 'TR').id;
}

async function openSoftware(page: Page, { demo }: Camera, country: string): Promise<void> {
  await visit(page, `/partner/customers/${customerOf(partnersOf(demo).turkish, country).id}/software`);
  await page.getByRole('table').waitFor();
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('h1').waitFor();
  await page.waitForLoadState('networkidle');
}

async function closeDialog(page: Page, close: string): Promise<void> {
  await page.getByRole('dialog').last().getByRole('button', { name: close }).click();
}
