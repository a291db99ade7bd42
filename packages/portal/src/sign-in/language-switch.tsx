import { Button } from '@fluentui/react-components';
import { languageNames, languages } from '../locales/messages.ts';
import { usePreferences } from '../ui/preferences.tsx';

/** Before anybody is known there is no menu, so the languages stand on the page. */
export function LanguageSwitch() {
  const { language, setLanguage } = usePreferences();
  return (
    <div>
      {languages.map((each) => (
        <Button
          key={each}
          size="small"
          appearance="subtle"
          lang={each}
          aria-pressed={each === language}
          onClick={() => setLanguage(each)}
        >
          {languageNames[each]}
        </Button>
      ))}
    </div>
  );
}
