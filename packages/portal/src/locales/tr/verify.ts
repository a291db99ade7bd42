import type { verify as english } from '../en/verify.ts';
import type { Translation } from '../messages.ts';

export const verify: Translation<typeof english> = {
  'verify.title': 'Günlüğü doğrula',
  'verify.explain':
    'Dışa aktarılan dosyaları ekleyin: kayıtlar (JSON satırları), kanıtları veya imzalı bir denetim noktası ve günlüğün anahtarları. Kayıtların yazıldıkları gibi olup olmadığı, değilse ilk farklı kaydın hangisi olduğu söylenir.',
  'verify.loading': 'Her şey bu tarayıcıda olur. Gerekenler yükleniyor…',
  'verify.local':
    'Her şey bu tarayıcıda olur. Sayfa açıldıktan sonra hiçbir şey gönderilmez veya alınmaz: ağı şimdi kesebilirsiniz.',
  'verify.dropHint':
    'records.jsonl, proof.txt, checkpoint.txt, keys.txt, openings.jsonl; her biri içeriğinden tanınır',
  'verify.keys': 'Günlüğün anahtarları',
  'verify.keysHint':
    'Her satıra bir anahtar (ad+kimlik+base64), güvendiğiniz bir yerden. Dosya olarak da eklenebilir.',
  'verify.verify': 'Doğrula',
  'verify.working': 'Kayıtlar okunuyor…',
  'verify.remove': '{name} dosyasını kaldır',
  'verify.kind.records': 'Kayıtlar',
  'verify.kind.proof': 'Dışa aktarmanın kanıtı',
  'verify.kind.checkpoint': 'İmzalı denetim noktaları',
  'verify.kind.keys': 'Anahtarlar',
  'verify.kind.openings': 'Açılımlar: adlar ve adresler',
  'verify.kind.unknown': 'Bir günlük dosyası değil. CSV doğrulanamaz: JSON satırları olarak dışa aktarın',
  'verify.missing.records': 'Kayıtları ekleyin (JSON satırları).',
  'verify.missing.keys': 'Günlüğün anahtarlarını ekleyin veya bir anahtar yazın.',
  'verify.missing.checkpoint': 'Kanıtı veya imzalı bir denetim noktasını ekleyin.',
  'verify.intact': 'Bozulmamış',
  'verify.changed': 'Değiştirilmiş',
  'verify.forked': 'İki günlük',
  'verify.unproven': 'Kanıtlanmadı',
  'verify.refused': 'Reddedildi',
  'verify.intactNone': 'Dışa aktarmada kayıt yok; {size} kayıtlık denetim noktasına uygundur.',
  'verify.intactWhole':
    '{records, plural, one {# kayıt, {first} ile {last} arası: {size} kayıtlık denetim noktasındaki kayıtların tamamı.} other {# kayıt, {first} ile {last} arası: {size} kayıtlık denetim noktasındaki kayıtların tamamı.}}',
  'verify.intactPart':
    '{records, plural, one {# kayıt, {first} ile {last} arasında, {size} kayıtlık denetim noktasında yazıldığı gibi.} other {# kayıt, {first} ile {last} arasında, {size} kayıtlık denetim noktasında yazıldığı gibi.}}',
  'verify.log': 'Günlük: {origin}',
  'verify.compared': '{compared} denetim noktası bunlarla uyuşuyor.',
  'verify.gaps':
    '{gaps, plural, one {Aradaki # numara dizisi dışa aktarmada yok: {first} ile {last} arası. Gün veya filtre seçildiğinde böyle olur.} other {Aradaki # numara dizisi dışa aktarmada yok, ilki {first} ile {last} arası. Gün veya filtre seçildiğinde böyle olur.}}',
  'verify.proofIsWrong': 'Kanıt bunlara ait değil; kayıtlar tam olduğu için gerek de yok.',
  'verify.change.altered': 'İlki {number} numaralı kayıt: değiştirilmiş.',
  'verify.change.removed':
    'İlki {number} numaralı kayıt: çıkarılmış ya da dışa aktarma bir bölümdür ve kanıtı burada değil.',
  'verify.change.added': 'İlki {number} numaralı kaydın yerinde: günlükte olmayan bir kayıt eklenmiş.',
  'verify.change.reordered': 'İlki {number} numaralı kayıt: yerinde başka bir kayıt duruyor.',
  'verify.alteredBetween':
    '{first} ile {last} arasındaki bir kayıt, belki kanıtla birlikte, değiştirilmiş. Kanıtın ilk hâli veya başka denetim noktaları hangisi olduğunu gösterir.',
  'verify.recordId': 'Kimlik: {id}.',
  'verify.forkedWhy':
    '{size} kayıtlık iki denetim noktası da imzalı, kökleri ise farklı: birine başka bir günlük gösterilmiş.',
  'verify.unprovenWhy': 'Denetim noktası olmadan kayıtların değiştirilmediğini hiçbir şey göstermez.',
  'verify.proofRefused':
    'Kanıt bir dışa aktarmanın kanıtı değil ya da denetim noktasının söylediği uzunlukta değil.',
  'verify.noteInProof': 'Kanıttaki denetim noktası',
  'verify.note': '{number}. denetim noktası',
  'verify.fault.malformed': '{which} imzalı bir denetim noktası değil.',
  'verify.fault.unknown_key': '{which} bu anahtarların hiçbiriyle imzalanmamış.',
  'verify.fault.bad_signature': '{which} imzalandıktan sonra değiştirilmiş.',
  'verify.fault.other_tree': '{which} diğerlerinden başka bir günlüğe ait.',
  'verify.unreadable.keys': 'Anahtarların {line}. satırı bir doğrulama anahtarı değil.',
  'verify.unreadable.openings': 'Açılımların {line}. satırı bir açılım değil.',
  'verify.failed': 'Dosyalar okunamadı: {message}',
  'verify.keysCameAlong':
    'Anahtarlar dışa aktarmayla geldiyse bu yalnızca kendisiyle tutarlı olduğunu söyler. Bildiğiniz anahtarlarla karşılaştırın.',
  'verify.opened': 'Adlar ve adresler: {opened} tanesi kanıtlandı, {closed} tanesi kapalı kaldı.',
  'verify.unused': '{unused} açılım burada hiçbir şeyi açmıyor: değiştirilmiş veya başka kayıtlara ait.',
  'verify.names': 'Açılan sözcükleriyle kayıtlar',
  'verify.number': 'Numara',
  'verify.words': 'Sözcükler',
  'proof.title': 'Kanıt',
  'proof.waiting': 'Numarasını bekliyor',
  'proof.numbered': 'Günlüğün {number} numaralı kaydı',
  'proof.verify': 'Doğrula',
  'proof.verifying': 'Doğrulanıyor…',
  'proof.proven': '{size} kayıtlık denetim noktasında kanıtlandı',
  'proof.failed': 'Kanıtlanmadı',
  'proof.fault.leaf': 'Burada gösterilen, özeti alınan kayıt değil.',
  'proof.fault.path': 'Kayıt, denetim noktasının köküne götürmüyor.',
  'proof.fault.checkpoint': 'Denetim noktası bu günlüğün bir anahtarıyla imzalanmamış.',
  'proof.again': 'Yeniden doğrula',
  'proof.explain':
    'Bu tarayıcı kanıtı, imzalı denetim noktasını ve anahtarları aldı, kökü yeniden hesapladı. {origin}',
};
