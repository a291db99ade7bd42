/** What a request may carry; the server decides, these are said before anything is sent. */
export type FileLimits = {
  readonly fileBytes: number;
  readonly files: number;
  readonly totalBytes: number;
};

export type ChosenFile = { readonly id: string; readonly file: File };
export type FileFault = 'empty' | 'tooLarge' | 'tooMany' | 'tooMuch';

type Measured = { readonly size: number };

/** Why a file cannot go with a request that has these already; undefined when it can. */
export function faultOf(
  file: Measured,
  before: readonly Measured[],
  limits: FileLimits,
): FileFault | undefined {
  if (file.size === 0) return 'empty';
  if (file.size > limits.fileBytes) return 'tooLarge';
  if (before.length >= limits.files) return 'tooMany';
  const bytes = before.reduce((sum, { size }) => sum + size, file.size);
  return bytes > limits.totalBytes ? 'tooMuch' : undefined;
}

/** Each file's fault, counting only those before it that can go. */
export function faultsOf(files: readonly Measured[], limits: FileLimits): readonly (FileFault | undefined)[] {
  const taken: Measured[] = [];
  return files.map((file) => {
    const fault = faultOf(file, taken, limits);
    if (fault === undefined) taken.push(file);
    return fault;
  });
}

/** The same file chosen twice is one file. */
export function withFiles(before: readonly ChosenFile[], added: readonly File[]): readonly ChosenFile[] {
  const known = new Set(before.map(({ id }) => id));
  const fresh: ChosenFile[] = [];
  for (const file of added) {
    const id = `${file.name}:${file.size}:${file.lastModified}`;
    if (known.has(id)) continue;
    known.add(id);
    fresh.push({ id, file });
  }
  return [...before, ...fresh];
}
