import { formatInstant } from '@kontor/domain/time';
import type { ArchiveRow } from './archive-store.ts';
import type { Retention } from './retention-settings.ts';
import type { UnusualRow } from './unusual-store.ts';

export const unusualView = (row: UnusualRow) => ({
  rule: row.rule,
  recordId: row.record_id,
  leafIndex: Number(row.leaf_index),
  at: formatInstant(row.at),
  personId: row.person_id,
  person: row.person,
  count: row.facts.count ?? null,
  country: row.facts.country ?? null,
  localTime: row.facts.localTime ?? null,
});

export const retentionView = ({ inForce, upcoming }: Retention) => ({ ...inForce, upcoming: [...upcoming] });

export const archiveView = (row: ArchiveRow) => ({
  month: row.month.slice(0, 7),
  records: Number(row.records),
  firstLeaf: Number(row.first_leaf),
  lastLeaf: Number(row.last_leaf),
  sizeBytes: Number(row.size_bytes),
  sha256: row.sha256.toString('hex'),
  verifiedAt: formatInstant(row.verified_at),
});
