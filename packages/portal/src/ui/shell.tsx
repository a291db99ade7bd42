import { makeStyles, tokens } from '@fluentui/react-components';
import { Outlet, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { PortalName } from '../paths.ts';
import { AccountBanner } from './account-banner.tsx';
import { Header } from './header.tsx';
import { type NavItem, NavigationDrawer, NavigationRail } from './navigation.tsx';
import { useReader } from './reader.ts';

const useStyles = makeStyles({
  body: { display: 'flex', alignItems: 'flex-start' },
  main: { flexGrow: 1, minWidth: 0, outlineStyle: 'none' },
  skip: {
    position: 'absolute',
    top: '-100px',
    left: '8px',
    zIndex: 20,
    padding: '8px 12px',
    backgroundColor: tokens.colorNeutralBackground1,
    ':focus': { top: '8px' },
  },
});

type Props = {
  readonly portal: PortalName;
  readonly items: readonly NavItem[];
  /** Search and menus that only one portal has. */
  readonly search?: ReactNode;
  readonly settings?: ReactNode;
};

/** The frame of a portal: 48 px of head, a rail that becomes icons and then a drawer, and the page. */
export function Shell({ portal, items, search, settings }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const [drawerOpen, setDrawerOpen] = useState(false);
  useFocusOnArrival();
  return (
    <>
      <a href="#main" className={styles.skip}>
        {t('shell.skip')}
      </a>
      <Header portal={portal} search={search} settings={settings} onMenu={() => setDrawerOpen(true)} />
      <AccountBanner />
      <div className={styles.body}>
        <NavigationRail items={items} />
        <main id="main" tabIndex={-1} className={styles.main}>
          <Outlet />
        </main>
      </div>
      <NavigationDrawer items={items} open={drawerOpen} onClose={() => setDrawerOpen(false)} />
    </>
  );
}

/** Following a link changes the page without loading it; focus goes with it, so that readers start at its top. */
function useFocusOnArrival(): void {
  const pathname = useLocation({ select: (location) => location.pathname });
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [pathname]);
}
