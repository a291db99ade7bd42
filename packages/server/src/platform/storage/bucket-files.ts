import { randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { invariant } from '@kontor/domain/invariant';
import { copyObject } from './copy-object.ts';
import {
  type FileStore,
  isStorageKey,
  type PieceOptions,
  pathOfKey,
  putWith,
  type ReadOptions,
  type ReceivedFile,
} from './file-store.ts';
import { measured } from './measured.ts';
import type { BucketSettings } from './storage-settings.ts';

/** Where a bucket's objects are reached. */
type Place = { readonly client: S3Client; readonly bucket: string };

const drafts = 'incoming/';
// Parts are held in memory until they are sent; 10,000 of them make 156 GiB.
const partBytes = 16 * 1024 * 1024;
const partsAtOnce = 2;

/** A file store in a bucket of any S3-compatible service. */
export function createBucketStore(settings: BucketSettings): FileStore {
  const { endpoint, bucket, region, credentials, pathStyle } = settings;
  const client = new S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    // Other services than Amazon's know no checksums of their own kind; ours is the key.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const place = { client, bucket };
  const receive: FileStore['receive'] = (stream) => receiveObject(place, stream);
  return {
    receive,
    put: putWith(receive),
    size: (storageKey) => sizeOf(place, pathOfKey(storageKey)),
    open: (storageKey, options = {}) => openObject(place, pathOfKey(storageKey), options),
    pieces: (storageKey, options) => readPieces(place, pathOfKey(storageKey), options),
    remove: (storageKey) => removeObject(place, pathOfKey(storageKey)),
    list: () => listKeys(place),
    dropAbandoned: (before) => dropAbandoned(place, before),
    addressFor: (storageKey, { contentDisposition, expiresInSeconds }) =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          Bucket: bucket,
          Key: pathOfKey(storageKey),
          ResponseContentDisposition: contentDisposition,
          ResponseContentType: 'application/octet-stream',
          ResponseCacheControl: 'private, no-store',
        }),
        { expiresIn: expiresInSeconds },
      ),
  };
}

async function receiveObject(place: Place, stream: AsyncIterable<Uint8Array>): Promise<ReceivedFile> {
  const draft = `${drafts}${randomBytes(12).toString('hex')}`;
  const discard = () => removeObject(place, draft);
  const { bytes, measure } = measured(stream);
  const body = Readable.from(bytes, { objectMode: false });
  // Aborts its own parts when it fails.
  const upload = new Upload({
    client: place.client,
    params: { Bucket: place.bucket, Key: draft, Body: body },
    partSize: partBytes,
    queueSize: partsAtOnce,
  });
  try {
    await upload.done();
  } catch (error) {
    body.destroy();
    await discard().catch(() => undefined);
    throw error;
  }
  const { sizeBytes, sha256 } = measure();
  const storageKey = sha256.toString('hex');
  const keep = async () => {
    await copyObject(place, { from: draft, to: pathOfKey(storageKey), sizeBytes });
    await discard();
  };
  return { storageKey, sizeBytes, sha256, keep, discard };
}

async function sizeOf({ client, bucket }: Place, key: string): Promise<number | undefined> {
  try {
    const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return ContentLength;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;

const rangeOf = ({ start, end }: ReadOptions) =>
  start === undefined && end === undefined ? {} : { Range: `bytes=${start ?? 0}-${end ?? ''}` };

async function bodyOf(
  place: Place,
  key: string,
  options: ReadOptions,
  signal: AbortSignal,
): Promise<Readable> {
  const asked = new GetObjectCommand({ Bucket: place.bucket, Key: key, ...rangeOf(options) });
  const { Body } = await place.client.send(asked, { abortSignal: signal });
  invariant(Body instanceof Readable, 'on Node a body is a stream');
  return Body;
}

function openObject(place: Place, key: string, options: ReadOptions): Readable {
  const { highWaterMark } = options;
  const file = new PassThrough(highWaterMark === undefined ? {} : { highWaterMark });
  const ended = new AbortController();
  file.once('close', () => ended.abort());
  bodyOf(place, key, options, ended.signal)
    .then((body) => pipeline(body, file))
    .catch((error: Error) => file.destroy(error));
  return file;
}

async function* readPieces(place: Place, key: string, { start, end, signal }: PieceOptions) {
  if (signal.aborted) return;
  const body = await bodyOf(place, key, { start, end }, signal);
  const stop = () => body.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const piece of body) yield piece as Uint8Array; // a stream of bytes
  } finally {
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
}

async function removeObject({ client, bucket }: Place, key: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}

async function* listObjects({ client, bucket }: Place, prefix?: string) {
  for (let token: string | undefined; ; ) {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    yield* page.Contents ?? [];
    token = page.NextContinuationToken;
    if (!page.IsTruncated || token === undefined) return;
  }
}

async function* listKeys(place: Place): AsyncGenerator<string> {
  for await (const { Key: key = '' } of listObjects(place)) {
    const name = key.slice(3);
    // Other things may lie in the bucket, and are not ours to know.
    if (isStorageKey(name) && key === pathOfKey(name)) yield name;
  }
}

async function dropAbandoned(place: Place, before: number): Promise<number> {
  let dropped = 0;
  for await (const { Key, LastModified } of listObjects(place, drafts)) {
    if (Key === undefined || (LastModified?.getTime() ?? before) >= before) continue;
    await removeObject(place, Key);
    dropped += 1;
  }
  return dropped + (await abortUploads(place, before));
}

// Parts that were never put together are invisible, and cost money all the same.
async function abortUploads({ client, bucket }: Place, before: number): Promise<number> {
  let aborted = 0;
  let page: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } = {};
  for (;;) {
    const asked = new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: drafts, ...page });
    const found = await client.send(asked).catch((error: unknown) => {
      // Small services keep no list; the bucket's own life-cycle rule has to do it there.
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 501) return undefined;
      throw error;
    });
    for (const { Key, UploadId, Initiated } of found?.Uploads ?? []) {
      if (!Key?.startsWith(drafts) || (Initiated?.getTime() ?? before) >= before) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      aborted += 1;
    }
    if (!found?.IsTruncated || found.NextKeyMarker === undefined) return aborted;
    page = {
      KeyMarker: found.NextKeyMarker,
      ...(found.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: found.NextUploadIdMarker }),
    };
  }
}
