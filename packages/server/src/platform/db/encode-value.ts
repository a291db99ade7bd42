/**
 * A parameter as PostgreSQL reads it. Everything is encoded before the first byte of a batch is sent: a value
 * that cannot be encoded must not leave a batch whose commit is already on its way.
 */
export function encodeValue(value: unknown): string | Buffer | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return null;
    case 'object':
      return encodeObject(value);
    default:
      throw new TypeError(`a ${typeof value} cannot be a parameter`);
  }
}

function encodeObject(value: object | null): string | Buffer | null {
  if (value === null) return null;
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return arrayLiteral(value);
  return JSON.stringify(value);
}

function arrayLiteral(items: readonly unknown[]): string {
  return `{${items.map(arrayElement).join(',')}}`;
}

function arrayElement(item: unknown): string {
  if (Array.isArray(item)) return arrayLiteral(item);
  const encoded = encodeValue(item);
  if (encoded === null) return 'NULL';
  if (typeof encoded === 'string') return `"${encoded.replace(/[\\"]/g, '\\$&')}"`;
  return `"\\\\x${encoded.toString('hex')}"`;
}

/** A value for a `jsonb` parameter. Needed for lists and strings, which are arrays and text otherwise. */
export function jsonb(value: unknown): string {
  return JSON.stringify(value);
}

/** A `timestamptz` parameter from milliseconds since 1970 UTC. */
export function timestamptz(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
