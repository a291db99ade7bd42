/** Text that is markup already; everything else is escaped where it is put in. */
export type Html = { readonly html: string };

type Part = Html | string | number | undefined | readonly (Html | string)[];

const escaped: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => escaped[sign] ?? sign);

/** A template whose values are escaped unless they are `Html` themselves. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: strings.map((text, index) => text + rendered(parts[index])).join(''),
});

const rendered = (part: Part): string => {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'html' in part ? part.html : part.map(rendered).join('');
};

/** A whole page of the documentation. */
export const docsPage = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Kontor</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><nav aria-label="Documentation">
<a href="/docs">API reference</a>
<a href="/docs/errors">Problems</a>
<a href="/docs/access">Who may do what</a>
<a href="/docs/glossary">Glossary</a>
<a href="/docs/keys-and-downloads">Keys and downloads</a>
<a href="/kontor/v1/openapi.json">OpenAPI 3.1</a>
</nav></header>
<main id="content">
${body}
</main>
</body>
</html>
`.html;

export const styleSheet = `:root { color-scheme: light dark; --line: #8a8886; --soft: #8883; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem; }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; border-block-end: 1px solid var(--line); padding-block-end: .75rem; }
.skip { position: absolute; inset-inline-start: -100vw; }
.skip:focus { position: static; }
h1, h2, h3 { line-height: 1.25; margin-block: 1.5rem .5rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .925em; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: 4px; }
section.operation { border-block-start: 1px solid var(--line); padding-block: .5rem; }
.method { font-weight: 700; margin-inline-end: .5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin-block: .5rem; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: start; vertical-align: top; }
th { background: var(--soft); }
`;
