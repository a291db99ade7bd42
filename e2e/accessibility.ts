import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const source = readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/**
 * Fluent's focus library puts empty elements around dialogs and menus. They take the focus for an instant, to hand it
 * on at once, and are hidden from screen readers, which is what axe objects to.
 */
const knownAndHarmless = ['[data-tabster-dummy]'];

/** Whatever axe finds on the page as it stands is a failure, serious or not. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await settled(page);
  await page.evaluate(await source);
  const run = `axe.run({ exclude: ${JSON.stringify(knownAndHarmless.map((each) => [each]))} }, { resultTypes: ['violations'] })`;
  const { violations } = await page.evaluate<AxeResults>(run);
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary ?? ''}`),
  );
  expect(found, `accessibility of ${what}`).toEqual([]);
}

/** Colours in the middle of a fade are nobody's colours. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.evaluate(() =>
    Promise.race([
      Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
      new Promise((resolve) => setTimeout(resolve, 1000)),
    ]).then(() => undefined),
  );
}
