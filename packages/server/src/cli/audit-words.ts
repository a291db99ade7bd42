import type { Change } from '@kontor/domain/activity/first-change';
import type { OpenedWord } from '@kontor/domain/activity/openings';
import type { RecordLine } from '@kontor/domain/activity/record-line';
import type { ExportVerdict, Intact } from '@kontor/domain/activity/verify-export';

/** A verdict in plain words: what is so, then what it means. */
export function sayVerdict(verdict: ExportVerdict): readonly string[] {
  switch (verdict.verdict) {
    case 'intact':
      return sayIntact(verdict);
    case 'changed':
      return ['Changed: this is not what was recorded.', ...sayChange(verdict.change)];
    case 'forked':
      return [
        `Forked: two checkpoints of ${verdict.size} records are both signed, with different roots.`,
        'Somebody was shown another log than somebody else.',
      ];
    case 'unproven':
      return [
        'Unproven: no checkpoint was given, so that nothing shows that the records were not changed.',
        'Their numbers are without gaps and in order. Give --checkpoint, or --proof.',
      ];
    case 'proof_refused':
      return ['Refused: the proof is not one of an export, or not as long as its checkpoint says.'];
    case 'checkpoint_refused':
      return [`Refused: ${nameOf(verdict.note)} ${faults[verdict.reason]}`];
  }
}

const faults = {
  malformed: 'is not the signed note of a checkpoint.',
  unknown_key: 'is signed by none of the keys given.',
  bad_signature: 'was changed after it was signed: its signature is not of this text.',
  other_tree: 'is of another log than the others.',
} as const;

const nameOf = (note: number | null) =>
  note === null ? 'the checkpoint in the proof' : `checkpoint ${note + 1}`;

function sayIntact(verdict: Intact): readonly string[] {
  const { records, first, last, complete, checkpoint, compared, gaps, firstGap, proofIsWrong } = verdict;
  const which = first === null ? 'no records' : `${records} records, numbers ${first} to ${last}`;
  const whole = complete ? 'all there were' : 'exactly as they were recorded';
  const lines = [
    `Intact: ${which}, ${whole} at the checkpoint of ${checkpoint.size} records.`,
    `Log ${checkpoint.origin}, root ${Buffer.from(checkpoint.root).toString('base64')}.`,
  ];
  if (compared > 1) lines.push(`${compared} checkpoints agree with them.`);
  if (firstGap)
    lines.push(
      `${gaps} ${gaps === 1 ? 'run' : 'runs'} of numbers between them ${gaps === 1 ? 'is' : 'are'} not in the export, the first ${span(firstGap.begin, firstGap.end)}: so it is when days or filters were chosen.`,
    );
  if (proofIsWrong) lines.push('The proof is not theirs; being complete, they need none.');
  return lines;
}

function sayChange({ kind, leafIndex, upTo, recordId }: Change): readonly string[] {
  const id = recordId === undefined ? '' : ` (id ${recordId})`;
  switch (kind) {
    case 'altered':
      return upTo === undefined
        ? [`The first is record ${leafIndex}${id}: it was altered.`]
        : [
            `A record of numbers ${span(leafIndex, upTo)} was altered, or the proof with it.`,
            'The proof as it was, or further checkpoints, would say which.',
          ];
    case 'removed':
      return [
        `The first is record ${leafIndex}: it was removed, or the export is of a part and lacks its proof.`,
      ];
    case 'added':
      return [
        `The first is where record ${leafIndex} belongs: a record was added that is not in the log${id}.`,
      ];
    case 'reordered':
      return [`The first is record ${leafIndex}${id}: another stands in its place.`];
  }
}

const span = (begin: number, end: number) => (end - begin === 1 ? `${begin}` : `${begin} to ${end - 1}`);

/** One record and the words that were opened in it. */
export function sayRecord({ leafIndex, leaf }: RecordLine, words: readonly OpenedWord[]): string {
  const facts = [leaf.at, leaf.action, leaf.outcome, leaf.customerName].filter(
    (fact) => typeof fact === 'string',
  );
  const opened = words.map(({ path, value }) => `${path} ${JSON.stringify(value)}`);
  return [`${leafIndex}`, ...facts, ...opened].join('\t');
}

export function sayOpenings({
  opened,
  closed,
}: {
  readonly opened: number;
  readonly closed: number;
}): string[] {
  const rest = closed === 0 ? 'none stays closed' : `${closed} stay closed: erased, or not in the file`;
  return [`Openings: ${opened} words are proven, ${rest}.`];
}
