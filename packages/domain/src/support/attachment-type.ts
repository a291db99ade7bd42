import { accepted, type Decision, refused } from '../decision.ts';

/** What may be attached: the type that the content shows and the endings that say so. */
export const attachmentTypes = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'application/zip': ['zip'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'text/plain': ['txt', 'log'],
  'text/csv': ['csv'],
  'application/json': ['json'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type AttachmentType = keyof typeof attachmentTypes;

const textTypes: readonly AttachmentType[] = ['text/plain', 'text/csv', 'application/json'];

export const attachmentEndings: readonly string[] = Object.values(attachmentTypes).flat();

export type AttachmentTypeRefusal = {
  readonly code: 'support.attachment_type';
  readonly found: string;
  readonly accepted: readonly string[];
};

/**
 * The type of a file, by its content and its name's ending, which must say the same. `sniffed`: what its first bytes
 * are known by; absent where they are known by nothing, as with text, which then has to be UTF-8 throughout.
 */
export function attachmentType(
  extension: string,
  content: { readonly sniffed: string | undefined; readonly isText: boolean },
): Decision<AttachmentType, AttachmentTypeRefusal> {
  const type = typeOfEnding(extension);
  const isText = type !== undefined && textTypes.includes(type);
  const agrees = isText ? content.sniffed === undefined && content.isText : content.sniffed === type;
  if (type !== undefined && agrees) return accepted(type);
  const found = content.sniffed ?? (content.isText ? 'text/plain' : 'application/octet-stream');
  return refused({ code: 'support.attachment_type', found, accepted: attachmentEndings });
}

function typeOfEnding(extension: string): AttachmentType | undefined {
  const types = Object.keys(attachmentTypes) as AttachmentType[]; // the table has no keys beyond its type
  return types.find((type) => (attachmentTypes[type] as readonly string[]).includes(extension));
}
