import { makeStyles, Text, Title2 } from '@fluentui/react-components';
import { paths, portalNames } from '../paths.ts';
import { GoLink } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { LanguageSwitch } from './language-switch.tsx';

const useStyles = makeStyles({
  page: { maxWidth: '560px', margin: '0 auto', padding: '48px 16px', display: 'grid', rowGap: '16px' },
  title: { margin: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '16px' },
  portal: { display: 'grid', rowGap: '2px' },
});

/** The three doors. */
export function StartPage() {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <main className={styles.page}>
      <Title2 as="h1" className={styles.title}>
        Kontor
      </Title2>
      <Text>{t('start.explain')}</Text>
      <ul className={styles.list}>
        {portalNames.map((portal) => (
          <li key={portal} className={styles.portal}>
            <GoLink href={paths.portal(portal)}>{t(`portal.${portal}`)}</GoLink>
            <Text size={200}>{t(`start.${portal}`)}</Text>
          </li>
        ))}
      </ul>
      <LanguageSwitch />
    </main>
  );
}
