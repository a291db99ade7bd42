// Answers are described by their shape. A text in angle brackets names a kind of value; any other value stands for
// itself. An object names every member that the answer may have, with a question mark where it may be absent;
// "..." lets others be there. ["each", shape] is a list of one or more, ["every", shape] a list of any length.

const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  any: () => true,
  string: (value) => typeof value === 'string',
  text: (value) => typeof value === 'string' && value.trim() !== '',
  int: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  guid: (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  instant: (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
  'date or never': (value) =>
    typeof value === 'string' &&
    /^(0001-01-01T00:00:00|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z)$/.test(value),
  'number as text': (value) => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value),
  link: (value) => isLink(value),
  'order id': (value) => typeof value === 'string' && /^[0-9a-z]{31}1$/.test(value),
  base64: (value) => typeof value === 'string' && /^[A-Za-z0-9+/]+=*$/.test(value),
};

const isLink = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { uri, method, headers } = value;
  // Root-relative and without the version: clients put /v1 in front.
  return (
    Object.keys(value).join() === 'uri,method,headers' &&
    typeof uri === 'string' &&
    /^\/(?!v1(\/|$)|\/)/.test(uri) &&
    typeof method === 'string' &&
    Array.isArray(headers)
  );
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where an answer departs from its shape, in words; empty where it does not. */
export const departures = (value: unknown, shape: unknown, path = 'body'): string[] => {
  if (typeof shape === 'string' && /^<.+>$/.test(shape)) {
    const kind = kinds[shape.slice(1, -1)];
    if (kind === undefined) return [`${path}: the shape names an unknown kind ${shape}`];
    return kind(value) ? [] : [`${path}: ${JSON.stringify(value)} is not ${shape}`];
  }
  if (Array.isArray(shape)) return listDepartures(value, shape, path);
  if (isObject(shape)) return objectDepartures(value, shape, path);
  return Object.is(value, shape) ? [] : [`${path}: ${JSON.stringify(value)} is not ${JSON.stringify(shape)}`];
};

const listDepartures = (value: unknown, shape: readonly unknown[], path: string): string[] => {
  if (!Array.isArray(value)) return [`${path}: ${JSON.stringify(value)} is not a list`];
  const [word, item] = shape;
  if (word === 'each' && value.length === 0) return [`${path}: the list is empty`];
  if (word === 'each' || word === 'every')
    return value.flatMap((member, index) => departures(member, item, `${path}.${index}`));
  if (value.length !== shape.length) return [`${path}: has ${value.length} items, not ${shape.length}`];
  return shape.flatMap((member, index) => departures(value[index], member, `${path}.${index}`));
};

const objectDepartures = (value: unknown, shape: Record<string, unknown>, path: string): string[] => {
  if (!isObject(value)) return [`${path}: ${JSON.stringify(value)} is not an object`];
  const { '...': open, ...members } = shape;
  const wanted = new Map(Object.entries(members).map(([name, member]) => [name.replace(/\?$/, ''), member]));
  const unknown = open === undefined ? Object.keys(value).filter((name) => !wanted.has(name)) : [];
  return [
    ...unknown.map((name) => `${path}.${name}: is not of the shape`),
    ...[...wanted].flatMap(([name, member]) => {
      if (value[name] !== undefined) return departures(value[name], member, `${path}.${name}`);
      return `${name}?` in members ? [] : [`${path}.${name}: is missing`];
    }),
  ];
};

/** What no answer of the wire has: nulls, members that begin with a capital, links that carry the version. */
export const strangeMembers = (value: unknown, path = 'body'): string[] => {
  // The service itself writes null for customized data without a value.
  if (value === null)
    return /\.customizedData\.\d+\.value$/.test(path) ? [] : [`${path}: is null; leave it out`];
  if (Array.isArray(value)) return value.flatMap((item, index) => strangeMembers(item, `${path}.${index}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...(/^[A-Z]/.test(name) ? [`${path}.${name}: begins with a capital`] : []),
    ...(name === 'uri' && /^\/?v1(\/|$)/.test(String(member)) ? [`${path}.uri: carries the version`] : []),
    ...strangeMembers(member, `${path}.${name}`),
  ]);
};
