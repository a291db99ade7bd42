import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { Home20Regular } from '@fluentui/react-icons/svg/home';
import { People20Regular } from '@fluentui/react-icons/svg/people';
import { PersonSupport20Regular } from '@fluentui/react-icons/svg/person-support';
import { Receipt20Regular } from '@fluentui/react-icons/svg/receipt';
import { Settings20Regular } from '@fluentui/react-icons/svg/settings';
import { Wallet20Regular } from '@fluentui/react-icons/svg/wallet';
import { paths } from '../paths.ts';
import { useFollow } from '../ui/go-link.tsx';
import { useReader } from '../ui/reader.ts';
import { usePermit } from '../ui/session.ts';
import { Shell } from '../ui/shell.tsx';
import { GlobalSearch } from './global-search.tsx';

export function PartnerShell() {
  const { t } = useReader();
  const items = [
    { href: paths.portal('partner'), text: t('nav.home'), icon: <Home20Regular />, exact: true },
    { href: paths.customers(), text: t('nav.customers'), icon: <People20Regular /> },
    { href: paths.orders(), text: t('nav.orders'), icon: <Receipt20Regular /> },
    { href: paths.billing(), text: t('nav.billing'), icon: <Wallet20Regular /> },
    { href: paths.supportRequests(), text: t('nav.support'), icon: <PersonSupport20Regular /> },
  ];
  return <Shell portal="partner" items={items} search={<GlobalSearch />} settings={<SettingsMenu />} />;
}

function SettingsMenu() {
  const { t } = useReader();
  const follow = useFollow();
  const permit = usePermit();
  const allowed = permit('activity.read');
  const maySandboxes = permit('sandboxes.manage');
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<Settings20Regular />} aria-label={t('shell.settings')} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem
            disabled={!allowed}
            subText={allowed ? undefined : t('activity.needsRole')}
            onClick={() => follow(paths.activity())}
          >
            {t('nav.activity')}
          </MenuItem>
          <MenuItem
            disabled={!allowed}
            subText={allowed ? undefined : t('activity.needsRole')}
            onClick={() => follow(paths.logSettings())}
          >
            {t('logSettings.title')}
          </MenuItem>
          <MenuItem
            disabled={!maySandboxes}
            subText={maySandboxes ? undefined : t('sandboxes.needsRole')}
            onClick={() => follow(paths.sandboxes())}
          >
            {t('sandboxes.title')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
