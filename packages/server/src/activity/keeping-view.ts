import { formatInstant } from '@kontor/domain/time';
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
