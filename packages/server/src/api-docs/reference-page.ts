import type { Operation } from '@kontor/contract/operation';
import { operations } from '@kontor/contract/operations';
import { problems } from '@kontor/contract/problems';
import { accessInWords } from './access-in-words.ts';
import { docsPage, type Html, html } from './html.ts';
import { isReplayable, problemsOf } from './operation-problems.ts';
import { type Components, noComponents, type Schema, schemaOf } from './schema-components.ts';

/** The reference of every operation, from the values that run them. */
export const referencePage = (publicUrl: string): string => {
  const components = noComponents();
  const byNoun = [...Map.groupBy(Object.values(operations), ({ noun }): string => noun)];
  const sections = byNoun.map(
    ([noun, own]) => html`<h2 id="${noun}">${noun}</h2>
${own.map((operation) => operationSection(operation, components))}`,
  );
  return docsPage(
    'API reference',
    html`<h1>Kontor API</h1>
<p>Addresses begin with <code>${publicUrl}/kontor/v1</code>. Send <code>Authorization: Bearer …</code>. Amounts are
decimal text, instants RFC 3339 in UTC, ids opaque text. Lists take <code>limit</code> and <code>cursor</code>.</p>
<p>The partner center API on the wire is at <code>${publicUrl}/v1</code>; downloads are fetched from the address that a
download or a link answers.</p>
<nav aria-label="Operations"><ul>${byNoun.map(([noun]) => html`<li><a href="#${noun}">${noun}</a></li>`)}</ul></nav>
${sections}
<h2 id="shapes">Shapes</h2>
${[...components.schemas]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, schema]) => html`<h3 id="shape-${name}">${name}</h3>${schemaBlock(schema)}`)}`,
  );
};

const operationSection = (operation: Operation, components: Components): Html =>
  html`<section class="operation" aria-labelledby="${operation.name}">
<h3 id="${operation.name}">${operation.summary}</h3>
<p><span class="method">${operation.method}</span><code>/kontor/v1${operation.path}</code></p>
<p>Who may call: ${accessInWords(operation.access)}.${
    operation.secret ? ' The answer holds a secret and is never stored.' : ''
  }${isReplayable(operation) ? html` Takes <code>Idempotency-Key</code>.` : ''}</p>
${parametersTable(operation, components)}
${bodyBlock(operation, components)}
${answerBlocks(operation, components)}
<details><summary>Problems</summary><ul>${problemsOf(operation).map(
    (code) =>
      html`<li>${problems[code].status} <a href="/docs/errors/${code}"><code>${code}</code></a> ${problems[code].title}</li>`,
  )}</ul></details>
</section>
`;

const parametersTable = ({ params, query }: Operation, components: Components): Html => {
  const rows = [
    ...Object.entries(params?.shape ?? {}).map((entry) => ['path', ...entry] as const),
    ...Object.entries(query?.shape ?? {}).map((entry) => ['query', ...entry] as const),
  ];
  if (rows.length === 0) return html``;
  return html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">meaning</th></tr></thead><tbody>
${rows.map(([place, name, field]) => {
  return html`<tr><td><code>${name}</code></td><td>${place}</td><td><code>${outline(schemaOf(field, components), 0)}</code></td></tr>`;
})}</tbody></table></div>`;
};

const bodyBlock = ({ body, bodyStream }: Operation, components: Components): Html => {
  if (bodyStream) return html`<p>Body: <code>${bodyStream}</code></p>`;
  return body ? html`<h4>Body</h4>${schemaBlock(schemaOf(body, components))}` : html``;
};

const answerBlocks = ({ answers }: Operation, components: Components): Html =>
  html`${Object.entries(answers).map(([status, answer]) => {
    if (answer === null) return html`<h4>Answer ${status}: nothing</h4>`;
    if (answer === 'stream') return html`<h4>Answer ${status}: the bytes</h4>`;
    return html`<h4>Answer ${status}</h4>${schemaBlock(schemaOf(answer, components))}`;
  })}`;

const schemaBlock = (schema: Schema): Html => {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  if (name !== undefined) return html`<p><a href="#shape-${name}">${name}</a></p>`;
  return html`<pre tabindex="0"><code>${outline(schema, 0)}</code></pre>`;
};

/** A schema as one would write it down by hand: names, types, what may be absent. */
const outline = (schema: unknown, depth: number): string => {
  const { type, properties, required, items, $ref, anyOf, enum: members, description } = schema as Schema; // of zod
  if (typeof $ref === 'string') return $ref.split('/').at(-1) ?? '';
  if (Array.isArray(members)) return members.map((member) => JSON.stringify(member)).join(' | ');
  if (Array.isArray(anyOf)) return anyOf.map((member) => outline(member, depth)).join(' | ');
  if (type === 'array') return `[ ${outline(items, depth)} ]`;
  if (typeof properties === 'object' && properties !== null) {
    const pad = '  '.repeat(depth + 1);
    const needed = Array.isArray(required) ? required : [];
    const fields = Object.entries(properties).map(
      ([name, field]) => `${pad}${name}${needed.includes(name) ? '' : '?'}: ${outline(field, depth + 1)}`,
    );
    return `{\n${fields.join('\n')}\n${'  '.repeat(depth)}}`;
  }
  const words = typeof description === 'string' ? `  (${description})` : '';
  return `${typeof type === 'string' ? type : 'anything'}${limits(schema as Schema)}${words}`; // as above
};

const limits = ({ pattern, minimum, maximum, maxLength }: Schema): string => {
  if (pattern !== undefined) return ` like ${pattern}`;
  if (minimum !== undefined || maximum !== undefined) return ` ${minimum ?? ''}…${maximum ?? ''}`;
  return maxLength === undefined ? '' : `, at most ${maxLength} characters`;
};
