import { accepted, type Decision, refused } from '@kontor/domain/decision';
import type { StoredFile } from '../platform/storage/file-store.ts';

/** What the sender says that the file will be. */
export type AnnouncedFile = {
  readonly sizeBytes?: number | undefined;
  readonly sha256?: Buffer | undefined;
};

export type MismatchRefusal = {
  readonly code: 'artifact.mismatch';
  readonly sizeBytes: number;
  readonly sha256: string;
};

/** Whether what came is what was announced. */
export const checkAnnounced = (
  announced: AnnouncedFile,
  { sizeBytes, sha256 }: Pick<StoredFile, 'sizeBytes' | 'sha256'>,
): Decision<void, MismatchRefusal> => {
  const isSame =
    (announced.sizeBytes ?? sizeBytes) === sizeBytes && (announced.sha256 ?? sha256).equals(sha256);
  return isSame
    ? accepted(undefined)
    : refused({ code: 'artifact.mismatch', sizeBytes, sha256: sha256.toString('hex') });
};

type Digests = {
  readonly sizeBytes: string | undefined;
  readonly sha256: string | undefined;
  /** Content-Digest and Repr-Digest as they came (RFC 9530); the body is sent as it is, so that they are the same. */
  readonly headers: readonly (string | undefined)[];
};

export type AnnouncedRefusal = {
  readonly code: 'request.invalid';
  readonly errors: readonly { readonly path: string; readonly message: string }[];
};

/** Reads what a request announces; a digest of another kind than SHA-256 is not looked at. */
export const announcedFrom = ({
  sizeBytes,
  sha256,
  headers,
}: Digests): Decision<AnnouncedFile, AnnouncedRefusal> => {
  const digests = [
    ...(sha256 === undefined ? [] : [Buffer.from(sha256, 'hex')]),
    ...headers.flatMap(sha256Of),
  ];
  const [first, ...others] = digests;
  if (others.some((other) => first !== undefined && !other.equals(first)))
    return refusedFor('sha256', 'must be the same in the query and in the headers');
  if (first !== undefined && first.length !== 32)
    return refusedFor(
      'sha256',
      'must be a SHA-256: 64 hexadecimal digits, in a header 44 characters of base64',
    );
  return accepted({ sizeBytes: sizeBytes === undefined ? undefined : Number(sizeBytes), sha256: first });
};

const refusedFor = (path: string, message: string): Decision<never, AnnouncedRefusal> =>
  refused({ code: 'request.invalid', errors: [{ path, message }] });

const sha256Of = (header: string | undefined): Buffer[] =>
  [...(header ?? '').matchAll(/(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]*):/g)].map(([, text = '']) =>
    Buffer.from(text, 'base64'),
  );
