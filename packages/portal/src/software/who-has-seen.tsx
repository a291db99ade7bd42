import type { SoftwareItem } from '../api/types.ts';
import { paths } from '../paths.ts';
import { GoLink, useFollow } from '../ui/go-link.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';

type Props = { readonly item: Pick<SoftwareItem, 'entitlementId' | 'skuTitle'> };

const hrefOf = ({ entitlementId }: Props['item']) =>
  paths.activity({ preset: 'keys', range: 'year', resource: entitlementId });

/** For who may read the log: everybody who looked at this key, made a link or downloaded. */
export function WhoHasSeenLink({ item }: Props) {
  const { t } = useReader();
  const permit = usePermit();
  if (!permit('activity.read')) return null;
  return (
    <>
      {' · '}
      <GoLink href={hrefOf(item)} aria-label={`${t('log.whoHasSeen')}: ${item.skuTitle}`}>
        {t('log.whoHasSeen')}
      </GoLink>
    </>
  );
}

/** Beside the key itself, where whoever may fetch it learns that others can see that they did. */
export function WhoHasSeenButton({ item }: Props) {
  const { t } = useReader();
  const permit = usePermit();
  const follow = useFollow();
  return (
    <span>
      <PermittedButton
        size="small"
        reason={permit('activity.read') ? undefined : t('activity.needsRole')}
        onClick={() => follow(hrefOf(item))}
      >
        {t('log.whoHasSeen')}
      </PermittedButton>
    </span>
  );
}
