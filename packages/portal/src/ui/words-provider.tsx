import { i18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { I18nProvider } from '@lingui/react';
import { type ReactNode, useEffect, useState } from 'react';
import { directionOf, loadMessages } from '../locales/messages.ts';
import { usePreferences } from './preferences.tsx';

i18n.setMessagesCompiler(compileMessage);

/** Loads the reader's language, then shows the page; a switch keeps the old words until the new are there. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const { language } = usePreferences();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let wanted = true;
    loadMessages[language]().then((messages) => {
      if (!wanted) return;
      i18n.loadAndActivate({ locale: language, messages });
      document.documentElement.lang = language;
      document.documentElement.dir = directionOf(language);
      setReady(true);
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  return ready ? <I18nProvider i18n={i18n}>{children}</I18nProvider> : null;
}
