/** How a currency is called beside a number in words; the minor unit is absent where nobody counts in it. */
export type CurrencyWords = {
  readonly en: { readonly one: string; readonly many: string; readonly minor?: readonly [string, string] };
  readonly tr: { readonly major: string; readonly minor?: string };
};

const words = (
  en: readonly [one: string, many: string, minor?: string, minors?: string],
  tr: readonly [major: string, minor?: string],
): CurrencyWords => {
  const [one, many, minor, minors = minor === undefined ? undefined : `${minor}s`] = en;
  const [trMajor, trMinor] = tr;
  return {
    en: { one, many, ...(minor !== undefined && minors !== undefined && { minor: [minor, minors] }) },
    tr: { major: trMajor, ...(trMinor !== undefined && { minor: trMinor }) },
  };
};

/** Currencies that software is sold in. Any other is called by its code, its fraction written as 25/100. */
export const currencyWords: Readonly<Record<string, CurrencyWords>> = {
  AED: words(['UAE dirham', 'UAE dirhams', 'fils', 'fils'], ['BAE dirhemi', 'fils']),
  AUD: words(['Australian dollar', 'Australian dollars', 'cent'], ['Avustralya doları', 'sent']),
  AZN: words(['Azerbaijani manat', 'Azerbaijani manats', 'qapik'], ['Azerbaycan manatı', 'kepik']),
  BGN: words(['Bulgarian lev', 'Bulgarian leva', 'stotinka', 'stotinki'], ['Bulgar levası', 'stotinki']),
  BHD: words(['Bahraini dinar', 'Bahraini dinars', 'fils', 'fils'], ['Bahreyn dinarı', 'fils']),
  BRL: words(['Brazilian real', 'Brazilian reais', 'centavo'], ['Brezilya reali', 'sentavo']),
  CAD: words(['Canadian dollar', 'Canadian dollars', 'cent'], ['Kanada doları', 'sent']),
  CHF: words(['Swiss franc', 'Swiss francs', 'centime'], ['İsviçre frangı', 'santim']),
  CLP: words(['Chilean peso', 'Chilean pesos'], ['Şili pesosu']),
  CNY: words(['Chinese yuan', 'Chinese yuan', 'fen', 'fen'], ['Çin yuanı', 'fen']),
  CZK: words(['Czech koruna', 'Czech korunas', 'haler'], ['Çek korunası', 'haler']),
  DKK: words(['Danish krone', 'Danish kroner', 'øre', 'øre'], ['Danimarka kronu', 'öre']),
  EGP: words(['Egyptian pound', 'Egyptian pounds', 'piastre'], ['Mısır lirası', 'kuruş']),
  EUR: words(['euro', 'euros', 'cent'], ['avro', 'sent']),
  GBP: words(['pound sterling', 'pounds sterling', 'penny', 'pence'], ['İngiliz sterlini', 'peni']),
  HUF: words(['Hungarian forint', 'Hungarian forints'], ['Macar forinti']),
  INR: words(['Indian rupee', 'Indian rupees', 'paisa', 'paise'], ['Hindistan rupisi', 'paisa']),
  JPY: words(['Japanese yen', 'Japanese yen'], ['Japon yeni']),
  KRW: words(['South Korean won', 'South Korean won'], ['Güney Kore wonu']),
  KWD: words(['Kuwaiti dinar', 'Kuwaiti dinars', 'fils', 'fils'], ['Kuveyt dinarı', 'fils']),
  KZT: words(['Kazakhstani tenge', 'Kazakhstani tenge', 'tiyn', 'tiyn'], ['Kazakistan tengesi', 'tiyin']),
  MXN: words(['Mexican peso', 'Mexican pesos', 'centavo'], ['Meksika pesosu', 'sentavo']),
  NOK: words(['Norwegian krone', 'Norwegian kroner', 'øre', 'øre'], ['Norveç kronu', 'öre']),
  NZD: words(['New Zealand dollar', 'New Zealand dollars', 'cent'], ['Yeni Zelanda doları', 'sent']),
  OMR: words(['Omani rial', 'Omani rials', 'baisa', 'baisa'], ['Umman riyali', 'baisa']),
  PLN: words(['Polish zloty', 'Polish zlotys', 'grosz', 'groszy'], ['Polonya zlotisi', 'groş']),
  QAR: words(['Qatari riyal', 'Qatari riyals', 'dirham'], ['Katar riyali', 'dirhem']),
  RON: words(['Romanian leu', 'Romanian lei', 'ban', 'bani'], ['Rumen leyi', 'ban']),
  RUB: words(['Russian rouble', 'Russian roubles', 'kopeck'], ['Rus rublesi', 'kopek']),
  SAR: words(['Saudi riyal', 'Saudi riyals', 'halala'], ['Suudi riyali', 'halala']),
  SEK: words(['Swedish krona', 'Swedish kronor', 'öre', 'öre'], ['İsveç kronu', 'öre']),
  SGD: words(['Singapore dollar', 'Singapore dollars', 'cent'], ['Singapur doları', 'sent']),
  TND: words(['Tunisian dinar', 'Tunisian dinars', 'millime'], ['Tunus dinarı', 'milim']),
  TRY: words(['Turkish lira', 'Turkish lira', 'kuruş', 'kuruş'], ['Türk lirası', 'kuruş']),
  TWD: words(['New Taiwan dollar', 'New Taiwan dollars', 'cent'], ['Yeni Tayvan doları', 'sent']),
  UAH: words(
    ['Ukrainian hryvnia', 'Ukrainian hryvnias', 'kopiyka', 'kopiykas'],
    ['Ukrayna grivnası', 'kopiyka'],
  ),
  USD: words(['US dollar', 'US dollars', 'cent'], ['ABD doları', 'sent']),
  ZAR: words(['South African rand', 'South African rand', 'cent'], ['Güney Afrika randı', 'sent']),
};
