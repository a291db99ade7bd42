import { ArrowSwap20Regular } from '@fluentui/react-icons/svg/arrow-swap';
import { ArrowUndo20Regular } from '@fluentui/react-icons/svg/arrow-undo';
import { Box20Regular } from '@fluentui/react-icons/svg/box';
import { BuildingMultiple20Regular } from '@fluentui/react-icons/svg/building-multiple';
import { CalendarClock20Regular } from '@fluentui/react-icons/svg/calendar-clock';
import { ClipboardTask20Regular } from '@fluentui/react-icons/svg/clipboard-task';
import { ClipboardTextLtr20Regular } from '@fluentui/react-icons/svg/clipboard-text-ltr';
import { DocumentTable20Regular } from '@fluentui/react-icons/svg/document-table';
import { Globe20Regular } from '@fluentui/react-icons/svg/globe';
import { Home20Regular } from '@fluentui/react-icons/svg/home';
import { KeyMultiple20Regular } from '@fluentui/react-icons/svg/key-multiple';
import { Mail20Regular } from '@fluentui/react-icons/svg/mail';
import { PersonSupport20Regular } from '@fluentui/react-icons/svg/person-support';
import { Receipt20Regular } from '@fluentui/react-icons/svg/receipt';
import { Settings20Regular } from '@fluentui/react-icons/svg/settings';
import { ShieldKeyhole20Regular } from '@fluentui/react-icons/svg/shield-keyhole';
import { Tag20Regular } from '@fluentui/react-icons/svg/tag';
import { TagPercent20Regular } from '@fluentui/react-icons/svg/tag-percent';
import { paths } from '../paths.ts';
import type { NavItem } from '../ui/navigation.tsx';
import { useReader } from '../ui/reader.ts';
import { Shell } from '../ui/shell.tsx';

/** What the operator does, by what it is about. */
export function OperatorShell() {
  const { t } = useReader();
  const under = (group: string, items: readonly NavItem[]) => items.map((item) => ({ ...item, group }));
  const items: NavItem[] = [
    { href: paths.portal('operator'), text: t('nav.home'), icon: <Home20Regular />, exact: true },
    ...under(t('navGroup.support'), [
      { href: paths.supportQueue(), text: t('support.requests'), icon: <PersonSupport20Regular /> },
      { href: paths.mails(), text: t('nav.mails'), icon: <Mail20Regular /> },
    ]),
    ...under(t('navGroup.catalog'), [
      { href: paths.priceSheets(), text: t('nav.priceSheets'), icon: <DocumentTable20Regular /> },
      { href: paths.keyPools(), text: t('nav.keys'), icon: <KeyMultiple20Regular /> },
      { href: paths.artifactUpload(), text: t('nav.artifacts'), icon: <Box20Regular /> },
    ]),
    ...under(t('navGroup.rules'), [
      { href: paths.policies(), text: t('nav.policies'), icon: <CalendarClock20Regular /> },
      {
        href: paths.reservationPolicies(),
        text: t('nav.reservationPolicies'),
        icon: <ArrowUndo20Regular />,
      },
      { href: paths.reviewRules(), text: t('nav.reviewRules'), icon: <ClipboardTask20Regular /> },
      { href: paths.marketAvailability(), text: t('nav.markets'), icon: <Globe20Regular /> },
    ]),
    ...under(t('navGroup.prices'), [
      { href: paths.taxRates(), text: t('nav.taxRates'), icon: <TagPercent20Regular /> },
      { href: paths.promotions(), text: t('nav.promotions'), icon: <Tag20Regular /> },
      { href: paths.exchangeRates(), text: t('nav.exchangeRates'), icon: <ArrowSwap20Regular /> },
    ]),
    ...under(t('navGroup.partners'), [
      { href: paths.partnerAccounts(), text: t('nav.partnerAccounts'), icon: <BuildingMultiple20Regular /> },
      { href: paths.partnerActivity(), text: t('nav.activity'), icon: <ClipboardTextLtr20Regular /> },
      { href: paths.partnerLogSettings(), text: t('logSettings.title'), icon: <ShieldKeyhole20Regular /> },
    ]),
    ...under(t('navGroup.billing'), [
      { href: paths.billingRuns(), text: t('nav.invoicesAndPayments'), icon: <Receipt20Regular /> },
      { href: paths.billingSettings(), text: t('nav.billingSettings'), icon: <Settings20Regular /> },
    ]),
  ];
  return <Shell portal="operator" items={items} />;
}
