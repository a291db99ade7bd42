import type { Statement } from '../platform/db/statement.ts';

/** Whether a record waits for its number. Asked before `readPlacedRecord`, it is never missed while it moves. */
export const readWaitingRecord = (
  accountId: string,
  id: string,
): Statement<{ readonly recorded: boolean }> => ({
  name: 'proofs.read_waiting',
  text: 'select true as recorded from kontor.activity_pending where account_id = $1 and id = $2',
  values: [accountId, id],
});

export type PlacedRecord = { readonly leaf_index: bigint; readonly leaf: string };

export const readPlacedRecord = (accountId: string, id: string): Statement<PlacedRecord> => ({
  name: 'proofs.read_record',
  text: 'select leaf_index, leaf from kontor.activity where account_id = $1 and id = $2',
  values: [accountId, id],
});

export const readRecordAt = (accountId: string, leafIndex: number): Statement<PlacedRecord> => ({
  name: 'proofs.read_record_at',
  text: 'select leaf_index, leaf from kontor.activity where account_id = $1 and leaf_index = $2',
  values: [accountId, leafIndex],
});
