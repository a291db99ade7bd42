import { Card, makeStyles, Text, Title3, tokens } from '@fluentui/react-components';
import { actionWords } from '../activity/action-words.ts';
import { DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { useReader } from '../ui/reader.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { verdictWords } from './verdict-words.ts';
import type { OpenedNames, VerifyAnswer } from './verify-messages.ts';

const useStyles = makeStyles({
  card: { rowGap: '8px' },
  title: { margin: 0 },
  line: { overflowWrap: 'anywhere', display: 'block' },
  caution: { color: tokens.colorNeutralForeground3 },
});

export type FinalAnswer = Exclude<VerifyAnswer, { readonly kind: 'progress' | 'ready' }>;
type Props = {
  readonly answer: FinalAnswer;
  readonly keysCameAlong: boolean;
};

/** What came of it, in a word with a dot and in sentences. */
export function VerdictCard({ answer, keysCameAlong }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const words =
    answer.kind === 'done'
      ? verdictWords(answer.verdict, t)
      : {
          tone: 'bad' as const,
          title: t('verify.refused'),
          lines: [
            answer.kind === 'unreadable'
              ? t(`verify.unreadable.${answer.what}`, { line: answer.line })
              : t('verify.failed', { message: answer.message }),
          ],
        };
  const intact = answer.kind === 'done' && answer.verdict.verdict === 'intact';
  return (
    <Card className={styles.card}>
      <Title3 as="h2" className={styles.title}>
        <StatusWord tone={words.tone}>{words.title}</StatusWord>
      </Title3>
      {words.lines.map((line) => (
        <Text key={line} className={styles.line}>
          {line}
        </Text>
      ))}
      {intact && keysCameAlong && <Text className={styles.caution}>{t('verify.keysCameAlong')}</Text>}
      {answer.kind === 'done' && answer.names && <Names names={answer.names} />}
    </Card>
  );
}

function Names({ names }: { readonly names: OpenedNames }) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <>
      <Text className={styles.line}>
        {t('verify.opened', { opened: names.opened, closed: names.closed })}
      </Text>
      {names.unused > 0 && (
        <Text className={styles.line}>{t('verify.unused', { unused: names.unused })}</Text>
      )}
      {names.rows.length > 0 && (
        <DataTable
          label={t('verify.names')}
          rows={names.rows}
          rowKey={({ leafIndex }) => String(leafIndex)}
          columns={[
            { key: 'number', title: t('verify.number'), numeric: true, cell: ({ leafIndex }) => leafIndex },
            { key: 'at', title: t('activity.at'), cell: ({ at }) => <ExactDate at={at} withTime /> },
            { key: 'action', title: t('activity.action'), cell: ({ action }) => actionWords(action, t) },
            {
              key: 'words',
              title: t('verify.words'),
              cell: ({ words }) => words.map(({ path, value }) => `${path}: ${value}`).join(', '),
            },
          ]}
        />
      )}
    </>
  );
}
