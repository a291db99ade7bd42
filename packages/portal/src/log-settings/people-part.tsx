import { Button, Text } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OfLog } from '../api/activity-queries.ts';
import { recordsBackQuery } from '../api/log-settings-queries.ts';
import { Success } from '../operator/success.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ExactDate } from '../ui/exact-date.tsx';
import { PermittedButton } from '../ui/permitted-button.tsx';
import { useReader } from '../ui/reader.ts';
import { SearchField } from '../ui/search-field.tsx';
import { usePermit } from '../ui/session.ts';
import { EmptyState, ForbiddenState, LoadingLines, ReadFailure } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { EraseForm } from './erase-form.tsx';
import { idFrom, type LoggedPerson, peopleOf, personActs } from './people-of.ts';

type Props = { readonly log: OfLog };

const fewest = 3;
/** Before there was any log. */
const beginning = '2000-01-01';

/** Somebody is found in the log and erased from it. */
export function PeoplePart({ log }: Props) {
  const { t } = useReader();
  const permit = usePermit();
  const [search] = useUrlSearch();
  const [erased, setErased] = useState<string>();
  const [open, setOpen] = useState<LoggedPerson>();
  const person = (search.person ?? '').trim();
  const id = idFrom(person);
  if (!permit('activity.manage')) return <ForbiddenState text={t('logSettings.needsGlobal')} />;
  return (
    <>
      <Text>{t('erase.explain')}</Text>
      <SearchField name="person" label={t('erase.search')} />
      {erased !== undefined && <Success text={erased} />}
      {person.length < fewest ? (
        <EmptyState text={t('erase.searchFirst')} />
      ) : id !== undefined ? (
        <PeopleTable people={[{ id, name: t('erase.byId', { id }), lastAt: null }]} onErase={setOpen} />
      ) : (
        <FoundPeople key={person} log={log} person={person} onErase={setOpen} />
      )}
      {open && <EraseForm person={open} onDone={setErased} onClose={() => setOpen(undefined)} />}
    </>
  );
}

type EraseProps = { readonly onErase: (person: LoggedPerson) => void };

/** Who acted is searched by their name; who was acted upon, in the records of such acts. */
function FoundPeople({ log, person, onErase }: Props & EraseProps & { readonly person: string }) {
  const { t } = useReader();
  const acted = useInfiniteQuery(recordsBackQuery({ ...log, user: person, from: beginning }));
  const actedUpon = useInfiniteQuery(
    recordsBackQuery({ ...log, text: person, action: personActs.join(','), from: beginning }),
  );
  const both = [acted, actedUpon];
  const failed = both.find(({ error }) => error);
  if (failed?.error) {
    const retry = () => failed.refetch();
    return <ReadFailure error={failed.error} what={t('erase.failed')} onRetry={retry} />;
  }
  if (both.some(({ data }) => !data)) return <LoadingLines lines={3} />;
  const records = both.flatMap(({ data }) => data?.pages.flatMap(({ items }) => items) ?? []);
  const people = peopleOf(records, person);
  const more = both.filter(({ hasNextPage }) => hasNextPage);
  return (
    <>
      {people.length > 0 ? (
        <PeopleTable people={people} onErase={onErase} />
      ) : (
        <EmptyState text={t(more.length > 0 ? 'erase.noneYet' : 'erase.none')} />
      )}
      {more.length > 0 && (
        <span>
          <Button
            disabledFocusable={more.some(({ isFetching }) => isFetching)}
            onClick={() => {
              for (const each of more) if (!each.isFetching) each.fetchNextPage();
            }}
          >
            {t('erase.further')}
          </Button>
        </span>
      )}
    </>
  );
}

function PeopleTable({ people, onErase }: EraseProps & { readonly people: readonly LoggedPerson[] }) {
  const { t } = useReader();
  const columns: Column<LoggedPerson>[] = [
    { key: 'person', title: t('erase.person'), cell: ({ name }) => <bdi>{name}</bdi> },
    {
      key: 'last',
      title: t('erase.lastSeen'),
      nowrap: true,
      cell: ({ lastAt }) => (lastAt === null ? '–' : <ExactDate at={lastAt} withTime />),
    },
    {
      key: 'acts',
      title: <span className="visually-hidden">{t('form.act')}</span>,
      cell: (person) => (
        <PermittedButton
          size="small"
          aria-label={t('erase.eraseOf', { person: person.name })}
          onClick={() => onErase(person)}
        >
          {t('erase.erase')}
        </PermittedButton>
      ),
    },
  ];
  return <DataTable label={t('erase.person')} columns={columns} rows={people} rowKey={({ id }) => id} />;
}
