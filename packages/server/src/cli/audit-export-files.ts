/** The files of an export that `kontor audit export` writes into a folder and `kontor audit verify` looks for in one. */
export const exportFiles = {
  records: 'records.jsonl',
  proof: 'proof.txt',
  checkpoint: 'checkpoint.txt',
  keys: 'keys.txt',
  openings: 'openings.jsonl',
} as const;
