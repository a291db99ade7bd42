import type { OfLog } from '../api/activity-queries.ts';
import type { LogPart } from '../paths.ts';
import { ArchivesPart } from './archives-part.tsx';
import { CheckpointsPart } from './checkpoints-part.tsx';
import { KeepingPart } from './keeping-part.tsx';
import { PeoplePart } from './people-part.tsx';
import { UnusualPart } from './unusual-part.tsx';

/** One part of the settings, for the log of one account. */
export function LogSettingsPart({ part, log }: { readonly part: LogPart; readonly log: OfLog }) {
  switch (part) {
    case 'unusual':
      return <UnusualPart log={log} />;
    case 'archives':
      return <ArchivesPart log={log} />;
    case 'checkpoints':
      return <CheckpointsPart log={log} />;
    case 'people':
      return <PeoplePart log={log} />;
    case 'keeping':
      return <KeepingPart />;
  }
}
