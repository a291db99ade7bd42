import {
  Breadcrumb,
  BreadcrumbDivider,
  BreadcrumbItem,
  makeStyles,
  mergeClasses,
  Title2,
  tokens,
} from '@fluentui/react-components';
import { Fragment, type ReactNode, useEffect } from 'react';
import { GoLink } from './go-link.tsx';

const useStyles = makeStyles({
  page: {
    display: 'flex',
    flexDirection: 'column',
    rowGap: '16px',
    padding: '16px 24px 48px',
    '@media (max-width: 480px)': { paddingInline: '16px' },
  },
  form: { maxWidth: '1200px' },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    columnGap: '16px',
    rowGap: '8px',
  },
  title: { margin: 0, overflowWrap: 'anywhere' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '8px', alignItems: 'center' },
  crumbs: { minHeight: '24px', display: 'flex', alignItems: 'center', flexWrap: 'wrap' },
  crumb: { padding: '0 6px', fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  firstCrumb: { paddingLeft: 0 },
});

export type Crumb = { readonly text: string; readonly href?: string };
type Props = {
  readonly title: string;
  readonly crumbs?: readonly Crumb[];
  readonly actions?: ReactNode;
  readonly below?: ReactNode;
  readonly width?: 'form' | 'full';
  readonly children: ReactNode;
};

/** Where am I, what can I do here: trail, title, acts; then the page itself. */
export function Page({ title, crumbs = [], actions, below, width = 'full', children }: Props) {
  const styles = useStyles();
  useEffect(() => {
    document.title = `${title} · Kontor`;
  }, [title]);
  return (
    <div className={mergeClasses(styles.page, width === 'form' && styles.form)}>
      {crumbs.length > 0 && <Trail crumbs={[...crumbs, { text: title }]} />}
      <div className={styles.head}>
        <Title2 as="h1" className={styles.title}>
          {title}
        </Title2>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {below}
      {children}
    </div>
  );
}

function Trail({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  const styles = useStyles();
  return (
    <Breadcrumb size="small" className={styles.crumbs}>
      {crumbs.map((crumb, index) => (
        <Fragment key={crumb.href ?? crumb.text}>
          {index > 0 && <BreadcrumbDivider />}
          <BreadcrumbItem className={mergeClasses(styles.crumb, index === 0 && styles.firstCrumb)}>
            {crumb.href ? (
              <GoLink href={crumb.href}>{crumb.text}</GoLink>
            ) : (
              <span aria-current="page">{crumb.text}</span>
            )}
          </BreadcrumbItem>
        </Fragment>
      ))}
    </Breadcrumb>
  );
}
