import type { FastifyReply } from 'fastify';
import { type FileStore, pathOfKey } from '../platform/storage/file-store.ts';
import type { HandOff } from '../platform/storage/storage-settings.ts';

type Handed = { readonly storageKey: string; readonly contentDisposition: string };

// An address of the bucket cannot be taken back, so that it must be used at once.
const addressSeconds = 60;

const ownHeaders = ['content-length', 'content-range', 'etag', 'last-modified', 'accept-ranges'];

/** Whether somebody else sends what this method asks for; an address of a bucket is for GET alone. */
export const isHandedOff = (handOff: HandOff, method: string): boolean =>
  handOff.kind === 'x-accel' || (handOff.kind === 's3' && method === 'GET');

/** Leaves the bytes of a download that may begin to the proxy or to the bucket, ranges and validators included. */
export const handOffFile = async (
  reply: FastifyReply,
  handOff: Exclude<HandOff, { kind: 'none' }>,
  files: FileStore,
  { storageKey, contentDisposition }: Handed,
): Promise<FastifyReply> => {
  for (const name of ownHeaders) reply.removeHeader(name);
  if (handOff.kind === 'x-accel') {
    reply.code(200).header('x-accel-redirect', `${handOff.internalPath}${pathOfKey(storageKey)}`);
    return reply.send();
  }
  if (files.addressFor === undefined) throw new Error('the files are not in a bucket');
  const address = await files.addressFor(storageKey, {
    contentDisposition,
    expiresInSeconds: addressSeconds,
  });
  for (const name of ['content-type', 'content-disposition', 'digest', 'repr-digest'])
    reply.removeHeader(name);
  return reply.redirect(address, 302);
};
