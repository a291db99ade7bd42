import {
  addDays,
  type Instant,
  instant,
  type LocalDate,
  localDateAt,
  startOfDay,
  utc,
} from '@kontor/domain/time';
import { query, readBatch, writeBatch } from '../platform/db/batch.ts';
import { noTenant } from '../platform/db/scope.ts';
import type { Services } from '../platform/http/context.ts';
import { queueMails } from '../platform/mail/mail-store.ts';
import { keepCheckpoint, readPublishedUntil, writePublishedUntil } from './checkpoint-files.ts';
import { checkpointMail } from './checkpoint-mails.ts';
import { listNewCheckpoints } from './tree-store.ts';
import { listWitnessedTrees } from './witness-store.ts';

export type Publishing = Pick<Services, 'pools' | 'realNow' | 'publicUrl'> & {
  /** Where the files lie; best on another machine's disk. */
  readonly directory: string;
};

/** Whatever was signed before has committed by now, or never will. */
const settledMs = 20_000;
/** After a long rest each day is still told of by itself, so many days back. */
const mostDays = 400;

/**
 * Puts the newest checkpoint of every tree that grew into its file, the last one of each day among them, and mails
 * the checkpoints of days that are over. Answers how many went into files. Again is as once.
 */
export const publishCheckpoints = async (services: Publishing): Promise<number> => {
  const { directory, realNow } = services;
  const by = instant(realNow() - settledMs);
  const since = await readPublishedUntil(directory);
  let kept = 0;
  for (const part of partsOf(since, by)) {
    kept += await keepPart(services, part);
    await writePublishedUntil(directory, part.to);
  }
  return kept;
};

type Part = { readonly from: Instant; readonly to: Instant; readonly endedDay: LocalDate | undefined };

/** A part for each day that ended since, and one for what has been of today. */
const partsOf = (since: Instant | undefined, by: Instant): Part[] => {
  const today = startOfDay(localDateAt(by, utc), utc);
  const earliest = startOfDay(addDays(localDateAt(by, utc), -mostDays), utc);
  const parts: Part[] = [];
  let from = since ?? instant(0);
  if (from < earliest && since !== undefined) {
    parts.push({ from, to: earliest, endedDay: undefined });
    from = earliest;
  }
  // Nothing was published yet: of the days before, the newest of each tree is enough.
  if (since === undefined) {
    const yesterday = startOfDay(addDays(localDateAt(by, utc), -1), utc);
    parts.push({ from, to: yesterday, endedDay: undefined });
    from = yesterday;
  }
  while (from < today) {
    const day = localDateAt(from, utc);
    const to = startOfDay(addDays(day, 1), utc);
    parts.push({ from: instant(from), to, endedDay: day });
    from = to;
  }
  if (by > from) parts.push({ from, to: by, endedDay: undefined });
  return parts;
};

const keepPart = async (services: Publishing, { from, to, endedDay }: Part): Promise<number> => {
  const { system } = services.pools;
  // A day's first instant belongs to it.
  const checkpoints = await query(system, noTenant, listNewCheckpoints(instant(from - 1), instant(to - 1)));
  for (const checkpoint of checkpoints) await keepCheckpoint(services.directory, checkpoint);
  if (endedDay !== undefined) await mailDay(services, endedDay);
  return checkpoints.length;
};

const mailDay = async ({ pools: { system }, publicUrl }: Publishing, day: LocalDate): Promise<void> => {
  const [start, end] = [startOfDay(day, utc), startOfDay(addDays(day, 1), utc)];
  const [witnesses, checkpoints] = await readBatch(system, noTenant, [
    listWitnessedTrees(),
    listNewCheckpoints(instant(start - 1), instant(end - 1)),
  ]);
  const byTree = new Map(checkpoints.map((checkpoint) => [checkpoint.tree_id, checkpoint]));
  const mails = witnesses.flatMap((witness) => {
    const checkpoint = byTree.get(witness.tree_id);
    return checkpoint ? [checkpointMail(witness, checkpoint, { day, publicUrl })] : [];
  });
  if (mails.length > 0) await writeBatch(system, noTenant, [queueMails(mails)]);
};
