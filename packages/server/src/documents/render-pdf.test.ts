import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  type PDFHexString,
  PDFName,
  type PDFRawStream,
  type PDFString,
} from 'pdf-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { linesJob } from './pdf-job.ts';
import { openPdfEngine, type RenderPdf } from './render-pdf.ts';
import { brokenRules } from './testing/en16931-rules.ts';
import { exampleCases } from './testing/example-cases.ts';
import { type ExampleSeed, exampleDocument } from './testing/example-documents.ts';
import { readXml } from './testing/read-xml.ts';

let render: RenderPdf;
beforeAll(() => {
  render = openPdfEngine();
});

const jobOf = (seed: ExampleSeed, language: 'en' | 'tr' = 'en') => {
  const { document, lines } = exampleDocument(seed);
  return linesJob(document, lines, language);
};
const pdfOf = async (seed: ExampleSeed, language?: 'en' | 'tr') => render(await jobOf(seed, language));
const load = (bytes: Uint8Array) => PDFDocument.load(bytes, { updateMetadata: false });
const textOf = (stream: PDFRawStream) => Buffer.from(decodePDFRawStream(stream).decode()).toString('utf8');
const nameOf = (dict: PDFDict, key: string) => dict.lookup(PDFName.of(key), PDFName).decodeText();

describe('the PDF of an invoice', () => {
  test('is PDF/A-3 by its metadata, with a colour profile and a language', async () => {
    const { catalog } = await load(await pdfOf(exampleCases.mixed, 'tr'));
    const metadata = textOf(catalog.lookup(PDFName.of('Metadata')) as PDFRawStream);
    expect(metadata).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(metadata).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    expect(metadata).toContain('Fatura G000000042');
    const [intent] = catalog.lookup(PDFName.of('OutputIntents'), PDFArray).asArray();
    const profile = catalog.context.lookup(intent, PDFDict);
    expect(nameOf(profile, 'S')).toBe('GTS_PDFA1');
    expect(profile.has(PDFName.of('DestOutputProfile'))).toBe(true);
    const language = catalog.lookup(PDFName.of('Lang'));
    expect((language as PDFString | PDFHexString).decodeText()).toBe('tr');
    expect(catalog.lookup(PDFName.of('MarkInfo'), PDFDict).get(PDFName.of('Marked'))?.toString()).toBe(
      'true',
    );
  });

  test('carries the e-invoice as an alternative of itself', async () => {
    const job = await jobOf(exampleCases.mixed);
    const { catalog } = await load(render(job));
    const [reference] = catalog.lookup(PDFName.of('AF'), PDFArray).asArray();
    const file = catalog.context.lookup(reference, PDFDict);
    expect(nameOf(file, 'AFRelationship')).toBe('Alternative');
    expect((file.lookup(PDFName.of('UF')) as PDFString | PDFHexString).decodeText()).toBe('G000000042.xml');
    const stream = file.lookup(PDFName.of('EF'), PDFDict).lookup(PDFName.of('F')) as PDFRawStream;
    expect(nameOf(stream.dict, 'Subtype')).toBe('text/xml');
    expect(textOf(stream)).toBe(job.einvoice);
    expect(brokenRules(readXml(textOf(stream)))).toEqual([]);
  });

  test('has nothing inside where there is no e-invoice', async () => {
    const { catalog } = await load(await pdfOf({ currency: 'KWD', lines: [{ price: '98.765', rate: 500 }] }));
    expect(catalog.has(PDFName.of('AF'))).toBe(false);
  });

  test('is the same bytes each time, whatever was made between', async () => {
    const first = await pdfOf(exampleCases.mixed);
    await pdfOf(exampleCases.creditNote, 'tr');
    const again = await pdfOf(exampleCases.mixed);
    expect(Buffer.compare(first, again)).toBe(0);
    const fresh = openPdfEngine()(await jobOf(exampleCases.mixed));
    expect(Buffer.compare(first, fresh)).toBe(0);
  });

  test('embeds every font it uses, and none of the machine', async () => {
    const document = await load(
      await pdfOf({ lines: [{ price: '1.00', customerName: 'שלום 株式会社', productTitle: '株' }] }),
    );
    const fonts = document.context
      .enumerateIndirectObjects()
      .flatMap(([, value]) => (value instanceof PDFDict && value.has(PDFName.of('FontName')) ? [value] : []));
    const names = fonts.map((font) => nameOf(font, 'FontName').replace(/^[A-Z]{6}\+/, ''));
    expect(new Set(names.map((name) => name.split('-')[0]))).toEqual(
      new Set(['Inter', 'DejaVuSans', 'NotoSansJP']),
    );
    for (const font of fonts)
      expect(font.has(PDFName.of('FontFile2')) || font.has(PDFName.of('FontFile3'))).toBe(true);
  });

  test('goes on over pages', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => ({
      price: '1.00',
      customerId: String(index >> 3),
    }));
    const document = await load(await pdfOf({ lines }));
    expect(document.getPageCount()).toBeGreaterThan(15);
  });

  test.each([
    '#set page(width: 1pt)',
    '#panic("x") $ ` * _ \\ // /* [',
    ']]> &lt; <b>',
    '\u202e gnp.exe',
    '😀👩‍👩‍👧 ไทย \ue000 \ud800 \u0000',
    'x'.repeat(400),
    '',
  ])('takes the name %j for a name', async (name) => {
    const seed: ExampleSeed = {
      lines: [{ price: '1.00', customerName: name, productTitle: name, skuTitle: name, friendlyName: name }],
      issuer: { legalName: name, streets: [name] },
      buyer: { legalName: name, city: name },
    };
    expect((await load(await pdfOf(seed))).getPageCount()).toBeGreaterThan(0);
  });
});

describe.each(Object.entries(exampleCases))('the PDF of %s', (_, seed) => {
  test.each(['en', 'tr'] as const)('is made in %s', async (language) => {
    expect((await pdfOf(seed, language)).length).toBeGreaterThan(10_000);
  });
});
