import type { en } from './en.ts';

/** Every text of the portals, by key. English is the list; another language that lacks a key does not compile. */
export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;
export type Values = Readonly<Record<string, string | number>>;
export type Translation<English> = Readonly<Record<keyof English, string>>;

export const languages = ['en', 'tr'] as const;
export type Language = (typeof languages)[number];

export const languageNames: Readonly<Record<Language, string>> = { en: 'English', tr: 'Türkçe' };

/** Each language is a chunk of its own, so that a reader loads one. */
export const loadMessages: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: () => import('./en.ts').then((module) => module.en),
  tr: () => import('./tr.ts').then((module) => module.tr),
};

const rightToLeft = new Set(['ar', 'fa', 'he', 'ur']);

export function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeft.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
