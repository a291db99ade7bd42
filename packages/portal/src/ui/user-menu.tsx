import {
  Avatar,
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { Person16Regular } from '@fluentui/react-icons/svg/person';
import { SignOut20Regular } from '@fluentui/react-icons/svg/sign-out';
import { signOut } from '../api/session-queries.ts';
import { languageNames, languages } from '../locales/messages.ts';
import { type PortalName, paths } from '../paths.ts';
import { useFollow } from './go-link.tsx';
import { usePreferences } from './preferences.tsx';
import { useReader } from './reader.ts';
import { roleName } from './reason.ts';
import { useSession } from './session.ts';

const useStyles = makeStyles({
  who: { display: 'flex', flexDirection: 'column', padding: '8px 12px', maxWidth: '280px' },
  faint: { color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
});

/** Who is signed in with which roles, how the page looks and speaks, and the way out. */
export function UserMenu({ portal }: { readonly portal: PortalName }) {
  const { t } = useReader();
  const { person } = useSession();
  const follow = useFollow();
  const leave = async () => {
    // A session that has ended already is signed out as well.
    await signOut().catch(() => undefined);
    follow(paths.signIn(portal));
  };
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          shape="circular"
          aria-label={t('user.menu', { name: person.displayName })}
          icon={
            <Avatar
              size={28}
              icon={<Person16Regular />}
              idForColor={person.id}
              color="colorful"
              aria-hidden
            />
          }
        />
      </MenuTrigger>
      <MenuPopover>
        <Who />
        <MenuDivider />
        <Choices />
        <MenuDivider />
        <MenuList>
          <MenuItem icon={<SignOut20Regular />} onClick={leave}>
            {t('user.signOut')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function Who() {
  const styles = useStyles();
  const { t } = useReader();
  const { person } = useSession();
  return (
    <div className={styles.who}>
      <Text weight="semibold">{person.displayName}</Text>
      <Text size={200} className={styles.faint}>
        {person.email}
      </Text>
      <Text size={200} className={styles.faint}>
        {person.roles.map((role) => roleName(role, t)).join(', ')}
      </Text>
    </div>
  );
}

function Choices() {
  const { t } = useReader();
  const { language, appearance, setLanguage, setAppearance } = usePreferences();
  return (
    <MenuList
      checkedValues={{ language: [language], appearance: [appearance] }}
      onCheckedValueChange={(_, { name, checkedItems: [chosen] }) => {
        const wanted = languages.find((each) => each === chosen);
        if (name === 'language' && wanted) setLanguage(wanted);
        if (name === 'appearance') setAppearance(chosen === 'dark' ? 'dark' : 'light');
      }}
    >
      <MenuGroup>
        <MenuGroupHeader>{t('user.language')}</MenuGroupHeader>
        {languages.map((each) => (
          <MenuItemRadio key={each} name="language" value={each} lang={each}>
            {languageNames[each]}
          </MenuItemRadio>
        ))}
      </MenuGroup>
      <MenuGroup>
        <MenuGroupHeader>{t('user.appearance')}</MenuGroupHeader>
        <MenuItemRadio name="appearance" value="light">
          {t('user.light')}
        </MenuItemRadio>
        <MenuItemRadio name="appearance" value="dark">
          {t('user.dark')}
        </MenuItemRadio>
      </MenuGroup>
    </MenuList>
  );
}
