import {
  Button,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogTitle,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Subtitle2,
  Text,
  tokens,
} from '@fluentui/react-components';
import type { NewSandbox } from '../api/types.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useReader } from '../ui/reader.ts';
import { roleName } from '../ui/reason.ts';

const useStyles = makeStyles({
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gridAutoRows: 'max-content',
    rowGap: '16px',
  },
  heading: { margin: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: '12px' },
  who: { display: 'block', fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    columnGap: '12px',
    rowGap: '2px',
    margin: 0,
    '@media (max-width: 480px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  term: { color: tokens.colorNeutralForeground3 },
  value: { margin: 0, fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', userSelect: 'all' },
});

type Person = NewSandbox['users'][number];
type Props = { readonly sandbox: NewSandbox; readonly onClose: () => void };

/** Everything that opens the new account, to be taken along before this is closed. */
export function SandboxSecrets({ sandbox, onClose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const text = JSON.stringify(sandbox, undefined, 2);
  const { app, users, customers, orders } = sandbox;
  return (
    <DialogBody>
      <DialogTitle>{t('sandboxes.createdTitle', { name: sandbox.name })}</DialogTitle>
      {/* Longer than most pages, and scrolled by the keyboard only when it can hold the focus. */}
      <DialogContent className={styles.content} tabIndex={0}>
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('sandboxes.once')}</MessageBarBody>
        </MessageBar>
        {customers.length > 0 && (
          <Text>{orders === 0 ? t('sandboxes.noOrders') : t('sandboxes.orders', { count: orders })}</Text>
        )}
        <Subtitle2 as="h3" className={styles.heading}>
          {t('sandboxes.application')}
        </Subtitle2>
        <Facts
          facts={[
            [t('sandboxes.clientId'), app.clientId],
            [t('sandboxes.clientSecret'), app.clientSecret],
          ]}
        />
        <People title={t('sandboxes.people')} people={users} />
        {customers.map(({ id, name, admin, member }) => (
          <People key={id} title={t('sandboxes.peopleOf', { name })} people={[admin, member]} />
        ))}
      </DialogContent>
      <DialogActions fluid>
        <Button onClick={onClose}>{t('dialog.close')}</Button>
        <CopyButton
          text={text}
          what={t('sandboxes.json')}
          label={t('sandboxes.copyJson')}
          size="medium"
          appearance="secondary"
        />
        <Button appearance="primary" onClick={() => download(text, `${sandbox.domain}.json`)}>
          {t('sandboxes.download')}
        </Button>
      </DialogActions>
    </DialogBody>
  );
}

function People({ title, people }: { readonly title: string; readonly people: readonly Person[] }) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <>
      <Subtitle2 as="h3" className={styles.heading}>
        {title}
      </Subtitle2>
      <ul className={styles.list}>
        {people.map(({ id, email, roles, password, totpSecret }) => (
          <li key={id}>
            <span className={styles.who}>{email}</span>
            <Text size={200}>{roles.map((role) => roleName(role, t)).join(', ')}</Text>
            <Facts
              facts={[
                [t('sandboxes.password'), password],
                [t('sandboxes.totp'), totpSecret],
              ]}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [term: string, value: string])[] }) {
  const styles = useStyles();
  return (
    <dl className={styles.facts}>
      {facts.map(([term, value]) => (
        <div key={term} style={{ display: 'contents' }}>
          <dt className={styles.term}>{term}</dt>
          <dd className={styles.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function download(text: string, fileName: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The browser has taken it up by then.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
