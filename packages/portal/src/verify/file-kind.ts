/** What a file of a log is, by how it begins. */
export const fileKinds = ['records', 'proof', 'checkpoint', 'keys', 'openings'] as const;
export type FileKind = (typeof fileKinds)[number];

/** Bytes of a file's beginning that are enough to know it by. */
export const headBytes = 8192;

/** The kind of a file; undefined where it is none of them. */
export function fileKindOf(head: string): FileKind | undefined {
  if (head.startsWith('kontor-export-proof/')) return 'proof';
  if (/^\{"path":"[^"]*","salt":/.test(head)) return 'openings';
  if (/^\{.*"(leafIndex|accountId)":/.test(head)) return 'records';
  if (/^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]/.test(head)) return 'keys';
  return /^[^\n]+\n\d+\n[A-Za-z0-9+/]{43}=\n[\s\S]*\n\u2014 /.test(head) ? 'checkpoint' : undefined;
}
