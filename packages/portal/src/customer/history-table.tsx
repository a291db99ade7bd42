import { actionWords } from '../activity/action-words.ts';
import type { SoftwareHistoryRecord } from '../api/types.ts';
import { languageName, shortId } from '../format/names.ts';
import type { MessageKey } from '../locales/messages.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { type Reader, useReader } from '../ui/reader.ts';

type Props = { readonly records: readonly SoftwareHistoryRecord[]; readonly busy: boolean };

const kindWords: Readonly<Record<string, MessageKey>> = {
  link: 'history.kind.link',
  reveal_link: 'history.kind.reveal_link',
};

export function HistoryTable({ records, busy }: Props) {
  const reader = useReader();
  const { t } = reader;
  const columns: Column<SoftwareHistoryRecord>[] = [
    { key: 'at', title: t('history.at'), nowrap: true, cell: ({ at }) => <ExactDate at={at} withTime /> },
    { key: 'act', title: t('history.act'), cell: (record) => actOf(record, reader) },
    { key: 'software', title: t('history.software'), cell: (record) => softwareOf(record, reader) },
    { key: 'by', title: t('history.by'), cell: (record) => personOf(record, reader) },
  ];
  return (
    <DataTable
      label={t('mySoftware.history')}
      columns={columns}
      rows={records}
      rowKey={({ id }) => id}
      busy={busy}
    />
  );
}

function actOf({ action, kind = '' }: SoftwareHistoryRecord, { t }: Reader): string {
  const by = kindWords[kind];
  return by === undefined ? actionWords(action, t) : `${actionWords(action, t)}, ${t(by)}`;
}

function softwareOf(record: SoftwareHistoryRecord, { locale }: Reader): string {
  const { productTitle, fileName, version, language, bitness, orderId } = record;
  // The name of a file already says its version, language and bitness.
  const choice = fileName ? [fileName] : [version, language && languageName(language, locale), bitness];
  return [productTitle, ...choice, orderId && shortId(orderId)].filter(Boolean).join(' · ');
}

function personOf({ by: { own, user, organisation } }: SoftwareHistoryRecord, { t }: Reader): string {
  if (user === undefined) return organisation;
  return own ? user : t('history.partner', { user, organisation });
}
