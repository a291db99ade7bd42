import type { MailLanguage } from '../platform/mail/mail-store.ts';

/** Steps that somebody is told of. */
export type SupportMailKind =
  | 'support_created'
  | 'support_answered'
  | 'support_asked'
  | 'support_refunded'
  | 'support_declined'
  | 'support_closed'
  | 'support_new'
  | 'support_reply'
  | 'support_closed_by_partner';

type Words = {
  readonly subject: string;
  readonly body: string;
};

const english: Readonly<Record<SupportMailKind, Words>> = {
  support_created: {
    subject: 'We have your request {number}: {title}',
    body: 'Hello {name},\n\nyour request {number}, "{title}", has arrived. We answer within {hours} hours.',
  },
  support_answered: {
    subject: 'An answer to your request {number}: {title}',
    body: 'Hello {name},\n\n{by} answered your request {number}, "{title}":\n\n{note}',
  },
  support_asked: {
    subject: 'A question about your request {number}: {title}',
    body: 'Hello {name},\n\nbefore your request {number}, "{title}", can be decided, {by} needs to know:\n\n{note}\n\nThe request waits for you.',
  },
  support_refunded: {
    subject: 'Refunded: your request {number}: {title}',
    body: 'Hello {name},\n\nyour request {number}, "{title}", was decided by {by}: {amount} comes back, on the invoice for {period}, issued {issued}.\n{kept}\n\n{note}',
  },
  support_declined: {
    subject: 'Declined: your request {number}: {title}',
    body: 'Hello {name},\n\nyour request {number}, "{title}", was declined by {by}, for this reason:\n\n{note}',
  },
  support_closed: {
    subject: 'Closed: your request {number}: {title}',
    body: 'Hello {name},\n\nyour request {number}, "{title}", was closed by {by}. An answer within 30 days opens it again.\n\n{note}',
  },
  support_new: {
    subject: 'New {impact} request {number} of {account}: {title}',
    body: '{name} of {account} made request {number}, "{title}". Its impact is {impact}; it is to be answered within {hours} hours.\n\n{note}',
  },
  support_reply: {
    subject: '{account} answered in request {number}: {title}',
    body: '{by} of {account} answered in request {number}, "{title}":\n\n{note}',
  },
  support_closed_by_partner: {
    subject: '{account} closed request {number}: {title}',
    body: '{by} of {account} closed request {number}, "{title}".\n\n{note}',
  },
};

const turkish: Readonly<Record<SupportMailKind, Words>> = {
  support_created: {
    subject: '{number} numaralı talebiniz bize ulaştı: {title}',
    body: 'Merhaba {name},\n\n{number} numaralı "{title}" talebiniz bize ulaştı. {hours} saat içinde yanıtlarız.',
  },
  support_answered: {
    subject: '{number} numaralı talebinize yanıt: {title}',
    body: 'Merhaba {name},\n\n{number} numaralı "{title}" talebinizi {by} yanıtladı:\n\n{note}',
  },
  support_asked: {
    subject: '{number} numaralı talebiniz hakkında bir soru: {title}',
    body: 'Merhaba {name},\n\n{number} numaralı "{title}" talebiniz hakkında karar verilebilmesi için {by} şunu bilmek istiyor:\n\n{note}\n\nTalep sizi bekliyor.',
  },
  support_refunded: {
    subject: 'İade edildi: {number} numaralı talebiniz: {title}',
    body: 'Merhaba {name},\n\n{number} numaralı "{title}" talebiniz hakkında {by} karar verdi: {amount} iade edilir. Tutar, {period} dönemine ait, {issued} tarihinde düzenlenen faturada yer alır.\n{kept}\n\n{note}',
  },
  support_declined: {
    subject: 'Reddedildi: {number} numaralı talebiniz: {title}',
    body: 'Merhaba {name},\n\n{number} numaralı "{title}" talebiniz {by} tarafından şu gerekçeyle reddedildi:\n\n{note}',
  },
  support_closed: {
    subject: 'Kapatıldı: {number} numaralı talebiniz: {title}',
    body: 'Merhaba {name},\n\n{number} numaralı "{title}" talebiniz {by} tarafından kapatıldı. 30 gün içinde yanıt yazarsanız yeniden açılır.\n\n{note}',
  },
  support_new: {
    subject: '{account}: {impact} etkili yeni talep {number}: {title}',
    body: '{account} şirketinden {name}, {number} numaralı "{title}" talebini oluşturdu. Etkisi: {impact}; {hours} saat içinde yanıtlanmalı.\n\n{note}',
  },
  support_reply: {
    subject: '{account}, {number} numaralı talepte yanıt yazdı: {title}',
    body: '{account} şirketinden {by}, {number} numaralı "{title}" talebinde yanıt yazdı:\n\n{note}',
  },
  support_closed_by_partner: {
    subject: '{account}, {number} numaralı talebi kapattı: {title}',
    body: '{account} şirketinden {by}, {number} numaralı "{title}" talebini kapattı.\n\n{note}',
  },
};

export const mailWords: Readonly<Record<MailLanguage, Readonly<Record<SupportMailKind, Words>>>> = {
  en: english,
  tr: turkish,
};

export const linkWords = {
  en: {
    reply: 'Answer here, without signing in (for 30 days, for you alone; do not pass it on):',
    portal: 'Everything about the request:',
    kept: 'The purchase stays as it is.',
    ended: 'The purchase is cancelled: its keys and links no longer work.',
  },
  tr: {
    reply: 'Oturum açmadan buradan yanıtlayın (30 gün geçerli, yalnızca size özel; başkasına iletmeyin):',
    portal: 'Talebin tamamı:',
    kept: 'Satın alma olduğu gibi kalır.',
    ended: 'Satın alma iptal edildi: anahtarları ve bağlantıları artık çalışmaz.',
  },
} as const;

export const impactWords = {
  en: { critical: 'critical', moderate: 'moderate', minimal: 'minimal' },
  tr: { critical: 'kritik', moderate: 'orta', minimal: 'düşük' },
} as const;
