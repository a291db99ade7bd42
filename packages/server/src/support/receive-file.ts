import { accepted, type Decision, refused } from '@kontor/domain/decision';
import { extensionOf, safeFileName } from '@kontor/domain/support/attachment-name';
import {
  type AttachmentType,
  type AttachmentTypeRefusal,
  attachmentType,
} from '@kontor/domain/support/attachment-type';
import type { FastifyRequest } from 'fastify';
import { type InputRefusal, invalid } from '../platform/http/invalid.ts';
import { type Spool, spoolStream } from '../platform/storage/spool.ts';
import { sniffFile } from './sniff-file.ts';

/** A file that has arrived whole and is of a type that may be attached. Whoever gets it closes the spool. */
export type ArrivedFile = {
  readonly spool: Spool;
  readonly fileName: string;
  readonly contentType: AttachmentType;
};

export type ArrivalRefusal =
  | InputRefusal
  | AttachmentTypeRefusal
  | { readonly code: 'support.attachment_too_large'; readonly mostBytes: number };

const wrong = (message: string) => invalid([{ path: 'file', message }]);

/**
 * Takes the one file of a multipart body, on disk and never whole in memory. What is refused, or cut off by a sender
 * that goes away, leaves nothing.
 * @throws what the connection throws
 */
export const receiveFile = async (
  request: FastifyRequest,
  mostBytes: number,
): Promise<Decision<ArrivedFile, ArrivalRefusal>> => {
  if (!request.isMultipart()) return wrong('must come as multipart/form-data with one part named file');
  const limits = { fileSize: mostBytes, files: 1, fields: 10, fieldSize: 10_000, parts: 11, headerPairs: 50 };
  let arrived: { spool: Spool; name: string } | undefined;
  try {
    for await (const part of request.parts({ limits, preservePath: true })) {
      if (part.type !== 'file') continue;
      const spool = await spoolStream(part.file);
      arrived = { spool, name: part.filename };
      if (part.file.truncated) {
        await spool.close();
        return refused({ code: 'support.attachment_too_large', mostBytes });
      }
    }
  } catch (error) {
    await arrived?.spool.close();
    if (isLimit(error)) return wrong('must be one part; send each file in a request of its own');
    if (isMalformed(error)) return wrong('must come as well-formed multipart/form-data');
    throw error;
  }
  if (!arrived) return wrong('is missing: send it as the part named file');
  return checkArrived(arrived.spool, safeFileName(arrived.name));
};

/** Closes the spool of a file that may not be attached. */
export const checkArrived = async (
  spool: Spool,
  fileName: string,
): Promise<Decision<ArrivedFile, ArrivalRefusal>> => {
  try {
    const refusal = await refusalOf(spool, fileName);
    if (refusal.accepted) return accepted({ spool, fileName, contentType: refusal.value });
    await spool.close();
    return refusal;
  } catch (error) {
    await spool.close();
    throw error;
  }
};

const refusalOf = async (spool: Spool, fileName: string) =>
  spool.sizeBytes === 0
    ? wrong('is empty; send a file with something in it')
    : attachmentType(extensionOf(fileName), await sniffFile(spool));

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const isLimit = (error: unknown): boolean => /^FST_(FILES|PARTS|FIELDS)_LIMIT$/.test(codeOf(error));

const isMalformed = (error: unknown): boolean =>
  /^FST_(PROTO_VIOLATION|MP_PREMATURE_CLOSE|INVALID_JSON_FIELD_ERROR)$/.test(codeOf(error)) ||
  (error instanceof Error && /multipart|boundary/i.test(error.message));
