import type { FastifyReply } from 'fastify';

// Pages for people who are nobody's user: no script, no cookie, nothing fetched from anywhere, so that they work in
// any browser and tell nobody who looked.

export type PageLanguage = 'en' | 'tr';

const known: readonly PageLanguage[] = ['en', 'tr'];

/** The reader's first language among ours, by RFC 9110; English where they ask for neither. */
export const pageLanguage = (acceptLanguage: string | undefined): PageLanguage => {
  const wishes = (acceptLanguage ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const weight = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(Boolean);
    return { language: tag.split('-', 1)[0], weight: weight === undefined ? 1 : Number(weight) };
  });
  const best = wishes.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  for (const { language } of best) {
    const found = known.find((each) => each === language);
    if (found) return found;
  }
  return 'en';
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (each) => entities[each] ?? '');

/** A name and what it is, or nothing where there is nothing to say. */
export type Fact = readonly [name: string, value: string];

/** A description list; the values are texts, never markup. */
export const factList = (facts: readonly Fact[]): string =>
  `<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`;

const style = `
:root { color-scheme: light dark; --line: #8886; --accent: #0f6cbd; --on: #fff }
@media (prefers-color-scheme: dark) { :root { --accent: #479ef5; --on: #0a0a0a } }
* { box-sizing: border-box }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; padding: 2rem 1rem; overflow-wrap: anywhere }
main { max-width: 38rem; margin: 0 auto }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem }
dl { display: grid; grid-template-columns: minmax(7rem, auto) minmax(0, 1fr); gap: .4rem 1rem; margin: 1.5rem 0; padding: 1rem 0; border-block: 1px solid var(--line) }
dt { opacity: .75 } dd { margin: 0 }
.sum, .key { font-family: ui-monospace, monospace }
.sum { font-size: .85rem }
.key { display: flex; flex-wrap: wrap; gap: .25rem .9rem; font-size: 1.25rem; padding: 1rem; border: 1px solid var(--line); border-radius: .4rem; user-select: all; margin: 0 0 1rem }
.act { font: inherit; font-weight: 600; display: inline-block; min-height: 2.75rem; padding: .6rem 1.4rem; border: 0; border-radius: .4rem; background: var(--accent); color: var(--on); text-decoration: none; cursor: pointer }
.act:focus-visible { outline: 3px solid currentColor; outline-offset: 3px }
@media (max-width: 26rem) { dl { grid-template-columns: minmax(0, 1fr); gap: 0 } dd { margin-bottom: .6rem } }
`;

/** A whole page; `body` is markup whose texts are escaped already. */
export const plainPage = (language: PageLanguage, title: string, body: string): string => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer"><title>${escapeHtml(title)}</title>
<style>${style}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>
`;

/** No other site is told of it, no search engine keeps it, no cache holds it, nothing can be run in it. */
export const sendPage = (reply: FastifyReply, status: number, html: string): FastifyReply =>
  reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      vary: 'Accept-Language',
    })
    .send(html);

const tags: Readonly<Record<PageLanguage, string>> = { en: 'en-GB', tr: 'tr-TR' };

/** For people anywhere, so in UTC and saying so. */
export const pageInstant = (at: number, language: PageLanguage): string =>
  `${new Intl.DateTimeFormat(tags[language], { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at)} UTC`;

export const pageSize = (bytes: number, language: PageLanguage): string => {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return new Intl.NumberFormat(tags[language], {
    style: 'unit',
    unit: units[step] ?? 'byte',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
};

/** The name of a language in the reader's own; the tag where it has none. */
export const pageLanguageName = (tag: string, language: PageLanguage): string => {
  try {
    return (
      new Intl.DisplayNames(tags[language], { type: 'language', languageDisplay: 'standard' }).of(tag) ?? tag
    );
  } catch {
    return tag; // the operator names languages freely
  }
};
