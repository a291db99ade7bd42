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
  Text,
  tokens,
} from '@fluentui/react-components';
import type { KeyReplacement, Keys } from '../api/types.ts';
import { keyGroups } from '../format/key-groups.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useReader } from '../ui/reader.ts';
import { QrCode } from './qr-code.tsx';
import { type ReplaceKey, ReplaceKeyForm } from './replace-key.tsx';

const useStyles = makeStyles({
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gridAutoRows: 'max-content',
    rowGap: '16px',
  },
  key: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: '12px', justifyItems: 'start' },
  digits: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '4px 14px',
    padding: '12px 14px',
    width: '100%',
    boxSizing: 'border-box',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
    userSelect: 'all',
  },
  faint: { color: tokens.colorNeutralForeground3 },
});

// A key a unit may be a thousand of them; codes are drawn where they can be told apart.
const mostCodes = 10;

type Props = {
  readonly title: string;
  readonly keys: Keys;
  /** Absent where keys are not replaced. */
  readonly replace?: ReplaceKey | undefined;
  /** What was just replaced, to be said above the new key. */
  readonly replaced?: KeyReplacement | undefined;
  readonly onClose: () => void;
};

export function KeyDialog({ title, keys, replace, replaced, onClose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('key.dialog', { title })}</DialogTitle>
          <DialogContent className={styles.content}>
            <div role="status">
              {replaced && (
                <MessageBar intent="success" layout="multiline">
                  <MessageBarBody>
                    {t('replaceKey.done', { last: replaced.replacedLastCharacters })}{' '}
                    {replaced.replacementsLeft !== null &&
                      t('replaceKey.left', { count: replaced.replacementsLeft })}
                  </MessageBarBody>
                </MessageBar>
              )}
            </div>
            {keys.keys.map(({ position, key }) => (
              <div key={position} className={styles.key}>
                {keys.keys.length > 1 && <Text>{t('key.position', { position })}</Text>}
                <output aria-label={t('key.title')} className={styles.digits}>
                  {keyGroups(key).map((group, index) => (
                    // Groups of a key have no identity but their place.
                    // biome-ignore lint/suspicious/noArrayIndexKey: see above
                    <span key={index}>{group}</span>
                  ))}
                </output>
                <CopyButton text={key} what={t('key.title')} size="medium" appearance="secondary" />
                {replace && <ReplaceKeyForm key={key} position={position} replace={replace} />}
                {keys.keys.length <= mostCodes && <QrCode text={key} label={t('key.qr')} />}
              </div>
            ))}
            {keys.activations !== undefined && (
              <Text>{t('key.activations', { count: keys.activations })}</Text>
            )}
            {keys.missing !== undefined && <Text>{t('key.missing', { count: keys.missing })}</Text>}
            <Text className={styles.faint}>{t('key.recorded')}</Text>
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
