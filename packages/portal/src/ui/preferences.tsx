import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { type Language, languages } from '../locales/messages.ts';

export type Appearance = 'light' | 'dark';
export type Preferences = { readonly language: Language; readonly appearance: Appearance };
type Setters = {
  readonly setLanguage: (language: Language) => void;
  readonly setAppearance: (appearance: Appearance) => void;
};

const storageKey = 'kontor.preferences';
const context = createContext<(Preferences & Setters) | undefined>(undefined);

export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const [preferences, setPreferences] = useState(initialPreferences);
  const value = useMemo(() => {
    const save = (next: Preferences) => {
      localStorage.setItem(storageKey, JSON.stringify(next));
      setPreferences(next);
    };
    return {
      ...preferences,
      setLanguage: (language: Language) => save({ ...preferences, language }),
      setAppearance: (appearance: Appearance) => save({ ...preferences, appearance }),
    };
  }, [preferences]);
  return <context.Provider value={value}>{children}</context.Provider>;
}

export function usePreferences(): Preferences & Setters {
  const value = useContext(context);
  if (!value) throw new Error('usePreferences needs PreferencesProvider above it');
  return value;
}

/** The reader's region where the browser names one in this language: "en-GB", "tr-TR". */
export function regionalLocale(language: Language): string {
  return navigator.languages.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
}

function initialPreferences(): Preferences {
  const saved = savedPreferences();
  return {
    language: saved.language ?? preferredLanguage(),
    appearance: saved.appearance ?? systemAppearance(),
  };
}

function savedPreferences(): Partial<Preferences> {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    if (typeof saved !== 'object' || saved === null) return {};
    const { language, appearance } = saved as { language?: unknown; appearance?: unknown }; // checked below
    return {
      ...(languages.some((known) => known === language) ? { language: language as Language } : {}),
      ...(appearance === 'light' || appearance === 'dark' ? { appearance } : {}),
    };
  } catch {
    return {}; // text of another version or of somebody else: the defaults are right
  }
}

function preferredLanguage(): Language {
  const wanted = navigator.languages.map((tag) => tag.split('-')[0]);
  const known = wanted.map((tag) => languages.find((language) => language === tag)).find(Boolean);
  return known ?? 'en';
}

function systemAppearance(): Appearance {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
