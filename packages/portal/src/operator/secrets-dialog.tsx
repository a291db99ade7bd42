import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarBody,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import type { NewPartnerAccount } from '../api/types.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { useReader } from '../ui/reader.ts';

const useStyles = makeStyles({
  content: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '16px' },
  secret: { display: 'inline-flex', alignItems: 'center', columnGap: '8px', flexWrap: 'wrap' },
  text: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
});

type Props = { readonly made: NewPartnerAccount; readonly onClose: () => void };

/** What nobody will be shown again. */
export function SecretsDialog({ made, onClose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const secret = (term: string, text: string) => ({
    term,
    fact: (
      <span className={styles.secret}>
        <span className={styles.text}>{text}</span>
        <CopyButton text={text} what={term} />
      </span>
    ),
  });
  const { administrator, application } = made;
  const facts = [
    ...(administrator
      ? [
          { term: t('signIn.email'), fact: administrator.email },
          secret(t('partners.password'), administrator.password),
          secret(t('partners.totp'), administrator.totpSecret),
        ]
      : []),
    ...(application
      ? [
          secret(t('partners.clientId'), application.clientId),
          secret(t('partners.clientSecret'), application.clientSecret),
        ]
      : []),
  ];
  return (
    <Dialog modalType="alert" open>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('partners.made', { name: made.name })}</DialogTitle>
          <DialogContent className={styles.content}>
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody>{t('partners.once')}</MessageBarBody>
            </MessageBar>
            <Facts facts={facts} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {t('partners.noted')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
