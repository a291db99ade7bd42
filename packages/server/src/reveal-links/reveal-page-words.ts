import type { PageLanguage } from '../platform/http/plain-page.ts';

type Dead = { readonly title: string; readonly reason: string; readonly ask: string };

export type DeadReveal =
  | 'not_found'
  | 'opened'
  | 'expired'
  | 'revoked'
  | 'cancelled'
  | 'suspended'
  | 'unavailable';

export type RevealWords = {
  readonly title: string;
  readonly intro: string;
  readonly once: string;
  readonly show: string;
  readonly shownTitle: string;
  readonly shown: string;
  readonly position: string;
  readonly activations: string;
  readonly product: string;
  readonly version: string;
  readonly language: string;
  readonly bitness: string;
  readonly bits: string;
  readonly from: string;
  readonly until: string;
  readonly recorded: string;
  readonly whoever: string;
  readonly dead: Readonly<Record<DeadReveal, Dead>>;
};

const english: RevealWords = {
  title: 'A key is waiting for you',
  intro: '{sender} has sent you a key for this software.',
  once: 'It is shown once only. Have something ready to keep it in, and be sure that nobody looks over your shoulder; then press the button. Looking is put on record.',
  show: 'Show the key once',
  shownTitle: 'Your key',
  shown: 'Keep it in a safe place now: this page cannot show it again.',
  position: 'Key {position}',
  activations: 'Activations: {count}',
  product: 'Product',
  version: 'Version',
  language: 'Language',
  bitness: 'Bit',
  bits: '{bits}-bit',
  from: 'From',
  until: 'Works until',
  recorded: 'This look has been put on record.',
  whoever: 'whoever sent it to you',
  dead: {
    not_found: {
      title: 'This link is not known',
      reason: 'There is no link at this address.',
      ask: 'Check that the whole link was copied, or ask {sender} for a new one.',
    },
    opened: {
      title: 'The key has been shown already',
      reason: 'This was opened on {at}. A link shows its key once.',
      ask: 'If that was not you, tell {sender} at once: somebody else has seen the key.',
    },
    expired: {
      title: 'This link has expired',
      reason: 'It was good until {at}. Nobody has seen the key by it.',
      ask: 'Ask {sender} for a new link.',
    },
    revoked: {
      title: 'This link no longer works',
      reason: 'It was withdrawn. Nobody has seen the key by it.',
      ask: 'Ask {sender} for a new link if you still need the key.',
    },
    cancelled: {
      title: 'This link no longer works',
      reason: 'The purchase that the key belonged to was cancelled.',
      ask: 'Ask {sender} whether you are still entitled to the software.',
    },
    suspended: {
      title: 'This link does not work at the moment',
      reason: 'The purchase that the key belongs to is suspended.',
      ask: 'Ask {sender} when it will work again.',
    },
    unavailable: {
      title: 'The key is not there yet',
      reason: 'The link has not been used up.',
      ask: 'Try again later, or tell {sender}.',
    },
  },
};

const turkish: RevealWords = {
  title: 'Sizi bekleyen bir anahtar var',
  intro: 'Bu yazılımın anahtarını size {sender} gönderdi.',
  once: 'Anahtar yalnızca bir kez gösterilir. Saklayacağınız yeri hazırlayın, kimsenin görmediğinden emin olun ve düğmeye basın. Her bakış kayda geçer.',
  show: 'Anahtarı bir kez göster',
  shownTitle: 'Anahtarınız',
  shown: 'Şimdi güvenli bir yere kaydedin: bu sayfa onu bir daha gösteremez.',
  position: 'Anahtar {position}',
  activations: 'Etkinleştirme hakkı: {count}',
  product: 'Ürün',
  version: 'Sürüm',
  language: 'Dil',
  bitness: 'Bit',
  bits: '{bits} bit',
  from: 'Gönderen',
  until: 'Son geçerlilik',
  recorded: 'Bu bakış kayda geçti.',
  whoever: 'size gönderen kişi',
  dead: {
    not_found: {
      title: 'Bu bağlantı bilinmiyor',
      reason: 'Bu adreste bir bağlantı yok.',
      ask: 'Bağlantının tamamını kopyaladığınızdan emin olun. Yeni bir bağlantı için başvurun: {sender}.',
    },
    opened: {
      title: 'Anahtar daha önce gösterildi',
      reason: 'Açıldığı zaman: {at}. Bir bağlantı anahtarını bir kez gösterir.',
      ask: 'Açan siz değilseniz hemen haber verin, anahtarı başka biri görmüş demektir: {sender}.',
    },
    expired: {
      title: 'Bu bağlantının süresi doldu',
      reason: 'Son geçerlilik: {at}. Anahtarı bu bağlantıyla kimse görmedi.',
      ask: 'Yeni bir bağlantı için başvurun: {sender}.',
    },
    revoked: {
      title: 'Bu bağlantı artık çalışmıyor',
      reason: 'Bağlantı geçersiz kılındı. Anahtarı bu bağlantıyla kimse görmedi.',
      ask: 'Anahtara hâlâ ihtiyacınız varsa yeni bir bağlantı isteyin: {sender}.',
    },
    cancelled: {
      title: 'Bu bağlantı artık çalışmıyor',
      reason: 'Anahtarın ait olduğu satın alma iptal edildi.',
      ask: 'Yazılımı kullanma hakkınızın sürüp sürmediğini sorun: {sender}.',
    },
    suspended: {
      title: 'Bu bağlantı şu anda çalışmıyor',
      reason: 'Anahtarın ait olduğu satın alma askıda.',
      ask: 'Ne zaman yeniden çalışacağını sorun: {sender}.',
    },
    unavailable: {
      title: 'Anahtar henüz hazır değil',
      reason: 'Bağlantı kullanılmış sayılmadı.',
      ask: 'Daha sonra yeniden deneyin ya da haber verin: {sender}.',
    },
  },
};

export const revealWords: Readonly<Record<PageLanguage, RevealWords>> = { en: english, tr: turkish };
