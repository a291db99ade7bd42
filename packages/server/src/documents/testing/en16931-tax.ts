import {
  amountAt,
  breakdown,
  buyer,
  each,
  has,
  lineNet,
  lineRate,
  lines,
  linesOf,
  type Rule,
  ratesIn,
  seller,
  subtotalRate,
  subtotalsOf,
  sumOf,
  vatIds,
} from './en16931-rule.ts';
import { type Element, textAt } from './read-xml.ts';

const hasReason = (subtotal: Element): boolean =>
  has(subtotal, 'cac:TaxCategory/cbc:TaxExemptionReason') ||
  has(subtotal, 'cac:TaxCategory/cbc:TaxExemptionReasonCode');

const baseIsSum = (document: Element, category: string): boolean =>
  each(subtotalsOf(document, category), (subtotal) => {
    const rate = amountAt(subtotal, subtotalRate);
    const ofRate = linesOf(document, category).filter((line) => amountAt(line, lineRate) === rate);
    return amountAt(subtotal, 'cbc:TaxableAmount') === sumOf(ofRate, lineNet);
  });

const identifiesSeller = (document: Element): boolean => vatIds(seller(document)).length > 0;
const identifiesBuyer = (document: Element): boolean =>
  vatIds(buyer(document)).length > 0 ||
  buyer(document).some((party) => has(party, 'cac:PartyLegalEntity/cbc:CompanyID'));

/** What the norm says of every category that taxes nothing, but for its names. */
const untaxed = (category: 'Z' | 'E' | 'AE'): Rule[] => {
  const rule = (number: string, says: string, holds: Rule['holds']): Rule => ({
    id: `BR-${category}-${number}`,
    says: `${category}: ${says}`,
    holds,
  });
  return [
    rule(
      '01',
      'lines of it have one breakdown',
      (document) =>
        subtotalsOf(document, category).length === Math.min(linesOf(document, category).length, 1),
    ),
    rule(
      '02',
      'who is party to it is identified',
      (document) =>
        linesOf(document, category).length === 0 ||
        (identifiesSeller(document) && (category !== 'AE' || identifiesBuyer(document))),
    ),
    rule('05', 'its lines have the rate 0', (document) =>
      each(linesOf(document, category), (line) => amountAt(line, lineRate) === 0n),
    ),
    rule('08', 'its base is the sum of its lines', (document) => baseIsSum(document, category)),
    rule('09', 'its tax is 0', (document) =>
      each(subtotalsOf(document, category), (subtotal) => amountAt(subtotal, 'cbc:TaxAmount') === 0n),
    ),
    rule('10', category === 'Z' ? 'it has no reason' : 'it has a reason', (document) =>
      each(subtotalsOf(document, category), (subtotal) => hasReason(subtotal) === (category !== 'Z')),
    ),
  ];
};

const standard: readonly Rule[] = [
  {
    id: 'BR-S-01',
    says: 'S: lines of it have a breakdown',
    holds: (document) => (linesOf(document, 'S').length === 0) === (subtotalsOf(document, 'S').length === 0),
  },
  {
    id: 'BR-S-02',
    says: 'S: the seller has a VAT number',
    holds: (document) => linesOf(document, 'S').length === 0 || identifiesSeller(document),
  },
  {
    id: 'BR-S-05',
    says: 'S: the rate is above 0',
    holds: (document) => each(linesOf(document, 'S'), (line) => amountAt(line, lineRate) > 0n),
  },
  {
    id: 'BR-S-08',
    says: 'S: the base of each rate is the sum of its lines, and each rate has one',
    holds: (document) => {
      const subtotals = subtotalsOf(document, 'S');
      const rates = ratesIn(subtotals, subtotalRate);
      return (
        baseIsSum(document, 'S') &&
        each(linesOf(document, 'S'), (line) => rates.has(amountAt(line, lineRate)))
      );
    },
  },
  {
    id: 'BR-S-10',
    says: 'S: it has no reason',
    holds: (document) => each(subtotalsOf(document, 'S'), (subtotal) => !hasReason(subtotal)),
  },
];

const outsideScope: readonly Rule[] = [
  {
    id: 'BR-O-01',
    says: 'O: lines of it have one breakdown',
    holds: (document) => subtotalsOf(document, 'O').length === Math.min(linesOf(document, 'O').length, 1),
  },
  {
    id: 'BR-O-02',
    says: 'O: nobody has a VAT number',
    holds: (document) =>
      linesOf(document, 'O').length === 0 || vatIds([...seller(document), ...buyer(document)]).length === 0,
  },
  {
    id: 'BR-O-05',
    says: 'O: its lines have no rate',
    holds: (document) => each(linesOf(document, 'O'), (line) => !has(line, lineRate)),
  },
  {
    id: 'BR-O-08',
    says: 'O: its base is the sum of its lines',
    holds: (document) =>
      each(
        subtotalsOf(document, 'O'),
        (subtotal) => amountAt(subtotal, 'cbc:TaxableAmount') === sumOf(linesOf(document, 'O'), lineNet),
      ),
  },
  {
    id: 'BR-O-09',
    says: 'O: its tax is 0',
    holds: (document) =>
      each(subtotalsOf(document, 'O'), (subtotal) => amountAt(subtotal, 'cbc:TaxAmount') === 0n),
  },
  {
    id: 'BR-O-10',
    says: 'O: it has a reason',
    holds: (document) => each(subtotalsOf(document, 'O'), hasReason),
  },
  {
    id: 'BR-O-11',
    says: 'O: it has no other breakdown beside it',
    holds: (document) => subtotalsOf(document, 'O').length === 0 || breakdown(document).length === 1,
  },
  {
    id: 'BR-O-12',
    says: 'O: it has no other lines beside it',
    holds: (document) =>
      subtotalsOf(document, 'O').length === 0 ||
      each(lines(document), (line) => textAt(line, 'cac:Item/cac:ClassifiedTaxCategory/cbc:ID') === 'O'),
  },
];

/** BR-S, BR-Z, BR-E, BR-AE and BR-O. */
export const taxRules: readonly Rule[] = [
  ...standard,
  ...untaxed('Z'),
  ...untaxed('E'),
  ...untaxed('AE'),
  ...outsideScope,
];
