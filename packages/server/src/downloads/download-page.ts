// What somebody sees who opens a dead link in a browser. They may know neither us nor the partner.
type Words = { readonly title: string; readonly remedy: string };
type Page = 'not_found' | 'expired' | 'revoked' | 'missing' | 'range';

const english: Readonly<Record<Page, Words>> = {
  not_found: {
    title: 'This download link is not known',
    remedy: 'Check that the whole link was copied, or ask whoever sent it to you for a new one.',
  },
  expired: {
    title: 'This download link has expired',
    remedy: 'Ask whoever sent it to you for a new link.',
  },
  revoked: {
    title: 'This download link no longer works',
    remedy: 'Ask whoever sent it to you whether you are still entitled to the software.',
  },
  missing: {
    title: 'The file is not here at the moment',
    remedy: 'Try again later, or tell whoever sent you the link.',
  },
  range: { title: 'This part of the file does not exist', remedy: 'Begin the download again.' },
};

const turkish: Readonly<Record<Page, Words>> = {
  not_found: {
    title: 'Bu indirme bağlantısı bilinmiyor',
    remedy: 'Bağlantının tamamını kopyaladığınızdan emin olun ya da size gönderenden yenisini isteyin.',
  },
  expired: {
    title: 'Bu indirme bağlantısının süresi doldu',
    remedy: 'Size gönderen kişiden yeni bir bağlantı isteyin.',
  },
  revoked: {
    title: 'Bu indirme bağlantısı artık çalışmıyor',
    remedy: 'Yazılımı kullanma hakkınızın sürüp sürmediğini size gönderen kişiye sorun.',
  },
  missing: {
    title: 'Dosya şu anda burada değil',
    remedy: 'Daha sonra yeniden deneyin ya da size bağlantıyı gönderene haber verin.',
  },
  range: { title: 'Dosyanın bu bölümü yok', remedy: 'İndirmeyi baştan başlatın.' },
};

const pageOfCode: Readonly<Record<string, Page>> = {
  'link.expired': 'expired',
  'link.revoked': 'revoked',
  'entitlement.no_artifact': 'missing',
  'range.not_satisfiable': 'range',
};

export const downloadPage = (code: string, locale: string | undefined): string => {
  const inTurkish = /^tr\b/i.test(locale ?? '');
  const { title, remedy } = (inTurkish ? turkish : english)[pageOfCode[code] ?? 'not_found'];
  return `<!doctype html>
<html lang="${inTurkish ? 'tr' : 'en'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>${title}</title>
<body style="font: 1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem">
<main><h1 style="font-size: 1.5rem">${title}</h1><p>${remedy}</p></main></body></html>
`;
};

export const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
