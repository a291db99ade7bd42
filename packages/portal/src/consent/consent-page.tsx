import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answerConsent, consentQuery, type TokenVersion } from '../api/consent-queries.ts';
import { sessionQuery } from '../api/session-queries.ts';
import { paths } from '../paths.ts';
import { useReader } from '../ui/reader.ts';
import { ErrorState } from '../ui/states.tsx';
import { useUrlSearch } from '../ui/url-state.ts';
import { Ask } from './ask.tsx';
import { ConsentFrame } from './consent-frame.tsx';

type Form = { readonly uri: string; readonly fields: Readonly<Record<string, string>> };

/** An application asks to act for whoever is signed in; the answer takes the browser back to it. */
export function ConsentPage() {
  const { t } = useReader();
  const [search] = useUrlSearch();
  const version: TokenVersion = search.version === 'v1' ? 'v1' : 'v2';
  const query = search.query ?? '';
  const session = useQuery({ ...sessionQuery, retry: false });
  const asked = useQuery({ ...consentQuery(version, query), enabled: session.isSuccess });
  const [form, setForm] = useState<Form>();
  const answer = async (approved: boolean) => {
    const { uri, fields } = await answerConsent(version, query, approved);
    if (fields === null) window.location.assign(uri);
    else setForm({ uri, fields });
  };
  return (
    <ConsentFrame title={t('consent.title')} returnTo={paths.consent({ version, query })}>
      {asked.isError && <ErrorState error={asked.error} what={t('consent.failed')} />}
      {asked.data && <Ask {...asked.data} onAnswer={answer} />}
      {form && <PostBack {...form} />}
    </ConsentFrame>
  );
}

/** Some applications want the answer posted. */
function PostBack({ uri, fields }: Form) {
  const posted = useRef(false);
  return (
    <form
      method="post"
      action={uri}
      ref={(element) => {
        if (element === null || posted.current) return;
        posted.current = true;
        element.submit();
      }}
    >
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} readOnly />
      ))}
    </form>
  );
}
