import { businessRules, codeRules, conditionRules, decimalRules } from './en16931-business.ts';
import type { Rule } from './en16931-rule.ts';
import { taxRules } from './en16931-tax.ts';
import type { Element } from './read-xml.ts';

/** Every rule we hold a document against. */
export const rules: readonly Rule[] = [
  ...businessRules,
  ...conditionRules,
  ...decimalRules,
  ...codeRules,
  ...taxRules,
];

/** The ids of the rules that a document breaks; what cannot even be read breaks the rule that reads it. */
export const brokenRules = (document: Element): string[] =>
  rules.filter((rule) => !holdsSafely(rule, document)).map(({ id }) => id);

const holdsSafely = ({ holds }: Rule, document: Element): boolean => {
  try {
    return holds(document);
  } catch {
    return false;
  }
};
