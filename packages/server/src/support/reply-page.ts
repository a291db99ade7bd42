import {
  escapeHtml,
  factList,
  type PageLanguage,
  pageInstant,
  plainPage,
} from '../platform/http/plain-page.ts';
import type { ReplyRefusal, SeenReply } from './answer-by-link.ts';

const words = {
  en: {
    title: 'Answer to request {number}',
    about: 'About',
    status: 'Status',
    open: 'open',
    attention_needed: 'waits for you',
    closed: 'closed; your answer opens it again',
    last: '{author} wrote, {at}:',
    field: 'Your answer',
    hint: 'It is added to the request in your name. Write no keys and no passwords.',
    send: 'Send the answer',
    empty: 'Write something first.',
    thanks: 'Your answer has been added',
    thanksText: 'You can close this page. The next word reaches you by mail.',
    busy: 'Too many answers at once',
    busyText: 'Wait a minute, then send it again.',
    'reply.unknown': [
      'This link is unknown',
      'Make sure that you copied all of it, or sign in to the portal.',
    ],
    'reply.expired': ['This link has expired', 'Links work for 30 days. Sign in to the portal to answer.'],
    'reply.closed': ['The request has been closed for long', 'Report the problem anew in the portal.'],
  },
  tr: {
    title: '{number} numaralı talebe yanıt',
    about: 'Konu',
    status: 'Durum',
    open: 'açık',
    attention_needed: 'sizi bekliyor',
    closed: 'kapalı; yanıtınız talebi yeniden açar',
    last: '{author} yazdı, {at}:',
    field: 'Yanıtınız',
    hint: 'Yanıt talebe sizin adınıza eklenir. Anahtar ve parola yazmayın.',
    send: 'Yanıtı gönder',
    empty: 'Önce bir şey yazın.',
    thanks: 'Yanıtınız eklendi',
    thanksText: 'Bu sayfayı kapatabilirsiniz. Yeni bir yanıt gelince size e-postayla bildirilir.',
    busy: 'Aynı anda çok fazla yanıt',
    busyText: 'Bir dakika bekleyip yeniden gönderin.',
    'reply.unknown': [
      'Bu bağlantı bilinmiyor',
      'Bağlantının tamamını kopyaladığınızdan emin olun ya da portalda oturum açın.',
    ],
    'reply.expired': [
      'Bu bağlantının süresi doldu',
      'Bağlantılar 30 gün geçerlidir. Yanıtlamak için portalda oturum açın.',
    ],
    'reply.closed': ['Talep uzun süredir kapalı', 'Sorunu portalda yeniden bildirin.'],
  },
} as const;

const put = (text: string, facts: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => facts[name] ?? whole);

/** The last word of the conversation and a field to answer it. */
export const replyPage = ({ reply, found }: SeenReply, problem?: 'empty'): string => {
  const { language } = reply;
  const own = words[language];
  const { row, notes } = found.record;
  const last = notes.findLast(({ side }) => side === 'operator');
  const quoted =
    last === undefined
      ? ''
      : `<p>${escapeHtml(put(own.last, { author: last.author_name, at: pageInstant(last.at, language) }))}</p>
<blockquote style="white-space:pre-wrap;margin:0 0 1.5rem;padding-left:1rem;border-left:3px solid var(--line)">${escapeHtml(last.text)}</blockquote>`;
  const warning = problem ? `<p role="alert"><strong>${escapeHtml(own.empty)}</strong></p>` : '';
  return plainPage(
    language,
    put(own.title, { number: row.number }),
    `${factList([
      [own.about, row.title],
      [own.status, own[row.status]],
    ])}${quoted}${warning}
<form method="post" autocomplete="off"><p><label for="text">${escapeHtml(own.field)}</label><br>
<textarea id="text" name="text" rows="8" maxlength="10000" required aria-describedby="hint" style="width:100%;font:inherit"></textarea></p>
<p id="hint">${escapeHtml(own.hint)}</p><button class="act" type="submit">${escapeHtml(own.send)}</button></form>`,
  );
};

export const repliedPage = ({ reply }: SeenReply): string => {
  const own = words[reply.language];
  return plainPage(reply.language, own.thanks, `<p>${escapeHtml(own.thanksText)}</p>`);
};

export const deadReplyPage = ({ code }: ReplyRefusal, language: PageLanguage): string => {
  const [title, text] = words[language][code];
  return plainPage(language, title, `<p>${escapeHtml(text)}</p>`);
};

export const busyReplyPage = (language: PageLanguage): string =>
  plainPage(language, words[language].busy, `<p>${escapeHtml(words[language].busyText)}</p>`);
