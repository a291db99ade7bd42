import type { Statement } from '../platform/db/statement.ts';
import type { DownloadLimits } from '../platform/storage/storage-settings.ts';
import type { DownloadRow } from './transfer-store.ts';

/** Raises `transfers.of_link` or `transfers.of_account` when there are as many as there may be. */
export const takeSlot = (
  row: DownloadRow,
  id: string,
  storageKey: string,
  limits: DownloadLimits,
): Statement => ({
  name: 'transfer.begin',
  text: 'select kontor.begin_transfer($1, $2, $3, $4, $5, $6)',
  values: [row.account_id, row.link_id, id, storageKey, limits.atOnceOfLink, limits.atOnceOfPartner],
});

export const keepSlot = (row: DownloadRow, id: string): Statement => ({
  name: 'transfer.seen',
  text: 'update kontor.transfer set seen_at = clock_timestamp() where account_id = $1 and id = $2',
  values: [row.account_id, id],
});

export const leaveSlot = (row: DownloadRow, id: string): Statement => ({
  name: 'transfer.end',
  text: 'delete from kontor.transfer where account_id = $1 and id = $2',
  values: [row.account_id, id],
});
