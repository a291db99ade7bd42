import { expect, it } from 'vitest';
import { renderMarkdown } from './markdown.ts';

const rendered = (text: string) => renderMarkdown(text).html;

it('escapes whatever is not markup of ours', () => {
  expect(rendered('a <script> & "b"')).toBe('<p>a &lt;script&gt; &amp; &quot;b&quot;</p>');
  expect(rendered('`<b>`')).toBe('<p><code>&lt;b&gt;</code></p>');
});

it('knows headings, emphasis and links between pages', () => {
  expect(rendered('## What to do')).toBe('<h2 id="what-to-do">What to do</h2>');
  expect(rendered('**now** see [this](access.md)')).toBe(
    '<p><strong>now</strong> see <a href="/docs/access">this</a></p>',
  );
  expect(rendered('[one](errors/link.expired.md)')).toBe(
    '<p><a href="/docs/errors/link.expired">one</a></p>',
  );
});

it('joins the lines of a list item, and keeps empty lines in fenced code', () => {
  expect(rendered('- a\n  b\n- c')).toBe('<ul>\n<li>a b</li>\n<li>c</li>\n</ul>');
  expect(rendered('```json\n{\n\n}\n```')).toBe('<pre tabindex="0"><code>{\n\n}</code></pre>');
});

it('makes tables with headed columns', () => {
  const html = rendered('| a | b |\n|---|---|\n| `x` | y |');
  expect(html).toContain('<th scope="col">a</th>');
  expect(html).toContain('<td><code>x</code></td>');
});
