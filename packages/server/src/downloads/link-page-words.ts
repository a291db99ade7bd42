import type { PageLanguage } from '../platform/http/plain-page.ts';

/** `{sender}` is whoever gave the link out: the partner, or the reader's own organisation. */
type Dead = { readonly title: string; readonly reason: string; readonly ask: string };

export type DeadCode =
  | 'not_found'
  | 'expired'
  | 'revoked'
  | 'cancelled'
  | 'suspended'
  | 'missing'
  | 'range'
  | 'too_many';

export type LinkWords = {
  readonly title: string;
  readonly intro: string;
  readonly product: string;
  readonly version: string;
  readonly language: string;
  readonly bitness: string;
  readonly bits: string;
  readonly file: string;
  readonly size: string;
  readonly from: string;
  readonly until: string;
  readonly download: string;
  readonly check: string;
  readonly whoever: string;
  readonly dead: Readonly<Record<DeadCode, Dead>>;
};

const english: LinkWords = {
  title: 'Your download is ready',
  intro: '{sender} has sent you this software.',
  product: 'Product',
  version: 'Version',
  language: 'Language',
  bitness: 'Bit',
  bits: '{bits}-bit',
  file: 'File',
  size: 'Size',
  from: 'From',
  until: 'Works until',
  download: 'Download',
  check:
    'Once the file is on your computer, compare its SHA-256 with the one above: if they are equal, the file is whole and unchanged. Whoever has this address can download until then; pass it on to nobody. A key is never sent with it.',
  whoever: 'whoever sent it to you',
  dead: {
    not_found: {
      title: 'This download link is not known',
      reason: 'There is no link at this address.',
      ask: 'Check that the whole link was copied, or ask {sender} for a new one.',
    },
    expired: {
      title: 'This download link has expired',
      reason: 'Links work for a limited time only.',
      ask: 'Ask {sender} for a new link.',
    },
    revoked: {
      title: 'This download link no longer works',
      reason: 'It was withdrawn.',
      ask: 'Ask {sender} whether you are still entitled to the software.',
    },
    cancelled: {
      title: 'This download link no longer works',
      reason: 'The purchase that it belonged to was cancelled.',
      ask: 'Ask {sender} whether you are still entitled to the software.',
    },
    suspended: {
      title: 'This download link no longer works',
      reason: 'The purchase that it belongs to is suspended.',
      ask: 'Ask {sender} when it will work again.',
    },
    missing: {
      title: 'The file is not here at the moment',
      reason: 'The link is good, its file is being replaced.',
      ask: 'Try again later, or tell {sender}.',
    },
    range: {
      title: 'This part of the file does not exist',
      reason: 'The file has changed since the download began.',
      ask: 'Begin the download again.',
    },
    too_many: {
      title: 'Too many downloads at once',
      reason:
        'The link still works. It, or whoever gave it out, is being downloaded from too often just now.',
      ask: 'Try again in {seconds} seconds.',
    },
  },
};

const turkish: LinkWords = {
  title: 'İndirmeniz hazır',
  intro: 'Bu yazılımı size {sender} gönderdi.',
  product: 'Ürün',
  version: 'Sürüm',
  language: 'Dil',
  bitness: 'Bit',
  bits: '{bits} bit',
  file: 'Dosya',
  size: 'Boyut',
  from: 'Gönderen',
  until: 'Son geçerlilik',
  download: 'İndir',
  check:
    'Dosya bilgisayarınıza inince SHA-256 değerini yukarıdakiyle karşılaştırın: aynıysa dosya eksiksizdir ve değiştirilmemiştir. Bu adresi bilen herkes o zamana kadar indirebilir; kimseyle paylaşmayın. Anahtar hiçbir zaman bu bağlantıyla gönderilmez.',
  whoever: 'size gönderen kişi',
  dead: {
    not_found: {
      title: 'Bu indirme bağlantısı bilinmiyor',
      reason: 'Bu adreste bir bağlantı yok.',
      ask: 'Bağlantının tamamını kopyaladığınızdan emin olun. Yeni bir bağlantı için başvurun: {sender}.',
    },
    expired: {
      title: 'Bu indirme bağlantısının süresi doldu',
      reason: 'Bağlantılar yalnızca sınırlı bir süre çalışır.',
      ask: 'Yeni bir bağlantı için başvurun: {sender}.',
    },
    revoked: {
      title: 'Bu indirme bağlantısı artık çalışmıyor',
      reason: 'Bağlantı geçersiz kılındı.',
      ask: 'Yazılımı kullanma hakkınızın sürüp sürmediğini sorun: {sender}.',
    },
    cancelled: {
      title: 'Bu indirme bağlantısı artık çalışmıyor',
      reason: 'Bağlantının ait olduğu satın alma iptal edildi.',
      ask: 'Yazılımı kullanma hakkınızın sürüp sürmediğini sorun: {sender}.',
    },
    suspended: {
      title: 'Bu indirme bağlantısı artık çalışmıyor',
      reason: 'Bağlantının ait olduğu satın alma askıda.',
      ask: 'Ne zaman yeniden çalışacağını sorun: {sender}.',
    },
    missing: {
      title: 'Dosya şu anda burada değil',
      reason: 'Bağlantı geçerli, dosyası değiştiriliyor.',
      ask: 'Daha sonra yeniden deneyin ya da haber verin: {sender}.',
    },
    range: {
      title: 'Dosyanın bu bölümü yok',
      reason: 'İndirme başladıktan sonra dosya değişti.',
      ask: 'İndirmeyi baştan başlatın.',
    },
    too_many: {
      title: 'Aynı anda çok fazla indirme var',
      reason: 'Bağlantı hâlâ geçerli. Şu anda bu bağlantıdan ya da onu verenden çok sık indirme yapılıyor.',
      ask: '{seconds} saniye sonra yeniden deneyin.',
    },
  },
};

export const linkWords: Readonly<Record<PageLanguage, LinkWords>> = { en: english, tr: turkish };
