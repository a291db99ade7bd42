import { createHash } from 'node:crypto';

/** The same uuid for the same name, so that the demo is the same wherever and however often it is made. */
export function demoUuid(name: string): string {
  const hex = createHash('sha256').update(`kontor demo ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
