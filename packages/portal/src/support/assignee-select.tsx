import { Field, Select } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { problemOf } from '../api/problem.ts';
import { supportAssigneesQuery, supportRequestQuery } from '../api/support-queries.ts';
import type { SupportRequest } from '../api/types.ts';
import { problemWords } from '../ui/problem-words.ts';
import { useReader } from '../ui/reader.ts';

/** Who sees to it; chosen is done, there is nothing to confirm. */
export function AssigneeSelect({ request }: { readonly request: SupportRequest }) {
  const { t } = useReader();
  const client = useQueryClient();
  const { id, assignee, actions } = request;
  const { data } = useQuery(supportAssigneesQuery);
  const assigning = useMutation({
    mutationFn: (personId: string | null) =>
      call('assignSupportRequest', { params: { id }, body: { personId } }),
    onSuccess: async (answer) => {
      client.setQueryData(supportRequestQuery(id).queryKey, answer);
      await client.invalidateQueries({ queryKey: ['support', 'list'] });
    },
  });
  const people = data?.items ?? [];
  const named = people.some((each) => each.id === assignee?.id);
  return (
    <Field
      {...(assigning.error
        ? {
            validationState: 'error' as const,
            validationMessage: `${t('assign.failed')}: ${problemWords(problemOf(assigning.error), t)}`,
          }
        : {})}
    >
      <Select
        aria-label={t('support.assignee')}
        value={assignee?.id ?? ''}
        disabled={!actions.assign.allowed || assigning.isPending}
        onChange={(_, { value }) => assigning.mutate(value || null)}
      >
        <option value="">{t('support.nobody')}</option>
        {assignee && !named && <option value={assignee.id}>{assignee.name}</option>}
        {people.map(({ id: personId, name, isYou }) => (
          <option key={personId} value={personId}>
            {isYou ? t('request.byYou', { name }) : name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
