import { Button, useRestoreFocusTarget } from '@fluentui/react-components';
import { useState } from 'react';
import type { OfLog } from '../api/activity-queries.ts';
import { useReader } from '../ui/reader.ts';
import { useSession } from '../ui/session.ts';
import { useUrlSearch } from '../ui/url-state.ts';
import { ExportDialog } from './export-dialog.tsx';
import { questionOf } from './question.ts';
import { SavedViews } from './saved-views.tsx';

/** What can be done with the question in the address: keep it, or take its answer away. */
export function LogActs({ log = {} }: { readonly log?: OfLog }) {
  const { t } = useReader();
  const { now } = useSession();
  const [search] = useUrlSearch();
  const [exporting, setExporting] = useState(false);
  const restoreFocus = useRestoreFocusTarget();
  return (
    <>
      <SavedViews />
      <Button {...restoreFocus} onClick={() => setExporting(true)}>
        {t('log.export')}
      </Button>
      {exporting && (
        <ExportDialog question={questionOf(search, now)} log={log} onClose={() => setExporting(false)} />
      )}
    </>
  );
}
