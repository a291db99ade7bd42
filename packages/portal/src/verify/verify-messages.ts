import type { ExportVerdict } from '@kontor/domain/activity/verify-export';
import type { FileKind } from './file-kind.ts';

/** What the page asks of the worker. */
export type VerifyQuestion = {
  readonly files: Readonly<Record<FileKind, readonly File[]>>;
  /** Verifier keys that were typed in. */
  readonly typedKeys: string;
};

export type OpenedNames = {
  readonly opened: number;
  readonly closed: number;
  readonly unused: number;
  /** The first records with their words. */
  readonly rows: readonly {
    readonly leafIndex: number;
    readonly at: string;
    readonly action: string;
    readonly words: readonly { readonly path: string; readonly value: string }[];
  }[];
};

export type VerifyAnswer =
  /** All that is needed has been loaded. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly bytes: number; readonly total: number }
  | { readonly kind: 'done'; readonly verdict: ExportVerdict; readonly names: OpenedNames | undefined }
  /** A line of a file of keys or openings that is none. */
  | { readonly kind: 'unreadable'; readonly what: 'keys' | 'openings'; readonly line: number }
  | { readonly kind: 'failed'; readonly message: string };
