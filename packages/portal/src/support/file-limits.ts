import { useQuery } from '@tanstack/react-query';
import { installationQuery } from '../api/session-queries.ts';
import { formatSize } from '../format/size.ts';
import type { Reader } from '../ui/reader.ts';
import type { FileLimits } from './chosen-files.ts';

/** What this installation takes; until it has said so, nothing is refused here. */
export function useFileLimits(): FileLimits {
  const { data } = useQuery(installationQuery);
  return data?.attachments ?? unlimited;
}

const unlimited: FileLimits = {
  files: Number.MAX_SAFE_INTEGER,
  fileBytes: Number.MAX_SAFE_INTEGER,
  totalBytes: Number.MAX_SAFE_INTEGER,
};

const binaryMegabyte = 1_048_576;

/** "25 MB": whole megabytes, never more than what is taken. */
export function formatLimit(bytes: number, locale: string): string {
  if (bytes < binaryMegabyte) return formatSize(bytes, locale);
  return formatSize(Math.floor(bytes / binaryMegabyte) * 1_000_000, locale);
}

/** How much may be added, in words; nothing before it is known. */
export function limitWords(limits: FileLimits, { t, locale }: Pick<Reader, 't' | 'locale'>): string {
  if (limits.fileBytes === unlimited.fileBytes) return '';
  return t('files.hint', {
    count: limits.files,
    size: formatLimit(limits.fileBytes, locale),
    total: formatLimit(limits.totalBytes, locale),
  });
}

/** What the browser offers first when files are chosen. */
export const acceptedFiles = '.pdf,.png,.jpg,.jpeg,.gif,.webp,.zip,.docx,.xlsx,.pptx,.txt,.log,.csv,.json';
