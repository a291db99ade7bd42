import type { JsonSchema } from './json-schema.ts';

// Clients of the wire send PascalCase names, explicit nulls, unset dates, enums in every spelling and numbers as
// text. This is the one tolerant place; behind it types are strict (reference 0.3, clients on the wire).

const unsetDate = /^0001-01-01T00:00:00/;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isAbsent = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && unsetDate.test(value));

/** `OneTime`, `oneTime`, `ONE_TIME`, `one time` → `one_time`. */
export const snakeCase = (text: string): string =>
  text
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();

/** The value in the shape that the schema describes: its names, its spelling of enums; what it does not know left out. */
export const normalise = (value: unknown, schema: JsonSchema): unknown => {
  if (isAbsent(value)) return undefined;
  if (Array.isArray(schema.enum)) return normaliseEnum(value, schema);
  switch (schema.type) {
    case 'object':
      return isObject(value) ? normaliseObject(value, schema) : value;
    case 'array':
      return Array.isArray(value) ? normaliseArray(value, schema) : value;
    case 'integer':
    case 'number':
      return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
    case 'boolean':
      return typeof value === 'string' && /^(true|false)$/i.test(value)
        ? value.toLowerCase() === 'true'
        : value;
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    default:
      return value;
  }
};

const normaliseEnum = (value: unknown, schema: JsonSchema): unknown => {
  const numbers = schema.wireNumbers;
  if (Number.isInteger(value) && Array.isArray(numbers)) return numbers[Number(value)] ?? value;
  if (typeof value !== 'string') return value;
  const members: unknown[] = schema.enum as unknown[]; // the caller saw that it is an array
  return (
    members.find((member) => typeof member === 'string' && snakeCase(member) === snakeCase(value)) ?? value
  );
};

const normaliseArray = (value: readonly unknown[], schema: JsonSchema): unknown[] => {
  const items = schema.items;
  if (!isObject(items)) return [...value];
  return value.map((item) => normalise(item, items)).filter((item) => item !== undefined);
};

const normaliseObject = (value: Record<string, unknown>, schema: JsonSchema): Record<string, unknown> => {
  const properties = schema.properties;
  const given = new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
  const result: Record<string, unknown> = {};
  if (isObject(properties)) {
    for (const [name, member] of Object.entries(properties)) {
      const known = isObject(member) ? normalise(given.get(name.toLowerCase()), member) : undefined;
      if (known !== undefined) result[name] = known;
    }
    return result;
  }
  const additional = schema.additionalProperties;
  for (const [name, member] of Object.entries(value)) {
    const known = isObject(additional) ? normalise(member, additional) : member;
    if (known !== undefined && known !== null) result[name] = known;
  }
  return result;
};
