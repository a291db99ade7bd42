import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { GoLink } from './go-link.tsx';

const useStyles = makeStyles({
  tabs: {
    display: 'flex',
    columnGap: '4px',
    overflowX: 'auto',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  tab: {
    padding: '8px 12px 10px',
    whiteSpace: 'nowrap',
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    borderBottom: '3px solid transparent',
    ':hover': { color: tokens.colorNeutralForeground1, borderBottomColor: tokens.colorNeutralStroke1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  current: {
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    borderBottomColor: tokens.colorCompoundBrandStroke,
  },
});

export type LinkTab = { readonly href: string; readonly text: string };

/** Tabs that are pages: links, so that each has an address and opens in a window of its own. */
export function LinkTabs({ label, tabs }: { readonly label: string; readonly tabs: readonly LinkTab[] }) {
  const styles = useStyles();
  const here = useLocation({ select: (location) => location.pathname });
  const row = useRef<HTMLElement>(null);
  // Where the row is wider than the page, the tab that one is on stands in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another current tab
  useEffect(() => {
    const current = row.current?.querySelector('[aria-current]');
    current?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [here]);
  return (
    <nav ref={row} aria-label={label} className={styles.tabs}>
      {tabs.map(({ href, text }) => {
        const current = here === href.split('?')[0];
        return (
          <GoLink
            key={href}
            plain
            href={href}
            className={mergeClasses(styles.tab, current && styles.current)}
            aria-current={current ? 'page' : undefined}
          >
            {text}
          </GoLink>
        );
      })}
    </nav>
  );
}
