import type { sandboxes as english } from '../en/sandboxes.ts';
import type { Translation } from '../messages.ts';

export const sandboxes: Translation<typeof english> = {
  'sandboxes.title': 'Deneme hesapları',
  'sandboxes.explain':
    'Deneme hesabı, denemek için ayrı bir hesaptır. İçinde hiçbir şey gerçekten satılmaz ve faturalanmaz; saati ileri alınabilir.',
  'sandboxes.needsRole': 'Deneme hesaplarıyla yalnızca Genel yönetici ilgilenir.',
  'sandboxes.inside': 'Bu bir deneme hesabı. Deneme hesapları üretim hesabından oluşturulur.',
  'sandboxes.failed': 'Deneme hesapları yüklenemedi',
  'sandboxes.empty':
    'Henüz deneme hesabı yok. Satın almaları ve zamanın getireceklerini denemek için bir tane oluşturun.',
  'sandboxes.name': 'Ad',
  'sandboxes.domain': 'Etki alanı',
  'sandboxes.customers': 'Müşteriler',
  'sandboxes.created': 'Oluşturulma',
  'sandboxes.clock': 'Saati',
  'sandboxes.busy': 'Saat ilerliyor…',
  'sandboxes.acts': 'İşlemler',
  'sandboxes.moveClock': 'Saatini ilerletmek için oturum açın',
  'sandboxes.create': 'Deneme hesabı oluştur',
  'sandboxes.nameHint': 'Ne için olduğu, örneğin ay sonu denemesi.',
  'sandboxes.seed': 'Başlangıç için müşteri ve siparişlerle',
  'sandboxes.creating': 'Hesap oluşturuluyor…',
  'sandboxes.createFailed': 'Deneme hesabı oluşturulamadı',
  'sandboxes.createNow': 'Oluştur',
  'sandboxes.createdTitle': '{name} hazır',
  'sandboxes.once':
    'Bu parolalar ve gizli anahtarlar şimdi gösterilir, bir daha gösterilmez. Kapatmadan önce kopyalayın ya da indirin.',
  'sandboxes.noOrders': 'Siparişi yok: müşterilerinin pazarlarında satışta hiçbir şey yoktu.',
  'sandboxes.orders': '{count, plural, one {# siparişi var.} other {# siparişi var.}}',
  'sandboxes.application': 'Uygulama',
  'sandboxes.clientId': 'İstemci kimliği',
  'sandboxes.clientSecret': 'İstemci gizli anahtarı',
  'sandboxes.people': 'Kişiler',
  'sandboxes.peopleOf': '{name} kişileri',
  'sandboxes.password': 'Parola',
  'sandboxes.totp': 'Kimlik doğrulayıcı anahtarı',
  'sandboxes.copyJson': 'Tümünü JSON olarak kopyala',
  'sandboxes.json': 'hesap ve gizli bilgileri',
  'sandboxes.download': 'JSON olarak indir',
  'sandboxes.delete': 'Sil',
  'sandboxes.deleteOf': '{name} hesabını sil',
  'sandboxes.deleteTitle': '{name} silinsin mi?',
  'sandboxes.deleteWarning':
    'Artık kimse oturum açamaz, uygulaması çalışmaz ve vadesi gelen hiçbir iş yapılmaz. Bu geri alınamaz.',
  'sandboxes.deleteFailed': 'Deneme hesabı silinemedi',
  'sandboxes.deleting': 'Siliniyor…',
};
