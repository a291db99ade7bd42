export type LogKey = {
  /** The log whose checkpoints it verifies. */
  readonly origin: string;
  readonly keyId: string;
  readonly signs: boolean;
  /** As verifiers take it. */
  readonly line: string;
};

/** The keys of a list, a line each as `origin+id+key`; the first of each log is the one that signs. */
export function keysOf(text: string): readonly LogKey[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const seen = new Set<string>();
  return lines.map((line) => {
    const [origin = '', keyId = ''] = line.split('+');
    const signs = !seen.has(origin);
    seen.add(origin);
    return { origin, keyId, signs, line };
  });
}
