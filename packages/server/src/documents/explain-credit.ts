import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import { explainCredit } from '@kontor/domain/cancellation/explain';
import { documentWords } from './document-words.ts';
import type { DocumentLine } from './invoice-document.ts';
import { printDecimal } from './print-values.ts';

/** Why a credit came to what it did: its arithmetic in the document's language, and the reason a person gave. */
export const creditSentences = (line: DocumentLine, language: DocumentLanguage): string[] => {
  const words = documentWords[language];
  const reason = line.reason.trim() === '' ? [] : [words.reason(line.reason.trim())];
  return line.formula === null ? reason : [arithmeticOf(line.formula, language), ...reason];
};

const arithmeticOf = (formula: NonNullable<DocumentLine['formula']>, language: DocumentLanguage): string => {
  const words = documentWords[language];
  const { values, limitedTo, fee } = explainCredit(formula);
  const unit = printDecimal(values.unitPrice, language);
  const quantity = printDecimal(String(values.quantity), language);
  const limit = limitedTo === undefined ? '' : words.creditLimited(printDecimal(limitedTo, language));
  if (values.amount !== undefined)
    return words.creditAmount({ amount: printDecimal(values.amount, language), unit, quantity });
  if (values.creditPerUnit === undefined) return words.creditFull(unit, quantity) + limit;
  const prorated = words.creditProrated({
    unused: String(values.unusedDays),
    days: String(values.days),
    unit,
    perUnit: printDecimal(values.creditPerUnit, language),
    quantity,
  });
  return prorated + limit + (fee === undefined ? '' : words.creditFee(printDecimal(fee, language)));
};
