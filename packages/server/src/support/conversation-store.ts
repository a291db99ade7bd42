import type { NoteKind, ScanState, SupportSide } from '@kontor/domain/support/support-status';
import type { Instant } from '@kontor/domain/time';
import type { Statement } from '../platform/db/statement.ts';
import type { RequestKey } from './support-store.ts';

export type NoteRow = {
  readonly id: string;
  readonly side: SupportSide;
  readonly kind: NoteKind;
  readonly author_id: string | null;
  readonly author_name: string;
  readonly text: string;
  readonly at: Instant;
};

// The wall of the tenant is the database's own; the operator names a request without its account.
const named = { id: 'r.id = $1::uuid', number: 'r.number = $1' } as const;

export const readNotes = ({ by, key }: RequestKey): Statement<NoteRow> => ({
  name: `support.read_notes_by_${by}`,
  text: `select n.id, n.side, n.kind, n.author_id, n.author_name, n.text, n.at
    from kontor.support_request r
    join kontor.support_note n on n.account_id = r.account_id and n.request_id = r.id
    where ${named[by]} order by n.at, n.id`,
  values: [key],
});

export const insertNote = (accountId: string, requestId: string, note: NoteRow): Statement => ({
  name: 'support.insert_note',
  text: `insert into kontor.support_note (account_id, request_id, id, side, kind, author_id, author_name, text, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  values: [
    accountId,
    requestId,
    note.id,
    note.side,
    note.kind,
    note.author_id,
    note.author_name,
    note.text,
    new Date(note.at),
  ],
});

export type AttachmentRow = {
  readonly account_id: string;
  readonly request_id: string;
  readonly number: number;
  readonly side: SupportSide;
  readonly author_id: string | null;
  readonly author_name: string;
  readonly file_name: string;
  readonly content_type: string;
  readonly size_bytes: bigint;
  readonly sha256: Buffer;
  readonly storage_key: string;
  readonly scan: ScanState;
  readonly at: Instant;
};

const attachmentColumns = `f.account_id, f.request_id, f.number, f.side, f.author_id, f.author_name, f.file_name,
  f.content_type, f.size_bytes, f.sha256, f.storage_key, f.scan, f.at`;

export const readAttachments = ({ by, key }: RequestKey): Statement<AttachmentRow> => ({
  name: `support.read_attachments_by_${by}`,
  text: `select ${attachmentColumns}
    from kontor.support_request r
    join kontor.support_attachment f on f.account_id = r.account_id and f.request_id = r.id
    where ${named[by]} order by f.number`,
  values: [key],
});

export const insertAttachment = (row: AttachmentRow): Statement => ({
  name: 'support.insert_attachment',
  text: `insert into kontor.support_attachment (account_id, request_id, number, side, author_id, author_name, file_name,
      content_type, size_bytes, sha256, storage_key, scan, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
  values: [
    row.account_id,
    row.request_id,
    row.number,
    row.side,
    row.author_id,
    row.author_name,
    row.file_name,
    row.content_type,
    row.size_bytes,
    row.sha256,
    row.storage_key,
    row.scan,
    new Date(row.at),
  ],
});

/** Files that wait for a scanner, longest first. */
export const readPendingAttachments = (
  limit: number,
): Statement<Pick<AttachmentRow, 'account_id' | 'request_id' | 'number' | 'storage_key'>> => ({
  name: 'support.read_pending_attachments',
  text: `select account_id, request_id, number, storage_key from kontor.support_attachment
    where scan = 'pending' order by recorded_at limit $1`,
  values: [limit],
});

export const markScanned = (
  file: Pick<AttachmentRow, 'account_id' | 'request_id' | 'number'>,
  scan: 'clean' | 'infected',
  found: string | null,
): Statement => ({
  name: 'support.mark_scanned',
  text: `update kontor.support_attachment set scan = $4, scan_found = $5, scanned_at = clock_timestamp()
    where account_id = $1 and request_id = $2 and number = $3 and scan = 'pending'`,
  values: [file.account_id, file.request_id, file.number, scan, found],
});
