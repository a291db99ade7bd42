import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
} from '@fluentui/react-components';
import { Delete20Regular } from '@fluentui/react-icons/svg/delete';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { activityViewsQuery } from '../api/activity-queries.ts';
import { call } from '../api/call.ts';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { savedQueryOf, searchOfView } from './question.ts';

const useStyles = makeStyles({
  // Above the heads of tables, which stay in sight by lying over what passes.
  popover: { zIndex: 2, maxWidth: 'min(90vw, 360px)' },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  view: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', columnGap: '8px' },
});

const longestName = 100;

/** The questions that this person has saved: one is asked again by choosing it. */
export function SavedViews() {
  const styles = useStyles();
  const { t } = useReader();
  const [, change] = useUrlSearch();
  const views = useQuery(activityViewsQuery);
  const [open, setOpen] = useState<'save' | 'delete'>();
  const items = views.data?.items ?? [];
  return (
    <>
      <Menu inline>
        <MenuTrigger disableButtonEnhancement>
          <Button>{t('log.views')}</Button>
        </MenuTrigger>
        <MenuPopover className={styles.popover}>
          <MenuList>
            {items.map(({ id, name, query }) => (
              <MenuItem key={id} onClick={() => change(searchOfView(query))}>
                {name}
              </MenuItem>
            ))}
            {items.length > 0 && <MenuDivider />}
            <MenuItem onClick={() => setOpen('save')}>{t('log.saveView')}</MenuItem>
            <MenuItem disabled={items.length === 0} onClick={() => setOpen('delete')}>
              {t('log.deleteView')}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {open === 'save' && <SaveDialog onClose={() => setOpen(undefined)} />}
      {open === 'delete' && <DeleteDialog onClose={() => setOpen(undefined)} />}
    </>
  );
}

type DialogProps = { readonly onClose: () => void };

function SaveDialog({ onClose }: DialogProps) {
  const { t } = useReader();
  const [search] = useUrlSearch();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const saving = useMutation({
    mutationFn: () => call('saveActivityView', { body: { name: name.trim(), query: savedQueryOf(search) } }),
    onSuccess: async () => {
      await client.invalidateQueries(activityViewsQuery);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '' && !saving.isPending) saving.mutate();
  };
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <form onSubmit={submit}>
          <DialogBody>
            <DialogTitle>{t('log.saveView')}</DialogTitle>
            <DialogContent>
              <Field label={t('log.viewName')} hint={t('log.viewHint')} required>
                <Input value={name} maxLength={longestName} onChange={(_, { value }) => setName(value)} />
              </Field>
              {saving.isError && <ErrorState error={saving.error} what={t('log.saveFailed')} />}
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>{t('dialog.close')}</Button>
              <Button
                type="submit"
                appearance="primary"
                disabledFocusable={name.trim() === '' || saving.isPending}
              >
                {t('log.save')}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

function DeleteDialog({ onClose }: DialogProps) {
  const styles = useStyles();
  const { t } = useReader();
  const client = useQueryClient();
  const views = useQuery(activityViewsQuery);
  const deleting = useMutation({
    mutationFn: (viewId: string) => call('deleteActivityView', { params: { viewId } }),
    onSuccess: () => client.invalidateQueries(activityViewsQuery),
  });
  return (
    <Dialog open onOpenChange={(_, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('log.deleteView')}</DialogTitle>
          <DialogContent>
            <ul className={styles.list}>
              {views.data?.items.map(({ id, name }) => (
                <li key={id} className={styles.view}>
                  {name}
                  <Button
                    appearance="subtle"
                    icon={<Delete20Regular />}
                    aria-label={t('log.deleteNamed', { name })}
                    disabledFocusable={deleting.isPending}
                    onClick={() => deleting.mutate(id)}
                  />
                </li>
              ))}
            </ul>
            {views.data?.items.length === 0 && t('log.noViews')}
            {deleting.isError && <ErrorState error={deleting.error} what={t('log.deleteFailed')} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('dialog.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
