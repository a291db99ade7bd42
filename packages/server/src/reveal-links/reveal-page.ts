import type { RevealedKeys } from '../entitlements/reveal-key.ts';
import {
  escapeHtml,
  type Fact,
  factList,
  type PageLanguage,
  pageInstant,
  pageLanguageName,
  plainPage,
} from '../platform/http/plain-page.ts';
import type { FoundRevealLink } from './reveal-link-store.ts';
import { type DeadReveal, revealWords } from './reveal-page-words.ts';

const put = (text: string, facts: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => facts[name] ?? whole);

const productFacts = (row: FoundRevealLink, language: PageLanguage): Fact[] => {
  const words = revealWords[language];
  return [
    [words.product, row.sku_title],
    [words.version, row.version],
    [words.language, pageLanguageName(row.language, language)],
    [words.bitness, /^\d+$/.test(row.bitness) ? put(words.bits, { bits: row.bitness }) : row.bitness],
    [words.from, row.account_name],
  ];
};

/** What waits behind the button. Looking at this page uses nothing up, so that mail scanners may. */
export const waitingPage = (row: FoundRevealLink, until: number, language: PageLanguage): string => {
  const words = revealWords[language];
  const facts: Fact[] = [...productFacts(row, language), [words.until, pageInstant(until, language)]];
  return plainPage(
    language,
    words.title,
    `<p>${escapeHtml(put(words.intro, { sender: row.account_name }))}</p>${factList(facts)}
<p>${escapeHtml(words.once)}</p>
<form method="post" autocomplete="off"><button class="act" type="submit">${escapeHtml(words.show)}</button></form>`,
  );
};

/** Keys in clear, for the one reader. */
export const shownPage = (
  row: FoundRevealLink,
  { keys, activations }: RevealedKeys,
  language: PageLanguage,
): string => {
  const words = revealWords[language];
  const shown = keys.map(({ position, key }) => {
    const label = keys.length > 1 ? put(words.position, { position: String(position) }) : words.shownTitle;
    const groups = groupsOf(key).map((group) => `<span>${escapeHtml(group)}</span>`);
    // The space between makes the copied text readable; no client minds it.
    return `<output class="key" aria-label="${escapeHtml(label)}">${groups.join(' ')}</output>`;
  });
  const times = activations === null ? '' : put(words.activations, { count: String(activations) });
  return plainPage(
    language,
    words.shownTitle,
    `<p>${escapeHtml(words.shown)}</p>${shown.join('')}${times === '' ? '' : `<p>${escapeHtml(times)}</p>`}${factList(productFacts(row, language))}
<p>${escapeHtml(words.recorded)}</p>`,
  );
};

const groupsOf = (key: string): readonly string[] =>
  key.includes('-') ? [key] : (key.match(/.{1,4}/g) ?? [key]);

export type DeadFacts = { readonly dead: DeadReveal; readonly at?: number; readonly sender?: string };

export const deadRevealPage = ({ dead, at, sender }: DeadFacts, language: PageLanguage): string => {
  const words = revealWords[language];
  const { title, reason, ask } = words.dead[dead];
  const when = at === undefined ? '' : pageInstant(at, language);
  return plainPage(
    language,
    title,
    `<p>${escapeHtml(put(reason, { at: when }))}</p><p>${escapeHtml(put(ask, { sender: sender ?? words.whoever }))}</p>`,
  );
};
