import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  OverlayDrawer,
  Text,
  tokens,
} from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { useState } from 'react';
import type { SoftwareActs } from '../api/software-queries.ts';
import type { SoftwareItem } from '../api/types.ts';
import { LicenceCard } from '../licences/licence-card.tsx';
import { useReader } from '../ui/reader.ts';
import { firstChoice } from './choose-fulfilment.ts';
import { DownloadCard } from './download-card.tsx';
import { FulfilmentSelect } from './fulfilment-select.tsx';
import { KeyCard } from './key-card.tsx';
import { LinkList } from './link-list.tsx';
import { RevealLinkCard } from './reveal-link-card.tsx';
import { useRiskNotice } from './risk-notice.tsx';
import { WhoHasSeenButton } from './who-has-seen.tsx';

const useStyles = makeStyles({
  body: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    rowGap: '16px',
    alignContent: 'start',
    paddingBottom: '24px',
  },
  faint: { color: tokens.colorNeutralForeground3 },
});

type Props = { readonly item: SoftwareItem; readonly acts: SoftwareActs; readonly onClose: () => void };

/** Version, language and bit once; key and download of that choice below. */
export function KeysPanel({ item, acts, onClose }: Props) {
  const styles = useStyles();
  const { t, language } = useReader();
  const [fulfilment, setFulfilment] = useState(() => firstChoice(item.fulfilments, language));
  const risks = useRiskNotice();
  return (
    <OverlayDrawer
      open
      position="end"
      size="medium"
      style={{ maxWidth: '100vw' }}
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
          {t('software.getKeysAndDownloads')}
        </DrawerHeaderTitle>
        <Text className={styles.faint}>{item.skuTitle}</Text>
      </DrawerHeader>
      <DrawerBody>
        <div className={styles.body}>
          {fulfilment ? (
            <>
              <FulfilmentSelect fulfilments={item.fulfilments} chosen={fulfilment} onChoose={setFulfilment} />
              <KeyCard item={item} choice={fulfilment} acts={acts} askFirst={risks.askFirst} />
              <DownloadCard
                key={fulfilment.sha256 + fulfilment.fileName}
                item={item}
                fulfilment={fulfilment}
                acts={acts}
                askFirst={risks.askFirst}
              />
            </>
          ) : (
            <Text>{t('software.noFulfilment')}</Text>
          )}
          <LicenceCard item={item} acts={acts.licences} askFirst={risks.askFirst} />
          {fulfilment && acts.links !== 'mine' && (
            <RevealLinkCard
              customerId={acts.links.customerId}
              item={item}
              choice={fulfilment}
              askFirst={risks.askFirst}
            />
          )}
          {acts.links !== 'mine' && <WhoHasSeenButton item={item} />}
          {item.actions.download.allowed && <LinkList owner={acts.links} item={item} />}
        </div>
      </DrawerBody>
      {risks.dialog}
    </OverlayDrawer>
  );
}
