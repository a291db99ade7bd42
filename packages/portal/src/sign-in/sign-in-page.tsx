import { Card, makeStyles, Text, Title3, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { forgetSession, installationQuery } from '../api/session-queries.ts';
import { type PortalName, paths, portalNames } from '../paths.ts';
import { GoLink, useFollow } from '../ui/go-link.tsx';
import logo from '../ui/kontor.svg';
import { useReader } from '../ui/reader.ts';
import { useUrlSearch } from '../ui/url-state.ts';
import { CodeForm } from './code-form.tsx';
import { DemoPeople, type DemoPerson } from './demo-people.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { PasswordForm } from './password-form.tsx';

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
  card: { width: '100%', maxWidth: '400px', boxSizing: 'border-box', padding: '24px', rowGap: '16px' },
  brand: { display: 'flex', alignItems: 'center', columnGap: '8px', fontWeight: tokens.fontWeightSemibold },
  title: { margin: 0 },
  others: { display: 'flex', flexWrap: 'wrap', justifyContent: 'center', columnGap: '16px' },
});

/** E-mail and password, then the code of the authenticator; in a demo also the people to be. */
export function SignInPage({ portal }: { readonly portal: PortalName }) {
  const styles = useStyles();
  const { t } = useReader();
  const follow = useFollow();
  const [search] = useUrlSearch();
  const { data: installation } = useQuery(installationQuery);
  const [step, setStep] = useState<'password' | 'code'>('password');
  const [person, setPerson] = useState<DemoPerson>();
  const client = useQueryClient();
  useEffect(() => forgetSession(client), [client]);
  const title = t(`signIn.title.${portal}`);
  useEffect(() => {
    document.title = `${title} · Kontor`;
  }, [title]);
  const enter = () => follow(insidePortal(portal, search.return));
  const people = installation?.demoPeople.filter((each) => each.portal === portal) ?? [];
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
        {step === 'password' ? (
          <PasswordForm
            portal={portal}
            person={person}
            onDone={(next) => (next === 'code' ? setStep('code') : enter())}
          />
        ) : (
          <CodeForm person={person} onDone={enter} onBack={() => setStep('password')} />
        )}
      </Card>
      {step === 'password' && people.length > 0 && <DemoPeople people={people} onChoose={setPerson} />}
      <nav aria-label={t('signIn.otherPortals')} className={styles.others}>
        {portalNames
          .filter((each) => each !== portal)
          .map((each) => (
            <GoLink key={each} href={paths.signIn(each)}>
              {t(`portal.${each}`)}
            </GoLink>
          ))}
      </nav>
      <LanguageSwitch />
    </main>
  );
}

/** Only addresses of this portal, or of the pages before all portals, are returned to: a link to a sign-in page must not lead elsewhere. */
function insidePortal(portal: PortalName, wanted: string | undefined): string {
  const home = paths.portal(portal);
  const inside =
    wanted !== undefined &&
    (wanted === home ||
      wanted.startsWith(`${home}/`) ||
      wanted.startsWith(`${paths.consent()}?`) ||
      wanted === paths.device());
  return inside ? wanted : home;
}
