import type { licences as english } from '../en/licences.ts';
import type { Translation } from '../messages.ts';

export const licences: Translation<typeof english> = {
  'licence.title': 'Lisans dosyası',
  'licence.explain':
    'Bu ürün ağ olmadan çalışır: imzalı bir dosyayı denetler. Yenilemeden sonra dosyayı yeniden alın. Alınan her dosya kayda geçer.',
  'licence.notActive': 'Lisans dosyası yalnızca etkin bir satın alma için imzalanır.',
  'licence.download': 'Lisans dosyasını indir',
  'licence.signing': 'İmzalanıyor…',
  'licence.failed': 'Lisans dosyası imzalanamadı',
  'licence.savedUntil': '{file} kaydedildi. {until} tarihine kadar geçerlidir.',
  'licence.saved': '{file} kaydedildi. Süresiz geçerlidir.',
  'licence.devices': '{limit} cihazdan {used} tanesi etkinleştirildi',
  'licence.noDevices': 'Etkinleştirilmiş cihaz yok.',
  'licence.devicesFailed': 'Cihazlar yüklenemedi',
  'licence.activatedBy': '{at} tarihinde {by} etkinleştirdi',
  'licence.activatedItself': '{at} tarihinde kendini etkinleştirdi',
  'licence.lastSeen': 'son görülme: {at}',
  'licence.deactivate': 'Devre dışı bırak',
  'licence.deactivateFailed': 'Cihaz devre dışı bırakılamadı',
  'licence.activate': 'Cihaz etkinleştir',
  'licence.activateAndDownload': 'Etkinleştir ve dosyayı indir',
  'licence.activateFailed': 'Cihaz etkinleştirilemedi',
  'licence.deviceName': 'Cihazın adı',
  'licence.fingerprint': 'Cihaz kodu',
  'licence.fingerprintHint': 'Yazılım bu kodu cihazda gösterir.',
  'licence.incomplete': 'Bir ad ve yazılımın gösterdiği, en az 8 karakterlik kodu girin.',
  'licence.leave': 'Şimdi değil',
};
