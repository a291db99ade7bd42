import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { clockQuery } from '../api/activity-queries.ts';
import { ClockControl } from './clock-control.tsx';
import { useReader } from './reader.ts';
import { useSession } from './session.ts';

const useStyles = makeStyles({
  banner: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: '16px',
    rowGap: '4px',
    padding: '4px 24px',
    fontSize: tokens.fontSizeBase200,
    backgroundColor: tokens.colorPaletteYellowBackground1,
    color: tokens.colorNeutralForeground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
});

/** Nobody may take a demo or a sandbox for the real thing; a sandbox shows its own clock. */
export function AccountBanner() {
  const styles = useStyles();
  const { t } = useReader();
  const { demo, account } = useSession();
  if (!demo && !account?.sandbox) return null;
  return (
    <section aria-label={t('banner.label')} className={styles.banner}>
      {demo && <span>{t('banner.demo')}</span>}
      {account?.sandbox && <SandboxClock />}
    </section>
  );
}

function SandboxClock() {
  const { t, instant } = useReader();
  const { now, portal } = useSession();
  const { data } = useQuery(clockQuery);
  return (
    <>
      <span>{t('banner.sandbox', { now: instant(data?.now ?? now) })}</span>
      {portal === 'partner' && <ClockControl busy={data?.busy === true} />}
    </>
  );
}
