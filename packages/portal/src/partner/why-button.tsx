import {
  Button,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Subtitle2,
  Text,
} from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons/svg/dismiss';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { linePolicyQuery } from '../api/customer-queries.ts';
import type { LinePolicy } from '../api/types.ts';
import { formatLastInstant } from '../format/dates.ts';
import { windowWords } from '../operator/window-words.ts';
import { ExactDate } from '../ui/exact-date.tsx';
import { Facts } from '../ui/facts.tsx';
import { type Reader, useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';

const useStyles = makeStyles({
  surface: {
    display: 'grid',
    rowGap: '12px',
    boxSizing: 'border-box',
    width: 'min(420px, calc(100vw - 32px))',
    overflowY: 'auto',
    // A table cell that keeps its own text on one line must not do so to this one.
    whiteSpace: 'normal',
    textAlign: 'start',
  },
  head: { display: 'flex', justifyContent: 'space-between', alignItems: 'start', columnGap: '8px' },
  title: { margin: 0 },
  button: { minWidth: 'auto' },
});

/** Beside what was asked, whole on the page, and scrolling where the page is lower than it. */
const place = { position: 'below', autoSize: 'height', overflowBoundaryPadding: 8 } as const;

type Props = {
  readonly customerId: string;
  readonly orderId: string;
  readonly lineNumber: number;
  /** What is asked about, for those who do not see what stands beside it. */
  readonly what: string;
};

/** Why a line can be cancelled for as long as it can, asked where its last day is shown. */
export function WhyButton({ what, ...line }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [open, setOpen] = useState(false);
  return (
    <Popover trapFocus open={open} onOpenChange={(_, data) => setOpen(data.open)} positioning={place}>
      <PopoverTrigger disableButtonEnhancement>
        <Button
          size="small"
          appearance="transparent"
          className={styles.button}
          aria-label={t('why.of', { what })}
        >
          {t('why.ask')}
        </Button>
      </PopoverTrigger>
      <PopoverSurface className={styles.surface} aria-label={t('why.of', { what })}>
        <div className={styles.head}>
          <Subtitle2 as="h3" className={styles.title}>
            {what}
          </Subtitle2>
          <Button
            size="small"
            appearance="subtle"
            icon={<Dismiss16Regular />}
            aria-label={t('dialog.close')}
            onClick={() => setOpen(false)}
          />
        </div>
        <Answer {...line} />
      </PopoverSurface>
    </Popover>
  );
}

function Answer({ customerId, orderId, lineNumber }: Omit<Props, 'what'>) {
  const reader = useReader();
  const { t } = reader;
  const { data, error } = useQuery(linePolicyQuery(customerId, orderId, lineNumber));
  if (error) return <ReadFailure error={error} what={t('why.failed')} />;
  if (!data) return <LoadingLines lines={7} />;
  return (
    <>
      {ruleWords(data, reader).map((sentence) => (
        <Text key={sentence}>{sentence}</Text>
      ))}
      <Facts facts={factsOf(data, reader)} />
    </>
  );
}

/** The rule that holds for a line, sentence by sentence. */
function ruleWords({ cancellable, policy, family }: LinePolicy, { t }: Reader): string[] {
  if (!cancellable || !policy || policy.window === null) return [t(neverWords(family))];
  const counted = policy.window.includes('T')
    ? t('why.countedExact')
    : t('why.countedDays', { zone: policy.zone });
  return [
    t('why.window', { window: windowWords(policy.window, t) }),
    counted,
    t(policy.credit === 'full' ? 'why.creditFull' : 'why.creditProrated'),
    ...(policy.extended ? [t('why.extended')] : []),
    ...(policy.cappedByTerm ? [t('why.capped')] : []),
  ];
}

function neverWords(family: LinePolicy['family']) {
  if (family === 'software_plan') return 'why.neverPlan';
  return family === 'reservation' ? 'reservation.refundRules' : 'why.never';
}

function factsOf({ cancellableUntil, policy }: LinePolicy, { t, locale }: Reader) {
  return [
    ...(cancellableUntil
      ? [{ term: t('line.lastDay'), fact: formatLastInstant(cancellableUntil, locale) }]
      : []),
    ...(policy
      ? [
          { term: t('why.policy'), fact: t('policies.versionNumber', { version: policy.version }) },
          { term: t('policies.from'), fact: <ExactDate at={policy.effectiveFrom} withTime /> },
          { term: t('policies.zone'), fact: policy.zone },
        ]
      : []),
  ];
}
