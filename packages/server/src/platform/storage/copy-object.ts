import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { invariant } from '@kontor/domain/invariant';

type Place = { readonly client: S3Client; readonly bucket: string };
type Copy = { readonly from: string; readonly to: string; readonly sizeBytes: number };

// A single copy takes at most 5 GiB (Amazon S3, CopyObject).
const largestCopy = 5 * 1024 ** 3;
const partBytes = 1024 ** 3;

/** Copies within the bucket without the bytes coming by here. */
export async function copyObject({ client, bucket }: Place, copy: Copy): Promise<void> {
  const source = `${bucket}/${copy.from}`;
  if (copy.sizeBytes > largestCopy) return copyInParts({ client, bucket }, copy, source);
  await client.send(new CopyObjectCommand({ Bucket: bucket, Key: copy.to, CopySource: source }));
}

async function copyInParts(
  { client, bucket }: Place,
  { to, sizeBytes }: Copy,
  source: string,
): Promise<void> {
  const object = { Bucket: bucket, Key: to };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
  invariant(UploadId, 'an upload that was begun has an id');
  try {
    const parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];
    for (let start = 0; start < sizeBytes; start += partBytes) {
      const PartNumber = parts.length + 1;
      const CopySourceRange = `bytes=${start}-${Math.min(start + partBytes, sizeBytes) - 1}`;
      const part = { ...object, UploadId, PartNumber, CopySource: source, CopySourceRange };
      const { CopyPartResult } = await client.send(new UploadPartCopyCommand(part));
      parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
    }
    const whole = { ...object, UploadId, MultipartUpload: { Parts: parts } };
    await client.send(new CompleteMultipartUploadCommand(whole));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...object, UploadId }));
    throw error;
  }
}
