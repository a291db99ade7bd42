import type { Change } from '@kontor/domain/activity/first-change';
import type { ExportVerdict, Intact } from '@kontor/domain/activity/verify-export';
import type { Translate } from '../ui/reader.ts';
import type { Tone } from '../ui/status-word.tsx';

export type VerdictWords = { readonly tone: Tone; readonly title: string; readonly lines: readonly string[] };

/** A verdict in the reader's words: what is so, then what it means. */
export function verdictWords(verdict: ExportVerdict, t: Translate): VerdictWords {
  switch (verdict.verdict) {
    case 'intact':
      return { tone: 'good', title: t('verify.intact'), lines: intactLines(verdict, t) };
    case 'changed':
      return { tone: 'bad', title: t('verify.changed'), lines: [changeLine(verdict.change, t)] };
    case 'forked':
      return {
        tone: 'bad',
        title: t('verify.forked'),
        lines: [t('verify.forkedWhy', { size: verdict.size })],
      };
    case 'unproven':
      return { tone: 'waiting', title: t('verify.unproven'), lines: [t('verify.unprovenWhy')] };
    case 'proof_refused':
      return { tone: 'bad', title: t('verify.refused'), lines: [t('verify.proofRefused')] };
    case 'checkpoint_refused': {
      const which =
        verdict.note === null ? t('verify.noteInProof') : t('verify.note', { number: verdict.note + 1 });
      return {
        tone: 'bad',
        title: t('verify.refused'),
        lines: [t(`verify.fault.${verdict.reason}`, { which })],
      };
    }
  }
}

function intactLines(verdict: Intact, t: Translate): string[] {
  const { records, first, last, complete, checkpoint, compared, gaps, firstGap, proofIsWrong } = verdict;
  const facts = { records, first: first ?? 0, last: last ?? 0, size: checkpoint.size };
  return [
    first === null
      ? t('verify.intactNone', facts)
      : complete
        ? t('verify.intactWhole', facts)
        : t('verify.intactPart', facts),
    t('verify.log', { origin: checkpoint.origin }),
    ...(compared > 1 ? [t('verify.compared', { compared })] : []),
    ...(firstGap ? [t('verify.gaps', { gaps, first: firstGap.begin, last: firstGap.end - 1 })] : []),
    ...(proofIsWrong ? [t('verify.proofIsWrong')] : []),
  ];
}

function changeLine({ kind, leafIndex, upTo, recordId }: Change, t: Translate): string {
  if (upTo !== undefined) return t('verify.alteredBetween', { first: leafIndex, last: upTo - 1 });
  const words = t(`verify.change.${kind}`, { number: leafIndex });
  return recordId === undefined ? words : `${words} ${t('verify.recordId', { id: recordId })}`;
}
