import { escapeHtml, type Html } from './html.ts';

/** The Markdown that our own pages use: headings, paragraphs, lists, tables, fenced code, `code`, **bold**, links. */
export const renderMarkdown = (text: string): Html => {
  const blocks = text.replaceAll('\r\n', '\n').split(/\n{2,}(?=(?:[^`]|`(?!``)|```[^`]*```)*$)/);
  return { html: blocks.map((block) => renderBlock(block.trim())).join('\n') };
};

const renderBlock = (block: string): string => {
  const fence = /^```\w*\n([\s\S]*?)\n?```$/.exec(block);
  if (fence) return `<pre tabindex="0"><code>${escapeHtml(fence[1] ?? '')}</code></pre>`;
  const heading = /^(#{1,4}) (.+)$/.exec(block);
  if (heading) {
    const level = heading[1]?.length ?? 1;
    const words = heading[2] ?? '';
    return `<h${level} id="${anchorOf(words)}">${inline(words)}</h${level}>`;
  }
  const lines = block.split('\n');
  // A heading, list or table needs no empty line around it.
  if (/^#{1,4} /.test(lines[0] ?? '')) {
    return `${renderBlock(lines[0] ?? '')}\n${renderBlock(lines.slice(1).join('\n'))}`;
  }
  if (lines.every((line) => line.startsWith('|'))) return renderTable(lines);
  const list = listOf(lines);
  if (list) return list;
  return block === '' ? '' : `<p>${inline(lines.join(' '))}</p>`;
};

const listOf = (lines: readonly string[]): string | undefined => {
  const marker = /^(-|\d+\.) /.exec(lines[0] ?? '')?.[1];
  if (marker === undefined) return undefined;
  const isItem = marker === '-' ? /^- / : /^\d+\. /;
  const items: string[] = [];
  for (const line of lines) {
    if (isItem.test(line)) items.push(line.replace(isItem, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  const name = marker === '-' ? 'ul' : 'ol';
  return `<${name}>\n${items.map((item) => `<li>${inline(item)}</li>`).join('\n')}\n</${name}>`;
};

const renderTable = (lines: readonly string[]): string => {
  const cells = (line: string, tag: string) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${inline(cell.trim())}</${tag}>`)
      .join('');
  const [head = '', , ...rows] = lines;
  const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
  return `<div class="scroll" tabindex="0"><table>
<thead><tr>${cells(head, 'th')}</tr></thead>
<tbody>
${body}
</tbody>
</table></div>`;
};

const inline = (text: string): string =>
  text
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith('`') && part.length > 1
        ? `<code>${escapeHtml(part.slice(1, -1))}</code>`
        : escapeHtml(part)
            .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
            .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, words: string, to: string) => linkTo(words, to)),
    )
    .join('');

// Pages refer to each other as files, so that they can be followed in the repository as well.
const linkTo = (words: string, to: string): string =>
  `<a href="${to.replace(/^(\.\.\/)?([\w-]+)\.md/, '/docs/$2').replace(/^errors\/([\w.]+)\.md/, '/docs/errors/$1')}">${words}</a>`;

export const anchorOf = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
