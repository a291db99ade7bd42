import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { policyVersionsQuery } from '../api/operate-queries.ts';
import type { Policy } from '../api/types.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { useReader } from '../ui/reader.ts';
import { LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useScopeWords } from './scope-words.ts';
import { windowWords } from './window-words.ts';

type Props = { readonly policy: Policy; readonly onClose: () => void };

/** Every version of one policy; none of them is ever changed. */
export function PolicyVersions({ policy, onClose }: Props) {
  const { t } = useReader();
  const scope = useScopeWords();
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface style={{ maxWidth: '760px' }}>
        <DialogBody>
          <DialogTitle>
            {t('policies.versionsTitle', { family: t(`familyName.${policy.family}`), scope: scope(policy) })}
          </DialogTitle>
          <DialogContent>
            <Versions id={policy.id} />
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Versions({ id }: { readonly id: string }) {
  const { t } = useReader();
  const { data, error } = useQuery(policyVersionsQuery(id));
  if (error) return <ReadFailure error={error} what={t('policies.failed')} />;
  if (!data) return <LoadingLines lines={3} />;
  const columns: Column<Policy>[] = [
    { key: 'version', title: t('policies.version'), cell: ({ version }) => String(version) },
    { key: 'window', title: t('policies.window'), cell: ({ window }) => windowWords(window, t) },
    {
      key: 'credit',
      title: t('policies.credit'),
      cell: ({ window, credit }) => (window === null ? '–' : t(`policies.credit.${credit}`)),
    },
    {
      key: 'from',
      title: t('policies.from'),
      nowrap: true,
      cell: ({ effectiveFrom }) => <ExactDate at={effectiveFrom} withTime />,
    },
    {
      key: 'extends',
      title: t('policies.extends'),
      cell: ({ extendsExisting }) => t(extendsExisting ? 'form.yes' : 'form.no'),
    },
    {
      key: 'standing',
      title: t('policies.standing'),
      cell: ({ standing }) => t(`policies.standing.${standing}`),
    },
  ];
  return (
    <DataTable
      label={t('policies.versions')}
      columns={columns}
      rows={data.versions}
      rowKey={({ version }) => String(version)}
    />
  );
}
