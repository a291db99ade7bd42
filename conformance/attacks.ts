import fc from 'fast-check';

// Requests that a careless or hostile client could send, made from one that is right. JSON cannot write some of the
// values that a text on the wire can, so they stand in a body as marks and are written out last.

const marks: Readonly<Record<string, string>> = {
  '@huge number@': '1e400',
  '@minus zero@': '-0',
  '@long fraction@': '1.0000000000000000000000001',
  '@half a pair@': '"\\ud800"',
  '@nul@': '"a\\u0000b"',
  '@deep@': `${'['.repeat(60_000)}${']'.repeat(60_000)}`,
  '@deep object@': `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`,
  '@prototype@': '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
};

const written = (body: unknown): string => {
  let text = JSON.stringify(body) ?? '';
  for (const [mark, meaning] of Object.entries(marks)) text = text.replaceAll(JSON.stringify(mark), meaning);
  return text;
};

const oddTexts = [
  '',
  ' ',
  '\t',
  '.',
  '..',
  '../../etc/passwd',
  '%',
  '%%',
  '\\',
  '"',
  "'; drop table kontor.cart; --",
  '<script>',
  '{}',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1.5',
  '1e9',
  '99999999999999999999',
  'true',
  'Ünïcödé',
  '💥',
  '\u202Eright to left',
  'ıİşŞ',
  'x'.repeat(600),
  '0001-01-01T00:00:00',
  '2026-02-30',
  '9999-12-31',
  '0000-00-00',
  '275760-09-14',
  '2026-13-40T99:99:99Z',
  'P60D',
  'P-1D',
  'PT99999999H',
  'P999999999Y',
  '00000000-0000-0000-0000-000000000000',
  `${'0'.repeat(31)}1`,
  'DZH318Z0XXXX',
  'DG7GMGF0DWT5:0001:DWT500DEEUR0',
  'a:b:c',
  'EUR',
  'eur',
  'XXX',
  'one_time',
  'OneTime',
  'cancelled',
  'AAAA',
  'e30=',
];
export const oddText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...oddTexts) },
  { weight: 1, arbitrary: fc.string({ maxLength: 60, unit: 'binary' }) },
);

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: oddText },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      false,
      0,
      -1,
      1,
      1.5,
      -0.1,
      2 ** 31,
      2 ** 53,
      999_999_999,
      1_000_000_000,
      1e21,
      [],
      {},
      [[]],
      [null],
      [{}],
      'x'.repeat(20_000),
      Array.from({ length: 2_000 }, (_, index) => index),
      ...Object.keys(marks),
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

type Path = readonly (string | number)[];

const pathsOf = (value: unknown, path: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))];
};

const changedAt = (value: unknown, path: Path, change: (member: unknown) => unknown): unknown => {
  const [name, ...rest] = path;
  if (name === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item, index) => (index === Number(name) ? changedAt(item, rest, change) : item));
  const holder = value as Record<string, unknown>; // pathsOf named one of its members
  const member = changedAt(holder[name], rest, change);
  const { [name]: _, ...others } = holder;
  return member === undefined ? others : { ...others, [name]: member };
};

const extended = (extra: unknown, name: string) => (member: unknown) => {
  if (Array.isArray(member)) return [...member, extra];
  return typeof member === 'object' && member !== null ? { ...member, [name]: extra } : extra;
};

/** One wrong thing in a body that is otherwise right. */
const wrongBody = (base: unknown): fc.Arbitrary<unknown> => {
  const path = fc.constantFrom(...pathsOf(base));
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(path, oddValue).map(([at, value]) => changedAt(base, at, () => value)) },
    { weight: 2, arbitrary: path.map((at) => changedAt(base, at, () => undefined)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(path, oddValue, fc.oneof(fc.constantFrom('extra', 'ID', '__proto__', 'toString', ''), oddText))
        .map(([at, value, name]) => changedAt(base, at, extended(value, name))),
    },
    { weight: 1, arbitrary: oddValue },
  );
};

export type Payload = { readonly text: string | undefined; readonly type: string; readonly parsed?: unknown };

const jsonType = 'application/json';

const brokenText = (base: unknown): fc.Arbitrary<Payload> => {
  const text = JSON.stringify(base);
  return fc.oneof(
    fc
      .nat({ max: Math.max(text.length - 1, 0) })
      .map((end) => ({ text: text.slice(0, end), type: jsonType })),
    fc
      .constantFrom(
        `${text}}`,
        `\uFEFF${text}x`,
        `${text}${text}`,
        `// ${text}`,
        'nonsense',
        '{"a":',
        '\u0000',
        "{'a':1}",
        '+1',
      )
      .map((broken) => ({ text: broken, type: jsonType })),
    fc
      .constantFrom(
        'text/plain',
        'text/csv',
        'application/xml',
        'multipart/form-data',
        'application/octet-stream',
        'nonsense',
        'application/json; charset=utf-16',
      )
      .map((type) => ({ text, type })),
  );
};

/** A body as it goes over the wire; `parsed` where it is JSON that another reader can judge. */
export const wrongPayload = (base: unknown): fc.Arbitrary<Payload> =>
  base === undefined
    ? fc.constant({ text: undefined, type: jsonType })
    : fc.oneof(
        { weight: 5, arbitrary: wrongBody(base).map(payloadOf) },
        { weight: 1, arbitrary: brokenText(base) },
      );

const payloadOf = (body: unknown): Payload => {
  const text = written(body);
  const marked = Object.keys(marks).some((mark) =>
    (JSON.stringify(body) ?? '').includes(JSON.stringify(mark)),
  );
  // The server takes this name out of what it reads, so that no other reader can judge the rest.
  return marked || text === '' || text.includes('"__proto__"')
    ? { text, type: jsonType }
    : { text, type: jsonType, parsed: JSON.parse(text) };
};

/** Text that a header can carry. */
const headerText = fc.oneof(
  fc.constantFrom(
    '',
    'x',
    'xx_nonsense',
    'de-DE,de;q=0.9',
    '*',
    '"1"',
    'W/"99999999999"',
    '-',
    'tr-TR-u-co-%%',
    'é',
    'x'.repeat(3_000),
    'AAAA'.repeat(200),
    '{"a":1}',
  ),
  fc.string({ maxLength: 40 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '?').trim()),
);
const headerNames = [
  'x-locale',
  'accept-language',
  'if-match',
  'ms-continuationtoken',
  'ms-requestid',
  'ms-correlationid',
  'idempotency-key',
  'range',
  'accept',
];

export const oddHeaders = fc
  .array(fc.tuple(fc.constantFrom(...headerNames), headerText), { maxLength: 3 })
  .map((pairs) => Object.fromEntries(pairs));

export const oddQuery = (names: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.constantFrom(...names, 'extra', names[0] ?? 'limit'), oddText), { maxLength: 3 })
    .map((pairs) => pairs.map(([name, value]) => `${name}=${encoded(value)}`).join('&'));

/** Percent-encoded, half surrogates as the bytes that an encoder without scruples writes. */
export const encoded = (text: string): string =>
  text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80';

/** Fills some of the parameters of a path with what they should not be. */
export const oddPath = (path: string, fill: (name: string) => string): fc.Arbitrary<string> => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const right = (odd: Readonly<Record<string, string>>) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => odd[name] ?? fill(name));
  if (names.length === 0) return fc.constant(path);
  return fc
    .tuple(
      fc.constantFrom(...names),
      oddText.filter((text) => text !== '' && text !== '.' && text !== '..'),
    )
    .map(([name, text]) => right({ [name]: encoded(text) }));
};
