import { readFileSync } from 'node:fs';
import { operations } from '@kontor/contract/operations';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { accessTable } from './access-in-words.ts';
import { openApiDocument, openApiText } from './openapi-document.ts';

type Node = { readonly [member: string]: unknown };

const document = openApiDocument();
const docs = new URL('../../../../docs/', import.meta.url);
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function* nodesOf(value: unknown, at = '#'): Generator<readonly [string, Node]> {
  if (!isNode(value)) return;
  yield [at, value];
  for (const [name, member] of Object.entries(value)) {
    yield* nodesOf(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

const nodeAt = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, part) => (isNode(node) ? node[part] : undefined), document);

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'];
const described = Object.entries(document.paths as Node).flatMap(([path, item]) =>
  Object.entries(item as Node)
    .filter(([method]) => methods.includes(method))
    .map(([method, operation]) => ({ path, method, operation: operation as Node, item: item as Node })),
);

describe('the OpenAPI document', () => {
  it('has every operation, under its method and path', () => {
    const wanted = Object.values(operations).map(({ name, method, path }) => `${name} ${method} ${path}`);
    const found = described.map(
      ({ path, method, operation }) => `${String(operation.operationId)} ${method.toUpperCase()} ${path}`,
    );
    expect(found.filter((line) => !line.includes('/downloads/{token}')).sort()).toEqual(wanted.sort());
  });

  it('refers to nothing that is not in it', () => {
    const references = [...nodesOf(document)].flatMap(([at, { $ref }]) =>
      typeof $ref === 'string' ? [{ at, $ref }] : [],
    );
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter(({ $ref }) => nodeAt($ref) === undefined)).toEqual([]);
  });

  it('holds JSON Schemas that compile', { timeout: 30_000 }, () => {
    const ajv = new Ajv2020({ strict: false, formats: { uri: true } });
    ajv.addSchema({ $id: 'https://kontor.example/openapi', ...document });
    const schemas = [...nodesOf(document)].filter(([at]) =>
      /\/(schema|components\/schemas\/[^/]+)$/.test(at),
    );
    expect(schemas.length).toBeGreaterThan(100);
    for (const [at] of schemas) {
      const $ref = `https://kontor.example/openapi${encodeURI(at).replaceAll('{', '%7B').replaceAll('}', '%7D')}`;
      expect(() => ajv.compile({ $ref }), at).not.toThrow();
    }
  });

  it.each(described.map((entry) => [String(entry.operation.operationId), entry] as const))(
    '%s is complete: parameters of its path, a success, problems, tags and security that exist',
    (_, { path, operation, item }) => {
      const own = [operation.parameters, item.parameters].flatMap((list) =>
        Array.isArray(list) ? list : [],
      );
      const inPath = own.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
      expect(inPath.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort());
      const responses = operation.responses as Node;
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
      expect(Object.keys(responses)).toContain('500');
      for (const answer of Object.values(responses) as Node[]) {
        const resolved = typeof answer.$ref === 'string' ? (nodeAt(answer.$ref) as Node) : answer;
        expect(resolved.description).toBeTruthy();
      }
      const tags = (document.tags as Node[]).map(({ name }) => name);
      expect(tags).toEqual(expect.arrayContaining(operation.tags as string[]));
      const schemes = Object.keys((document.components as Node).securitySchemes as Node);
      const used = (operation.security as Node[]).flatMap((requirement) => Object.keys(requirement));
      expect(schemes).toEqual(expect.arrayContaining(used));
    },
  );

  it('gives each operation an id of its own and each tag words', () => {
    const ids = described.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { name, description } of document.tags as Node[]) expect(description).not.toBe(name);
  });

  it('asks for the CSRF header wherever a session may change something', () => {
    const changing = described.filter(({ method }) => method !== 'get' && method !== 'head');
    for (const { operation } of changing) {
      for (const requirement of operation.security as Node[]) {
        if ('session' in requirement) expect(requirement).toHaveProperty('csrf');
      }
    }
  });
});

describe('what is committed for reading says what the code says', () => {
  it.each([
    ['openapi.json', openApiText()],
    ['access.md', accessTable()],
  ])('docs/%s (written by npm run openapi)', (name, wanted) => {
    const isUpToDate = readFileSync(new URL(name, docs), 'utf8') === wanted;
    expect(isUpToDate, `docs/${name} is out of date: npm run openapi`).toBe(true);
  });
});
