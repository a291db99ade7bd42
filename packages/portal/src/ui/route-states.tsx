import { makeStyles, Spinner, Title2 } from '@fluentui/react-components';
import { useRouter } from '@tanstack/react-router';
import { paths } from '../paths.ts';
import { GoLink } from './go-link.tsx';
import { useReader } from './reader.ts';
import { ErrorState } from './states.tsx';

const useStyles = makeStyles({
  page: { padding: '24px', display: 'grid', rowGap: '16px', justifyItems: 'start' },
  title: { margin: 0 },
});

/** While the code or the session of a page is on its way; short, so it says little. */
export function PendingPage() {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <div className={styles.page}>
      <Spinner size="small" label={t('state.loading')} />
    </div>
  );
}

export function MissingPage() {
  return (
    <main>
      <MissingInPortal />
    </main>
  );
}

/** The same where a portal's frame is around it already. */
export function MissingInPortal() {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <div className={styles.page}>
      <Title2 as="h1" className={styles.title}>
        {t('state.missing')}
      </Title2>
      <GoLink href={paths.start()}>{t('state.toStart')}</GoLink>
    </div>
  );
}

export function BrokenPage({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const styles = useStyles();
  const { t } = useReader();
  const router = useRouter();
  const again = () => {
    reset();
    router.invalidate();
  };
  return (
    <div className={styles.page}>
      <ErrorState error={error} what={t('state.pageFailed')} onRetry={again} />
    </div>
  );
}
