import type { FileLimits } from './chosen-files.ts';

/** What the server takes unless its operator sets other limits; it has the last word. */
export const fileLimits: FileLimits = {
  fileBytes: 25_000_000,
  files: 10,
  totalBytes: 100_000_000,
};

/** What the browser offers first when files are chosen. */
export const acceptedFiles = '.pdf,.png,.jpg,.jpeg,.gif,.webp,.zip,.docx,.xlsx,.pptx,.txt,.log,.csv,.json';
