import type { LocalDate } from '@kontor/domain/time';
import type { Mail } from '../platform/mail/mail-store.ts';
import type { CheckpointRow } from './tree-store.ts';
import type { WitnessedTree } from './witness-store.ts';

type Words = {
  readonly subject: (origin: string, day: LocalDate) => string;
  readonly before: (day: LocalDate, size: string) => string;
  readonly after: (keys: string) => string;
};

const words: Readonly<Record<'en' | 'tr', Words>> = {
  en: {
    subject: (origin, day) => `Checkpoint of ${origin} for ${day}`,
    before: (day, size) =>
      `This is the last checkpoint of the activity log for ${day} (UTC). The log then had ${size} records. Keep this mail: with it anybody can show later that none of them was altered, removed or put in another order.`,
    after: (keys) =>
      `The keys that verify it: ${keys}\nHow to verify: kontor audit verify, or the page /verify of the installation; docs/operating/audit.md says how it is done with other tools.`,
  },
  tr: {
    subject: (origin, day) => `${origin} denetim noktası, ${day}`,
    before: (day, size) =>
      `Bu, etkinlik günlüğünün ${day} (UTC) tarihli son denetim noktasıdır. Günlükte o anda ${size} kayıt vardı. Bu iletiyi saklayın: kayıtlardan hiçbirinin değiştirilmediği, silinmediği ya da sırasının bozulmadığı daha sonra bununla gösterilebilir.`,
    after: (keys) =>
      `Doğrulayan anahtarlar: ${keys}\nDoğrulamak için: kontor audit verify ya da kurulumun /verify sayfası; başka araçlarla nasıl yapılacağı docs/operating/audit.md belgesinde anlatılır.`,
  },
};

/** The mail with a day's checkpoint; the same day, tree and address twice is one mail. */
export const checkpointMail = (
  witness: WitnessedTree,
  checkpoint: CheckpointRow,
  { day, publicUrl }: { readonly day: LocalDate; readonly publicUrl: string },
): Mail => {
  const language = witness.language === 'tr' ? 'tr' : 'en';
  const { subject, before, after } = words[language];
  const origin = checkpoint.note.slice(0, checkpoint.note.indexOf('\n'));
  return {
    accountId: witness.account_id,
    to: witness.email,
    language,
    kind: 'log_checkpoint',
    subject: subject(origin, day),
    text: [
      before(day, String(checkpoint.size)),
      checkpoint.note.trimEnd(),
      after(`${publicUrl}/.well-known/kontor-log-keys.txt`),
    ].join('\n\n'),
    dedupeKey: `log_checkpoint/${checkpoint.tree_id}/${day}/${witness.email}`,
  };
};
