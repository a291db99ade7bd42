import { Box20Regular } from '@fluentui/react-icons/svg/box';
import { DocumentTable20Regular } from '@fluentui/react-icons/svg/document-table';
import { KeyMultiple20Regular } from '@fluentui/react-icons/svg/key-multiple';
import { paths } from '../paths.ts';
import { useReader } from '../ui/reader.ts';
import { Shell } from '../ui/shell.tsx';

export function OperatorShell() {
  const { t } = useReader();
  const items = [
    { href: paths.priceSheets(), text: t('nav.priceSheets'), icon: <DocumentTable20Regular /> },
    { href: paths.keyImport(), text: t('nav.keys'), icon: <KeyMultiple20Regular /> },
    { href: paths.artifactUpload(), text: t('nav.artifacts'), icon: <Box20Regular /> },
  ];
  return <Shell portal="operator" items={items} />;
}
