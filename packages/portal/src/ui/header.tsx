import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Navigation20Regular } from '@fluentui/react-icons/svg/navigation';
import type { ReactNode } from 'react';
import { Bell } from '../notices/bell.tsx';
import { type PortalName, paths } from '../paths.ts';
import { GoLink } from './go-link.tsx';
import logo from './kontor.svg';
import { useReader } from './reader.ts';
import { usePermit, useSession } from './session.ts';
import { UserMenu } from './user-menu.tsx';

const useStyles = makeStyles({
  header: {
    position: 'sticky',
    top: 0,
    zIndex: 10,
    height: '48px',
    boxSizing: 'border-box',
    display: 'flex',
    alignItems: 'center',
    columnGap: '8px',
    padding: '0 12px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  menu: { display: 'none', '@media (max-width: 640px)': { display: 'inline-flex' } },
  brand: {
    display: 'flex',
    alignItems: 'center',
    columnGap: '8px',
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    textDecorationLine: 'none',
    fontSize: tokens.fontSizeBase400,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  account: {
    color: tokens.colorNeutralForeground2,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    minWidth: 0,
    paddingLeft: '8px',
    borderLeft: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 400px)': { display: 'none' },
  },
  middle: {
    flexGrow: 1,
    display: 'flex',
    justifyContent: 'center',
    minWidth: 0,
    '@media (max-width: 640px)': { visibility: 'hidden', width: 0 },
  },
  end: { display: 'flex', alignItems: 'center', columnGap: '4px', flexShrink: 0 },
});

type Props = {
  readonly portal: PortalName;
  readonly search?: ReactNode;
  readonly settings?: ReactNode;
  readonly onMenu: () => void;
};

export function Header({ portal, search, settings, onMenu }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const session = useSession();
  const permit = usePermit();
  const account =
    portal === 'operator' ? t('shell.operator') : (session.customer?.name ?? session.account?.name ?? '');
  return (
    <header className={styles.header}>
      <Button
        className={styles.menu}
        appearance="subtle"
        icon={<Navigation20Regular />}
        aria-label={t('shell.menu')}
        onClick={onMenu}
      />
      <GoLink plain href={paths.portal(portal)} className={styles.brand}>
        <img src={logo} alt="" width={20} height={20} />
        Kontor
      </GoLink>
      <span className={styles.account}>{account}</span>
      <div className={styles.middle}>{search}</div>
      <div className={styles.end}>
        {portal !== 'customer' && permit('notices.read') && <Bell portal={portal} />}
        {settings}
        <UserMenu portal={portal} />
      </div>
    </header>
  );
}
