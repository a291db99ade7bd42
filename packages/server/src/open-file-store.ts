import { join } from 'node:path';
import type { FileStore } from './platform/storage/file-store.ts';
import { createFileStore } from './platform/storage/files.ts';
import type { FilesSettings } from './platform/storage/storage-settings.ts';

/** The store that was configured; a server that uses no bucket never reads the bucket's client. */
export const openFileStore = async (files: FilesSettings, dataDir: string): Promise<FileStore> => {
  if (files.kind === 'directory') return createFileStore(join(dataDir, 'files'));
  const { createBucketStore } = await import('./platform/storage/bucket-files.ts');
  return createBucketStore(files.bucket);
};
