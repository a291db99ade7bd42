import { parseCurrency } from '@kontor/domain/money';
import { describe, expect, test } from 'vitest';
import { linesJob } from './pdf-job.ts';
import { exampleCases } from './testing/example-cases.ts';
import { at, type ExampleSeed, exampleDocument } from './testing/example-documents.ts';

const pageOf = async (seed: ExampleSeed, language: 'en' | 'tr') => {
  const { document, lines } = exampleDocument(seed);
  return (await linesJob(document, lines, language)).page;
};
const linesOf = async (seed: ExampleSeed, language: 'en' | 'tr' = 'en') =>
  (await pageOf(seed, language)).rows.filter((row) => row.kind === 'line');

describe('a printed invoice', () => {
  test('reads in English', async () => {
    const { rows, widths, ...page } = await pageOf(exampleCases.mixed, 'en');
    expect(page).toMatchInlineSnapshot(`
      {
        "buyer": {
          "label": "BILLED TO",
          "lines": [
            "Örnek Mahallesi 7",
            "Kat 3",
            "34000 İstanbul",
            "Türkiye",
            "VAT ID TR1234567890",
          ],
          "name": "Anadolu Yazılım A.Ş.",
        },
        "date": [
          2026,
          12,
          1,
        ],
        "documentTitle": "Invoice G000000042",
        "due": [
          [
            "Amount due",
            "EUR 0.00",
          ],
        ],
        "einvoice": {
          "description": "The same document as UBL 2.1 (EN 16931)",
          "name": "G000000042.xml",
        },
        "facts": [
          [
            "Issued",
            "1 December 2026",
          ],
          [
            "For",
            "November 2026",
          ],
          [
            "Due",
            "31 December 2026",
          ],
          [
            "Partner number",
            "4711",
          ],
        ],
        "footer": "Kontor Distribution GmbH · billing@kontor.example",
        "head": [
          "#",
          "Item",
          "Quantity",
          "Unit price",
          "Net",
          "Tax",
          "Total",
        ],
        "intro": "Invoice for November 2026, issued 1 December 2026. All amounts are in EUR.",
        "issuer": {
          "lines": [
            "Hauptstraße 1",
            "10115 Berlin",
            "Germany",
            "VAT ID DE123456789",
            "Registration HRB 12345",
            "billing@kontor.example",
            "+49 30 123456",
          ],
          "name": "Kontor Distribution GmbH",
        },
        "language": "en",
        "notes": [
          "Exempt: the customer’s certificate of exemption is on file.",
          "Credits on this document refer to G000000031 of 1 August 2026.",
        ],
        "number": "G000000042",
        "pageWord": "Page",
        "payment": [],
        "paymentTitle": "Payment",
        "running": "Invoice G000000042",
        "taxHead": [
          "Tax by rate",
          "Taxable",
          "Tax",
        ],
        "taxRows": [
          [
            "Exempt",
            "2.00",
            "0.00",
          ],
          [
            "Standard rate 7.25%",
            "15.00",
            "1.09",
          ],
          [
            "Standard rate 19%",
            "6.60",
            "1.25",
          ],
          [
            "Zero rate 0%",
            "1.00",
            "0.00",
          ],
        ],
        "title": "Invoice",
        "totals": [
          [
            "Net",
            "24.60",
          ],
          [
            "Tax",
            "2.34",
          ],
          [
            "Total",
            "26.94",
          ],
          [
            "Balance used",
            "−26.94",
          ],
        ],
        "words": "In words: Twenty-six euros and ninety-four cents.",
      }
    `);
    expect(rows[0]).toEqual({ kind: 'group', text: 'Ülkü Kältetechnik GmbH (DE)' });
    expect(widths[1]).toBe(0);
  });

  test('reads in Turkish', async () => {
    const { rows, widths, ...page } = await pageOf(exampleCases.mixed, 'tr');
    expect(page).toMatchInlineSnapshot(`
      {
        "buyer": {
          "label": "ALICI",
          "lines": [
            "Örnek Mahallesi 7",
            "Kat 3",
            "34000 İstanbul",
            "Türkiye",
            "Vergi no TR1234567890",
          ],
          "name": "Anadolu Yazılım A.Ş.",
        },
        "date": [
          2026,
          12,
          1,
        ],
        "documentTitle": "Fatura G000000042",
        "due": [
          [
            "Ödenecek tutar",
            "0,00 EUR",
          ],
        ],
        "einvoice": {
          "description": "Aynı belge, UBL 2.1 (EN 16931) biçiminde",
          "name": "G000000042.xml",
        },
        "facts": [
          [
            "Düzenleme tarihi",
            "1 Aralık 2026",
          ],
          [
            "Dönem",
            "Kasım 2026",
          ],
          [
            "Son ödeme tarihi",
            "31 Aralık 2026",
          ],
          [
            "İş ortağı numarası",
            "4711",
          ],
        ],
        "footer": "Kontor Distribution GmbH · billing@kontor.example",
        "head": [
          "#",
          "Kalem",
          "Miktar",
          "Birim fiyat",
          "Net",
          "Vergi",
          "Toplam",
        ],
        "intro": "Kasım 2026 dönemine ait fatura, düzenleme tarihi 1 Aralık 2026. Tüm tutarlar EUR cinsindendir.",
        "issuer": {
          "lines": [
            "Hauptstraße 1",
            "10115 Berlin",
            "Almanya",
            "Vergi no DE123456789",
            "Sicil no HRB 12345",
            "billing@kontor.example",
            "+49 30 123456",
          ],
          "name": "Kontor Distribution GmbH",
        },
        "language": "tr",
        "notes": [
          "Vergiden muaf: müşterinin muafiyet belgesi dosyadadır.",
          "Bu belgedeki alacakların ilgili olduğu belgeler: G000000031 (1 Ağustos 2026).",
        ],
        "number": "G000000042",
        "pageWord": "Sayfa",
        "payment": [],
        "paymentTitle": "Ödeme",
        "running": "Fatura G000000042",
        "taxHead": [
          "Orana göre vergi",
          "Matrah",
          "Vergi",
        ],
        "taxRows": [
          [
            "Vergiden muaf",
            "2,00",
            "0,00",
          ],
          [
            "Standart oran %7,25",
            "15,00",
            "1,09",
          ],
          [
            "Standart oran %19",
            "6,60",
            "1,25",
          ],
          [
            "Sıfır oran %0",
            "1,00",
            "0,00",
          ],
        ],
        "title": "Fatura",
        "totals": [
          [
            "Net",
            "24,60",
          ],
          [
            "Vergi",
            "2,34",
          ],
          [
            "Toplam",
            "26,94",
          ],
          [
            "Kullanılan bakiye",
            "−26,94",
          ],
        ],
        "words": "Yazıyla: Yalnız yirmialtı avro doksandört sent.",
      }
    `);
    expect(rows.length).toBe(6);
    expect(widths.length).toBe(7);
  });

  test('explains a credit in both languages', async () => {
    const [english] = (await linesOf(exampleCases.creditNote)).map(({ details }) => details);
    const [turkish] = (await linesOf(exampleCases.creditNote, 'tr')).map(({ details }) => details);
    expect(english).toContain('29 of 31 days of 10.08 = 9.42 × 10');
    expect(turkish).toContain('31 günlük 10,08 tutarının kullanılmayan 29 günü = 9,42 × 10');
  });

  test('gives the reason of a credit that a person decided', async () => {
    const seed = { ...exampleCases.creditNote.lines[0], formula: null, kind: 'customer_credit' as const };
    const [line] = await linesOf({ lines: [{ ...seed, reason: 'Outage of 3 days' }] });
    expect(line?.details).toContain('Reason: Outage of 3 days');
  });

  test('says where a price came from: list price, promotion and rate', async () => {
    const seed: ExampleSeed = {
      lines: [
        {
          price: '9.24',
          listUnit: 1_087n,
          promotionId: 'SPRING26',
          pricing: {
            currency: parseCurrency('USD')!,
            unit: 1_000n,
            rate: '0.924',
            rateAt: at('2026-11-20T00:00:00Z'),
          },
        },
      ],
    };
    const [line] = await linesOf(seed);
    expect(line?.details.slice(3)).toEqual([
      'List price EUR 10.87, after discount EUR 9.24',
      'Promotion SPRING26',
      'USD 10.00 at the rate 0.924 of 20 November 2026',
    ]);
  });

  test('says that prices in Australia and Brazil have tax inside', async () => {
    const page = await pageOf(exampleCases.inclusive, 'en');
    expect(page.notes[0]).toContain('Australia and Brazil include tax');
    const [line] = await linesOf(exampleCases.inclusive);
    expect([line?.unit, line?.net, line?.tax, line?.total]).toEqual(['109.95', '699.68', '69.97', '769.65']);
  });

  test('leaves the unit price out where a limited credit is no multiple of the quantity', async () => {
    const rows = await linesOf(exampleCases.limitedCredit);
    expect(rows.map(({ unit, net }) => [unit, net])).toEqual([
      ['100.00', '100.00'],
      ['', '−33.33'],
    ]);
  });

  test('has the decimals of its currency', async () => {
    const totals = async (seed: ExampleSeed) => (await pageOf(seed, 'tr')).totals.map(([, value]) => value);
    expect(await totals(exampleCases.yen)).toEqual(['78.134', '7.813', '85.947']);
    expect(await totals({ currency: 'KWD', lines: [{ price: '98.765', quantity: 2, rate: 500 }] })).toEqual([
      '197,530',
      '9,877',
      '207,407',
    ]);
  });

  test('has no payment facts where nothing is due', async () => {
    const page = await pageOf({ balance: '500.00', lines: [{ price: '100.00' }] }, 'en');
    expect(page.totals.at(-1)).toEqual(['Balance used', '−119.00']);
    expect(page.due).toEqual([['Amount due', 'EUR 0.00']]);
    expect(page.payment).toEqual([]);
  });

  test('names why tax is not charged', async () => {
    expect((await pageOf(exampleCases.reverse, 'en')).notes.join()).toContain('Article 196');
    expect((await pageOf(exampleCases.exempt, 'en')).notes.join()).toContain('certificate of exemption');
    expect((await pageOf(exampleCases.outside, 'en')).notes.join()).toContain('No tax rate is set');
  });

  test('begins a new group where the customer changes', async () => {
    const lines = ['a', 'a', 'b', 'a'].map((customerId) => ({ price: '1.00', customerId }));
    const { rows } = await pageOf({ lines }, 'en');
    expect(rows.map(({ kind }) => kind).join(' ')).toBe('group line line group line group line');
  });

  test('keeps room for the item however wide the amounts are', async () => {
    const { widths } = await pageOf({ currency: 'TRY', lines: [{ price: '9999999999999.99' }] }, 'tr');
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(120);
  });
});

test('a credit note says what was credited, and has no due date and nothing to pay', async () => {
  const page = await pageOf(exampleCases.creditNote, 'en');
  expect(page.title).toBe('Credit note');
  expect(page.due).toEqual([['Credited to your balance', 'EUR 110.91']]);
  expect(page.words).toBe('In words: One hundred ten euros and ninety-one cents.');
  expect(page.facts.map(([label]) => label)).toEqual(['Issued', 'For', 'Partner number']);
  expect(page.payment).toEqual([]);
  expect(page.notes.at(-1)).toBe(
    'EUR 110.91 has been added to your balance and reduces what is due on invoices that follow.',
  );
});

test('names the checkpoint of the log as it stood when the document was made', async () => {
  const root = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
  const logCheckpoint = { origin: 'kontor.example/1', size: 12_345, root };
  const seed = { ...exampleCases.mixed, document: { logCheckpoint } };
  expect((await pageOf(seed, 'en')).notes.at(-1)).toBe(
    `Activity log kontor.example/1 when this document was made: 12,345 records, root ${root}`,
  );
  expect((await pageOf(seed, 'tr')).notes.at(-1)).toBe(
    `Bu belge düzenlenirken etkinlik günlüğü kontor.example/1: 12.345 kayıt, kök ${root}`,
  );
});
