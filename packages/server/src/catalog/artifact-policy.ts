import { accepted } from '@kontor/domain/decision';
import { query, writeBatch } from '../platform/db/batch.ts';
import type { Pool } from '../platform/db/pools.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { RecordImport } from './import-record-store.ts';
import { authorized } from './operate-catalog.ts';
import { readRetention, setRetention } from './stored-file-store.ts';

export type ArtifactPolicy = { readonly retentionDays: number };

/** How long files that were replaced are kept. */
export async function readArtifactPolicy(system: Pool): Promise<ArtifactPolicy> {
  const [row] = await query(system, noTenant, readRetention());
  return { retentionDays: row?.days ?? 0 };
}

/** From the next sweep on; on record with what it was before. */
export async function setArtifactPolicy(
  system: Pool,
  after: ArtifactPolicy,
  record: RecordImport,
): Promise<ArtifactPolicy> {
  const before = await readArtifactPolicy(system);
  const records = record({
    action: 'set_artifact_retention',
    eventType: 'settings.artifacts_changed',
    resourceType: 'settings',
    resourceId: 'artifacts',
    oldValue: before,
    newValue: after,
    details: after,
  });
  await writeBatch(system, noTenant, [setRetention(after.retentionDays), ...records]);
  return after;
}

export const getArtifactPolicy = async (ctx: RequestContext) => {
  const operator = await authorized(ctx, 'settings.manage');
  return operator.accepted ? accepted(await readArtifactPolicy(ctx.pools.system)) : operator;
};

export const putArtifactPolicy = async (ctx: RequestContext, after: ArtifactPolicy) => {
  const operator = await authorized(ctx, 'settings.manage');
  if (!operator.accepted) return operator;
  return accepted(await setArtifactPolicy(ctx.pools.system, after, operator.value.record));
};
