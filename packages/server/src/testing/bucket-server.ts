import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import type { BucketSettings } from '../platform/storage/storage-settings.ts';

export type BucketServer = {
  readonly settings: BucketSettings;
  /** Names of what lies under a prefix of the bucket, as the server keeps them. */
  readonly namesUnder: (prefix: string) => Promise<string[]>;
  readonly stop: () => Promise<void>;
};

const bucket = 'kontor-files';

/** A local S3 server with one empty bucket, on a free port. */
export const startBucketServer = async (): Promise<BucketServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-bucket-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    resetOnClose: false,
    // The types of the package want all of what a bucket may have; a name is enough for it.
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  const { port } = (await server.run()) as AddressInfo; // where it listens
  const settings = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    region: 'us-east-1',
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    pathStyle: true,
  };
  const namesUnder = async (prefix: string) => {
    const names = await readdir(join(directory, bucket, prefix)).catch(() => []);
    return names.filter((name) => name.endsWith('._S3rver_object'));
  };
  const stop = async () => {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { settings, namesUnder, stop };
};
