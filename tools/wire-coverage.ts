import { readdirSync, readFileSync } from 'node:fs';
import { leftOut } from '@kontor/wire/left-out';
import type { WireOperation } from '@kontor/wire/operation';
import { operations } from '@kontor/wire/operations';

export const coverageFile = new URL('../docs/wire-coverage.md', import.meta.url);
const sessions = new URL('../conformance/sessions/', import.meta.url);

type Step = { readonly request: { readonly method: string; readonly path: string } };
type Session = { readonly name: string; readonly steps: readonly Step[] };

const readSessions = (): Session[] =>
  readdirSync(sessions)
    .filter((file) => file.endsWith('.json') && file !== 'shapes.json')
    .sort()
    .map((file) => ({
      name: file.slice(0, -'.json'.length),
      steps: JSON.parse(readFileSync(new URL(file, sessions), 'utf8')).steps,
    }));

const segmentsOf = (path: string): string[] =>
  (path.split('?', 1)[0] ?? '')
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => segment.toLowerCase());

const isParameter = (segment: string): boolean => segment.startsWith('{') && !segment.startsWith('{{');

/** How many segments of the path are fixed words, or undefined when it is another address. */
const fitOf = (operation: WireOperation, step: Step): number | undefined => {
  if (operation.method !== step.request.method) return undefined;
  const wanted = segmentsOf(operation.path);
  const found = segmentsOf(step.request.path);
  if (wanted.length !== found.length) return undefined;
  const fits = wanted.every((segment, index) => isParameter(segment) || segment === found[index]);
  return fits ? wanted.filter((segment) => !isParameter(segment)).length : undefined;
};

/** The operation that a step asks: the most fixed words win, as they do in the server's router. */
const operationOf = (step: Step): string | undefined =>
  (Object.values(operations) as WireOperation[])
    .map((operation) => ({ name: operation.name, fit: fitOf(operation, step) }))
    .filter((each) => each.fit !== undefined)
    .sort((a, b) => (b.fit ?? 0) - (a.fit ?? 0))[0]?.name;

/** Operation → the recorded sessions that ask it. */
export const coveredBy = (): Map<string, Set<string>> => {
  const covered = new Map<string, Set<string>>();
  for (const { name, steps } of readSessions())
    for (const step of steps) {
      const operation = operationOf(step);
      if (operation === undefined) continue;
      covered.set(operation, (covered.get(operation) ?? new Set()).add(name));
    }
  return covered;
};

type Row = { readonly source: string; readonly call: string; readonly state: string };

const sectionOf = (row: Row): number[] => row.source.split('.').map(Number);

const inOrder = (a: Row, b: Row): number => {
  const [first, second] = [sectionOf(a), sectionOf(b)];
  return (
    (first[0] ?? 0) - (second[0] ?? 0) || (first[1] ?? 0) - (second[1] ?? 0) || (a.call < b.call ? -1 : 1)
  );
};

/** The table of docs/wire-coverage.md. */
export const coverageTable = (): string => {
  const covered = coveredBy();
  const offered = (Object.values(operations) as WireOperation[]).map((operation) => ({
    source: operation.source,
    call: `${operation.method} ${operation.path}`,
    state: `replayed by ${[...(covered.get(operation.name) ?? [])].sort().join(', ')}`,
  }));
  const missing = leftOut.map(({ source, method, path, reason }) => ({
    source,
    call: `${method} ${path}`,
    state: `501: ${reason}`,
  }));
  const rows = [...offered, ...missing].sort(inOrder);
  return `# What of the wire is answered

Written by \`tools/write-wire-coverage.ts\`; a test compares it with the code. Sections are those of the Partner Center API's
reference that the operations name. A call is answered for real and replayed by the named sessions of \`conformance/sessions\`,
or it is answered with 501 and the reason.

${offered.length} calls are answered, ${missing.length} are left out.

| section | call | |
|---|---|---|
${rows.map(({ source, call, state }) => `| ${source} | \`${call}\` | ${state} |`).join('\n')}
`;
};
