import { canonicalJson, type Json } from '../licence/canonical-json.ts';

/** What a line of an export says it is. */
export type RecordLine = {
  readonly accountId: string;
  readonly leafIndex: number;
  readonly id: string;
  readonly leaf: { readonly [member: string]: Json };
};

/** The record of a line; undefined when it is not the RFC 8785 JSON of one. */
export function parseRecordLine(text: string): RecordLine | undefined {
  const leaf = parsedObject(text);
  if (!leaf || spelled(leaf) !== text) return undefined;
  const { v, accountId, leafIndex, id } = leaf;
  if (v !== 1 || typeof accountId !== 'string' || typeof id !== 'string') return undefined;
  if (typeof leafIndex !== 'number' || !Number.isSafeInteger(leafIndex) || leafIndex < 0) return undefined;
  return { accountId, leafIndex, id, leaf };
}

function parsedObject(text: string): { readonly [member: string]: Json } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    // JSON.parse answers JSON.
    return value as { readonly [member: string]: Json };
  } catch {
    return undefined;
  }
}

function spelled(leaf: Json): string | undefined {
  try {
    return canonicalJson(leaf);
  } catch {
    return undefined;
  }
}
