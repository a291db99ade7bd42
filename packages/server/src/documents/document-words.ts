import type { DocumentLanguage } from '@kontor/domain/billing/amount-in-words';
import type { ChargeKind } from '@kontor/domain/billing/charge';
import type { BillingCycle } from '@kontor/domain/catalog/billing-cycle';
import type { Term } from '@kontor/domain/catalog/term';
import type { TaxCategory } from '@kontor/domain/market/tax';

/** Everything a printed document says that is not data. Values come in already printed. */
export type DocumentWords = {
  readonly invoice: string;
  readonly creditNote: string;
  readonly billTo: string;
  readonly vatId: string;
  readonly registration: string;
  readonly facts: {
    readonly number: string;
    readonly issued: string;
    readonly period: string;
    readonly due: string;
    readonly account: string;
  };
  readonly intro: (document: { title: string; month: string; issued: string; currency: string }) => string;
  readonly head: {
    readonly position: string;
    readonly item: string;
    readonly quantity: string;
    readonly unit: string;
    readonly net: string;
    readonly tax: string;
    readonly total: string;
    readonly lines: string;
    readonly rate: string;
    readonly taxable: string;
  };
  readonly kinds: Readonly<Record<ChargeKind, string>>;
  readonly terms: Readonly<Record<Term, string>>;
  readonly cycles: Readonly<Record<BillingCycle, string>>;
  readonly order: (id: string, line: number) => string;
  readonly charged: (from: string, to: string) => string;
  readonly listPrice: (list: string, unit: string) => string;
  readonly promotion: (id: string) => string;
  readonly exchange: (unit: string, rate: string, day: string | undefined) => string;
  readonly taxInside: string;
  readonly creditFull: (unit: string, quantity: string) => string;
  readonly creditProrated: (facts: {
    unused: string;
    days: string;
    unit: string;
    perUnit: string;
    quantity: string;
  }) => string;
  readonly creditAmount: (facts: { amount: string; unit: string; quantity: string }) => string;
  readonly creditLimited: (left: string) => string;
  readonly creditFee: (fee: string) => string;
  readonly reason: (text: string) => string;
  readonly categories: Readonly<Record<TaxCategory, (rate: string) => string>>;
  readonly totals: {
    readonly net: string;
    readonly tax: string;
    readonly total: string;
    readonly balanceUsed: string;
    readonly due: string;
    readonly credited: string;
  };
  readonly inWords: (words: string) => string;
  readonly payment: {
    readonly title: string;
    readonly payee: string;
    readonly bank: string;
    readonly reference: string;
    readonly payBy: string;
  };
  readonly notes: {
    readonly inclusive: string;
    readonly reverseCharge: string;
    readonly exempt: string;
    readonly outsideScope: string;
    readonly balance: (amount: string) => string;
    readonly preceding: (documents: string) => string;
    readonly precedingItem: (number: string, issued: string) => string;
    readonly summary: (lines: string) => string;
    readonly checkpoint: (origin: string, size: string, root: string) => string;
  };
  readonly page: string;
  readonly einvoice: string;
};

const english: DocumentWords = {
  invoice: 'Invoice',
  creditNote: 'Credit note',
  billTo: 'BILLED TO',
  vatId: 'VAT ID',
  registration: 'Registration',
  facts: { number: 'Number', issued: 'Issued', period: 'For', due: 'Due', account: 'Partner number' },
  intro: ({ title, month, issued, currency }) =>
    `${title} for ${month}, issued ${issued}. All amounts are in ${currency}.`,
  head: {
    position: '#',
    item: 'Item',
    quantity: 'Quantity',
    unit: 'Unit price',
    net: 'Net',
    tax: 'Tax',
    total: 'Total',
    lines: 'Lines',
    rate: 'Tax by rate',
    taxable: 'Taxable',
  },
  kinds: {
    new: 'New purchase',
    renew: 'Renewal',
    cycle_charge: 'Billing cycle',
    add_quantity: 'Quantity added',
    remove_quantity: 'Quantity removed',
    move_quantity: 'Quantity moved',
    cancel_immediate: 'Credit for a cancellation',
    convert: 'Conversion',
    change_billing_plan: 'Billing plan changed',
    customer_credit: 'Credit',
    extend_term: 'Term extended',
  },
  terms: { '': '', P1M: '1 month', P1Y: '1 year', P3Y: '3 years' },
  cycles: {
    one_time: '',
    none: '',
    monthly: 'billed monthly',
    annual: 'billed annually',
    triennial: 'billed every three years',
  },
  order: (id, line) => `Order ${id}, line ${line}`,
  charged: (from, to) => `Charged for ${from} to ${to}`,
  listPrice: (list, unit) => `List price ${list}, after discount ${unit}`,
  promotion: (id) => `Promotion ${id}`,
  exchange: (unit, rate, day) => `${unit} at the rate ${rate}${day === undefined ? '' : ` of ${day}`}`,
  taxInside: 'The unit price includes tax',
  creditFull: (unit, quantity) => `100% of ${unit} × ${quantity}`,
  creditProrated: ({ unused, days, unit, perUnit, quantity }) =>
    `${unused} of ${days} days of ${unit} = ${perUnit} × ${quantity}`,
  creditAmount: ({ amount, unit, quantity }) => `${amount} of ${unit} × ${quantity}`,
  creditFee: (fee) => `, less a fee of ${fee}`,
  creditLimited: (left) => `, limited to the ${left} not yet credited`,
  reason: (text) => `Reason: ${text}`,
  categories: {
    S: (rate) => `Standard rate ${rate}`,
    Z: (rate) => `Zero rate ${rate}`,
    E: () => 'Exempt',
    AE: () => 'Reverse charge',
    O: () => 'No tax rate set',
  },
  totals: {
    net: 'Net',
    tax: 'Tax',
    total: 'Total',
    balanceUsed: 'Balance used',
    due: 'Amount due',
    credited: 'Credited to your balance',
  },
  inWords: (words) => `In words: ${words}.`,
  payment: {
    title: 'Payment',
    payee: 'Payee',
    bank: 'Bank',
    reference: 'Reference',
    payBy: 'Pay by',
  },
  notes: {
    inclusive:
      'Prices to customers in Australia and Brazil include tax: unit price times quantity is the total of the line.',
    reverseCharge:
      'Reverse charge: VAT is to be accounted for by the recipient (Directive 2006/112/EC, Article 196).',
    exempt: 'Exempt: the customer’s certificate of exemption is on file.',
    outsideScope: 'No tax rate is set for the customer’s market, so that no tax is charged.',
    balance: (amount) =>
      `${amount} has been added to your balance and reduces what is due on invoices that follow.`,
    preceding: (documents) => `Credits on this document refer to ${documents}.`,
    precedingItem: (number, issued) => `${number} of ${issued}`,
    summary: (lines) =>
      `This document has ${lines} lines. They are summed up here; each of them stands in the reconciliation file of the same number.`,
    checkpoint: (origin, size, root) =>
      `Activity log ${origin} when this document was made: ${size} records, root ${root}`,
  },
  page: 'Page',
  einvoice: 'The same document as UBL 2.1 (EN 16931)',
};

const turkish: DocumentWords = {
  invoice: 'Fatura',
  creditNote: 'Alacak dekontu',
  billTo: 'ALICI',
  vatId: 'Vergi no',
  registration: 'Sicil no',
  facts: {
    number: 'Numara',
    issued: 'Düzenleme tarihi',
    period: 'Dönem',
    due: 'Son ödeme tarihi',
    account: 'İş ortağı numarası',
  },
  intro: ({ title, month, issued, currency }) =>
    `${month} dönemine ait ${title.toLowerCase()}, düzenleme tarihi ${issued}. Tüm tutarlar ${currency} cinsindendir.`,
  head: {
    position: '#',
    item: 'Kalem',
    quantity: 'Miktar',
    unit: 'Birim fiyat',
    net: 'Net',
    tax: 'Vergi',
    total: 'Toplam',
    lines: 'Satır',
    rate: 'Orana göre vergi',
    taxable: 'Matrah',
  },
  kinds: {
    new: 'Yeni satın alma',
    renew: 'Yenileme',
    cycle_charge: 'Fatura dönemi',
    add_quantity: 'Miktar artışı',
    remove_quantity: 'Miktar azalışı',
    move_quantity: 'Miktar taşıma',
    cancel_immediate: 'İptal nedeniyle alacak (kredi)',
    convert: 'Dönüştürme',
    change_billing_plan: 'Ödeme planı değişikliği',
    customer_credit: 'Alacak (kredi)',
    extend_term: 'Süre uzatımı',
  },
  terms: { '': '', P1M: '1 ay', P1Y: '1 yıl', P3Y: '3 yıl' },
  cycles: {
    one_time: '',
    none: '',
    monthly: 'aylık faturalanır',
    annual: 'yıllık faturalanır',
    triennial: 'üç yılda bir faturalanır',
  },
  order: (id, line) => `Sipariş ${id}, satır ${line}`,
  charged: (from, to) => `Ücretlendirilen dönem: ${from} – ${to}`,
  listPrice: (list, unit) => `Liste fiyatı ${list}, indirimli ${unit}`,
  promotion: (id) => `Promosyon ${id}`,
  exchange: (unit, rate, day) => `${unit}, kur ${rate}${day === undefined ? '' : ` (${day})`}`,
  taxInside: 'Birim fiyata vergi dahildir',
  creditFull: (unit, quantity) => `%100: ${unit} × ${quantity}`,
  creditProrated: ({ unused, days, unit, perUnit, quantity }) =>
    `${days} günlük ${unit} tutarının kullanılmayan ${unused} günü = ${perUnit} × ${quantity}`,
  creditAmount: ({ amount, unit, quantity }) => `${unit} × ${quantity} tutarından ${amount}`,
  creditFee: (fee) => `, ${fee} ücret düşülerek`,
  creditLimited: (left) => `, henüz alacaklandırılmamış ${left} ile sınırlı`,
  reason: (text) => `Neden: ${text}`,
  categories: {
    S: (rate) => `Standart oran ${rate}`,
    Z: (rate) => `Sıfır oran ${rate}`,
    E: () => 'Vergiden muaf',
    AE: () => 'Ters vergilendirme',
    O: () => 'Vergi oranı belirlenmemiş',
  },
  totals: {
    net: 'Net',
    tax: 'Vergi',
    total: 'Toplam',
    balanceUsed: 'Kullanılan bakiye',
    due: 'Ödenecek tutar',
    credited: 'Bakiyenize eklenen',
  },
  inWords: (words) => `Yazıyla: ${words}.`,
  payment: {
    title: 'Ödeme',
    payee: 'Alacaklı',
    bank: 'Banka',
    reference: 'Açıklama',
    payBy: 'Son ödeme tarihi',
  },
  notes: {
    inclusive:
      'Avustralya ve Brezilya’daki müşterilere fiyatlar vergi dahildir: birim fiyat çarpı miktar satırın toplamıdır.',
    reverseCharge:
      'Ters vergilendirme: KDV alıcı tarafından beyan edilir (2006/112/EC sayılı Direktif, madde 196).',
    exempt: 'Vergiden muaf: müşterinin muafiyet belgesi dosyadadır.',
    outsideScope: 'Müşterinin pazarı için vergi oranı belirlenmediğinden vergi alınmamıştır.',
    balance: (amount) => `${amount} bakiyenize eklenmiştir ve sonraki faturalarda ödenecek tutarı azaltır.`,
    preceding: (documents) => `Bu belgedeki alacakların ilgili olduğu belgeler: ${documents}.`,
    precedingItem: (number, issued) => `${number} (${issued})`,
    summary: (lines) =>
      `Bu belgede ${lines} satır vardır. Burada özetlenmiştir; her satır aynı numaralı mutabakat dosyasındadır.`,
    checkpoint: (origin, size, root) =>
      `Bu belge düzenlenirken etkinlik günlüğü ${origin}: ${size} kayıt, kök ${root}`,
  },
  page: 'Sayfa',
  einvoice: 'Aynı belge, UBL 2.1 (EN 16931) biçiminde',
};

export const documentWords: Readonly<Record<DocumentLanguage, DocumentWords>> = { en: english, tr: turkish };
