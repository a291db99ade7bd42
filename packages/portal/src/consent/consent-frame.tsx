import { Card, makeStyles, Text, Title3, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { installationQuery, sessionQuery } from '../api/session-queries.ts';
import { paths, portalNames } from '../paths.ts';
import { LanguageSwitch } from '../sign-in/language-switch.tsx';
import { GoLink } from '../ui/go-link.tsx';
import logo from '../ui/kontor.svg';
import { useReader } from '../ui/reader.ts';

const useStyles = makeStyles({
  page: {
    minHeight: '100dvh',
    boxSizing: 'border-box',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    rowGap: '16px',
    padding: '24px 16px',
    backgroundColor: tokens.colorNeutralBackground2,
  },
  card: { width: '100%', maxWidth: '440px', boxSizing: 'border-box', padding: '24px', rowGap: '16px' },
  brand: { display: 'flex', alignItems: 'center', columnGap: '8px', fontWeight: tokens.fontWeightSemibold },
  title: { margin: 0 },
  doors: { display: 'grid', rowGap: '8px', listStyleType: 'none', margin: 0, padding: 0 },
});

type Props = { readonly title: string; readonly returnTo: string; readonly children: ReactNode };

/** A page outside the portals: who is signed in decides whether it has something to ask. */
export function ConsentFrame({ title, returnTo, children }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const { data: installation } = useQuery(installationQuery);
  const session = useQuery({ ...sessionQuery, retry: false });
  useEffect(() => {
    document.title = `${title} · Kontor`;
  }, [title]);
  return (
    <main className={styles.page}>
      <Card className={styles.card}>
        <div className={styles.brand}>
          <img src={logo} alt="" width={24} height={24} />
          <Text>{installation?.name ?? 'Kontor'}</Text>
        </div>
        <Title3 as="h1" className={styles.title}>
          {title}
        </Title3>
        {session.isPending && <Text>{t('consent.loading')}</Text>}
        {session.isError && (
          <>
            <Text>{t('consent.signInFirst')}</Text>
            <ul className={styles.doors}>
              {portalNames.map((portal) => (
                <li key={portal}>
                  <GoLink href={paths.signIn(portal, returnTo)}>{t(`portal.${portal}`)}</GoLink>
                </li>
              ))}
            </ul>
          </>
        )}
        {session.data && (
          <>
            <Text size={200}>{t('consent.signedInAs', { email: session.data.person.email })}</Text>
            {children}
          </>
        )}
      </Card>
      <LanguageSwitch />
    </main>
  );
}
