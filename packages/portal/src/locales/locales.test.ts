import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { tr } from './tr.ts';

const keys = Object.keys(en).sort();
const translations = { tr } as const;

/** Names of the placeholders at any depth of a compiled message. */
function placeholders(compiled: unknown): string[] {
  if (!Array.isArray(compiled)) return [];
  const names = compiled.flatMap((token: unknown) => {
    if (!Array.isArray(token)) return [];
    const [name, , choices] = token as [string, string?, unknown?];
    const inner = typeof choices === 'object' && choices !== null ? Object.values(choices) : [];
    return [...(name === '#' ? [] : [name]), ...inner.flatMap(placeholders)];
  });
  return [...new Set(names)].sort();
}

test.each(Object.entries(translations))('%s has every text and none that is not used', (_, messages) => {
  expect(Object.keys(messages).sort()).toEqual(keys);
});

test.each(Object.entries(translations))('%s names the same facts as English', (_, messages) => {
  const facts = (catalog: Readonly<Record<string, string>>) =>
    Object.fromEntries(keys.map((key) => [key, placeholders(compileMessageOrThrow(catalog[key] ?? ''))]));
  expect(facts(messages)).toEqual(facts(en));
});

test.each(Object.entries({ en, ...translations }))(
  '%s promises no 100 % for a subscription',
  (_, messages) => {
    expect(Object.values(messages).filter((text) => /100 ?%|% ?100/.test(text))).toEqual([]);
  },
);

test.each(Object.entries({ en, ...translations }))('%s has no empty text', (_, messages) => {
  expect(Object.entries(messages).filter(([, text]) => text.trim() === '')).toEqual([]);
});
