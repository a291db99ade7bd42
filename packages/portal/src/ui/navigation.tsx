import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  mergeClasses,
  OverlayDrawer,
  tokens,
} from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { GoLink } from './go-link.tsx';
import { useReader } from './reader.ts';

const useStyles = makeStyles({
  rail: {
    position: 'sticky',
    top: '48px',
    width: '220px',
    flexShrink: 0,
    boxSizing: 'border-box',
    padding: '12px 8px',
    '@media (max-width: 1024px)': { width: '56px' },
    '@media (max-width: 640px)': { display: 'none' },
  },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '2px' },
  link: {
    display: 'flex',
    alignItems: 'center',
    columnGap: '12px',
    minHeight: '36px',
    padding: '0 10px',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  current: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    fontWeight: tokens.fontWeightSemibold,
    boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}`,
  },
  icon: { display: 'flex', flexShrink: 0 },
  group: {
    display: 'block',
    padding: '12px 10px 4px',
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground3,
  },
  railText: {
    '@media (max-width: 1024px)': {
      position: 'absolute',
      width: '1px',
      height: '1px',
      overflow: 'hidden',
      clipPath: 'inset(50%)',
      whiteSpace: 'nowrap',
    },
  },
});

export type NavItem = {
  readonly href: string;
  readonly text: string;
  readonly icon: ReactNode;
  /** Pages below this address belong to the item; a start page matches only itself. */
  readonly exact?: boolean;
  /** Items that follow each other under one heading. */
  readonly group?: string;
};

export function NavigationRail({ items }: { readonly items: readonly NavItem[] }) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <nav aria-label={t('shell.navigation')} className={styles.rail}>
      <Items items={items} textClass={styles.railText} titles />
    </nav>
  );
}

type DrawerProps = {
  readonly items: readonly NavItem[];
  readonly open: boolean;
  readonly onClose: () => void;
};

export function NavigationDrawer({ items, open, onClose }: DrawerProps) {
  const { t } = useReader();
  return (
    <OverlayDrawer
      size="small"
      position="start"
      open={open}
      onOpenChange={(_, data) => (data.open ? undefined : onClose())}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button
              appearance="subtle"
              icon={<Dismiss20Regular />}
              aria-label={t('dialog.close')}
              onClick={onClose}
            />
          }
        >
          Kontor
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <nav aria-label={t('shell.navigation')}>
          <Items items={items} onGo={onClose} />
        </nav>
      </DrawerBody>
    </OverlayDrawer>
  );
}

type ItemsProps = {
  readonly items: readonly NavItem[];
  readonly textClass?: string;
  readonly titles?: boolean;
  readonly onGo?: () => void;
};

function Items({ items, ...rest }: ItemsProps) {
  const styles = useStyles();
  const groups = groupsOf(items);
  if (groups.length === 1) return <List items={items} {...rest} />;
  return groups.map(({ heading, items: own }) => (
    <section key={heading} aria-label={heading}>
      <span aria-hidden className={mergeClasses(styles.group, rest.textClass)}>
        {heading}
      </span>
      <List items={own} {...rest} />
    </section>
  ));
}

type Group = { readonly heading: string; readonly items: NavItem[] };

function groupsOf(items: readonly NavItem[]): Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const heading = item.group ?? '';
    const group = groups.get(heading);
    if (group) group.items.push(item);
    else groups.set(heading, { heading, items: [item] });
  }
  return [...groups.values()];
}

function List({ items, textClass, titles, onGo }: ItemsProps) {
  const styles = useStyles();
  const here = useLocation({ select: (location) => location.pathname.replace(/\/$/, '') });
  return (
    <ul className={styles.list}>
      {items.map(({ href, text, icon, exact }) => {
        const current = here === href || (!exact && here.startsWith(`${href}/`));
        return (
          <li key={href}>
            <GoLink
              plain
              href={href}
              className={mergeClasses(styles.link, current && styles.current)}
              aria-current={current ? 'page' : undefined}
              {...(titles ? { title: text } : {})}
              {...(onGo ? { onGo } : {})}
            >
              <span aria-hidden className={styles.icon}>
                {icon}
              </span>
              <span className={textClass}>{text}</span>
            </GoLink>
          </li>
        );
      })}
    </ul>
  );
}
