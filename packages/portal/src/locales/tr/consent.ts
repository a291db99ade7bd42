import type { consent as english } from '../en/consent.ts';
import type { Translation } from '../messages.ts';

export const consent: Translation<typeof english> = {
  'consent.title': 'Bir uygulama sizin adınıza işlem yapmak istiyor',
  'consent.loading': 'Bir saniye …',
  'consent.signInFirst': 'Önce oturum açın. Ardından buraya dönersiniz.',
  'consent.signedInAs': '{email} olarak oturum açıldı',
  'consent.explain': '{account} hesabının {application} uygulaması sizin adınıza işlem yapmak istiyor.',
  'consent.limits':
    'Rollerinizin izin verdiklerini, genel yöneticinin uygulamaya tanıdığı sınırlar içinde yapabilir. Yaptığı her şey sizin adınızla kaydedilir.',
  'consent.returns': 'Ardından tarayıcınız {host} adresine gider.',
  'consent.allow': 'İzin ver',
  'consent.decline': 'Reddet',
  'consent.failed': 'Uygulamanın isteği yanıtlanamıyor.',
  'device.title': 'Bir cihazda oturum açın',
  'device.explain': 'Cihazınızın gösterdiği kodu girin. Yalnızca kendi istediğiniz bir kodu girin.',
  'device.code': 'Kod',
  'device.next': 'İleri',
  'device.failed': 'Kod kullanılamadı.',
  'device.allowed': 'Cihazda oturum açıldı. Bu sayfayı kapatabilirsiniz.',
  'device.declined': 'Cihaz geri çevrildi. Bu sayfayı kapatabilirsiniz.',
};
