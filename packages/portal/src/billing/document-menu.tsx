import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
} from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons/svg/arrow-download';
import { useMutation } from '@tanstack/react-query';
import { type DocumentAsk, readDocument } from '../api/billing-queries.ts';
import type { Invoice } from '../api/types.ts';
import { useReader } from '../ui/reader.ts';

// Above the heads of tables, which stay in sight by lying over what passes.
const useStyles = makeStyles({ popover: { zIndex: 2 } });

type Choice = Pick<DocumentAsk, 'format' | 'language'>;

/** What is being fetched, and what went wrong with the last. */
export function useDocument(invoiceId: string, partnerId: string | undefined) {
  return useMutation({
    mutationFn: (choice: Choice) => readDocument({ invoiceId, partnerId, ...choice }),
    onSuccess: ({ name, content }) => save(name, content),
  });
}

/** Hands a file to the browser's downloads. */
function save(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

type Props = {
  readonly einvoice: Invoice['einvoice'];
  readonly busy: boolean;
  readonly onChoose: (choice: Choice) => void;
};

/** The document in each of its forms; one that cannot be made stays, with the reason. */
export function DocumentMenu({ einvoice, busy, onChoose }: Props) {
  const styles = useStyles();
  const { t } = useReader();
  const reason = einvoice === 'ready' ? undefined : t(`einvoice.${einvoice}`);
  return (
    <Menu inline>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="primary" icon={<ArrowDownload20Regular />} disabledFocusable={busy}>
          {busy ? t('download.preparing') : t('download.document')}
        </Button>
      </MenuTrigger>
      <MenuPopover className={styles.popover}>
        <MenuList>
          <MenuItem onClick={() => onChoose({ format: 'pdf', language: 'en' })}>
            {t('download.pdfEnglish')}
          </MenuItem>
          <MenuItem onClick={() => onChoose({ format: 'pdf', language: 'tr' })}>
            {t('download.pdfTurkish')}
          </MenuItem>
          <MenuItem
            disabled={reason !== undefined}
            subText={reason}
            onClick={() => onChoose({ format: 'ubl' })}
          >
            {t('download.ubl')}
          </MenuItem>
          <MenuDivider />
          <MenuItem onClick={() => onChoose({ format: 'csv' })}>{t('download.csv')}</MenuItem>
          <MenuItem onClick={() => onChoose({ format: 'json' })}>{t('download.json')}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
