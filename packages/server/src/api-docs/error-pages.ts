import { type ProblemCode, problems } from '@kontor/contract/problems';
import { docsPage, type Html, html } from './html.ts';
import { renderMarkdown } from './markdown.ts';

export const isProblemCode = (text: string): text is ProblemCode => Object.hasOwn(problems, text);

/** The page of one code: its line of the table, then what docs/errors says about it. */
export const errorPage = (code: ProblemCode, markdown: string): string => {
  const { status, title, remedy } = problems[code];
  return docsPage(
    title,
    html`<h1>${title}</h1>
<p><code>${code}</code>, status ${status}. ${remedy}</p>
${withoutTitle(markdown)}`,
  );
};

const withoutTitle = (markdown: string): Html => renderMarkdown(markdown.replace(/^# .*\n+/, ''));

/** All codes with what they mean. */
export const errorListPage = (): string => {
  const codes = Object.keys(problems).filter(isProblemCode).sort();
  return docsPage(
    'Problems',
    html`<h1>Problems</h1>
<p>Every refusal of the Kontor API is <code>application/problem+json</code> with a stable <code>code</code>, the facts
of the case and a <code>requestId</code> to quote. Switch on the code, never on the words.</p>
<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">status</th><th scope="col">code</th><th scope="col">meaning</th></tr></thead><tbody>
${codes.map(
  (code) =>
    html`<tr><td>${problems[code].status}</td><td><a href="/docs/errors/${code}"><code>${code}</code></a></td><td>${problems[code].title}. ${problems[code].remedy}</td></tr>
`,
)}</tbody></table></div>`,
  );
};

export const unknownPage = (): string =>
  docsPage(
    'No such page',
    html`<h1>There is no such page</h1>
<p>See the <a href="/docs">API reference</a> or the <a href="/docs/errors">list of problems</a>.</p>`,
  );
