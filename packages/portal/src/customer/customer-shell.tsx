import { Receipt20Regular } from '@fluentui/react-icons/svg/receipt';
import { paths } from '../paths.ts';
import { useReader } from '../ui/reader.ts';
import { Shell } from '../ui/shell.tsx';

export function CustomerShell() {
  const { t } = useReader();
  const items = [{ href: paths.mySoftware(), text: t('nav.billing'), icon: <Receipt20Regular /> }];
  return <Shell portal="customer" items={items} />;
}
