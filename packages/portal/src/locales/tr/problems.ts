import type { problems as english } from '../en/problems.ts';
import type { Translation } from '../messages.ts';

export const problems: Translation<typeof english> = {
  'problem.request.malformed': 'İstek düzgün biçimde değil. Sayfayı yenileyip tekrar deneyin.',
  'problem.request.invalid': 'Bazı alanlar geçerli değil. Düzeltip tekrar deneyin.',
  'problem.request.too_large': 'Gönderilen dosya çok büyük. Daha küçük bir dosya gönderin.',
  'problem.request.unsupported_type': 'Bu dosya türü burada kabul edilmiyor.',
  'problem.cursor.invalid': 'Sayfa bağlantısı artık geçerli değil. İlk sayfadan başlayın.',
  'problem.unauthenticated': 'Oturum açmış kimse yok. Oturum açın.',
  'problem.csrf': 'İstek bu sayfadan gelmiyor. Sayfayı yenileyip tekrar deneyin.',
  'problem.role_required': 'Rolleriniz buna izin vermiyor. Genel yöneticiden gerekli rolü isteyin.',
  'problem.user_required': 'Bunu tek başına bir uygulama yapamaz. Oturum açmış bir kişi gerekir.',
  'problem.scope_required': 'Uygulamanın bir kapsamı eksik. Genel yöneticiden bu kapsamı isteyin.',
  'problem.second_factor_required':
    'İkinci doğrulama gerekiyor. Kimlik doğrulayıcınızla yeniden oturum açın.',
  'problem.not_found': 'Böyle bir şey yok. Adresi ve kimlikleri denetleyin.',
  'problem.sign_in.failed': 'E-posta, parola veya kod yanlış. Hepsini denetleyip tekrar deneyin.',
  'problem.sign_in.too_many_attempts': 'Çok fazla deneme yapıldı. Bir süre bekleyip tekrar deneyin.',
  'problem.consent.application_unknown':
    'Bu kimlikte bir uygulama yok. Ayarlarındaki istemci kimliğini denetleyin.',
  'problem.consent.redirect_unknown':
    'Uygulama kayıtlı olmayan bir adrese dönmek istiyor. Adresi gönderildiği biçimiyle uygulamaya ekleyin.',
  'problem.consent.request_invalid': 'Uygulamanın isteği anlaşılamadı. Uygulamanın sahibine bildirin.',
  'problem.consent.not_for_you':
    'Uygulama başka bir iş ortağına ait. O iş ortağının bir kullanıcısıyla oturum açın.',
  'problem.consent.second_factor':
    'Bunun için ikinci bir doğrulama gerekir. Kimlik doğrulayıcınızla yeniden oturum açın.',
  'problem.consent.device_unknown':
    'Bu kodla bekleyen bir cihaz yok. Kodu denetleyin ya da cihazda yeniden başlayın.',
  'problem.sign_in.not_begun': 'Kod bekleyen bir oturum yok. E-posta ve parolayla başlayın.',
  'problem.sign_in.wrong_portal': 'Bu kimlik bu portala ait değil. Davet edildiğiniz portalı kullanın.',
  'problem.email.taken':
    'Bu e-posta adresiyle giriş yapan biri zaten var. Başka bir e-posta adresi kullanın.',
  'problem.cart.already_ordered': 'Sepet sipariş edilmiş. Yeni bir sepet başlatın.',
  'problem.cart.expired': 'Sepetin süresi doldu. Aynı satırlarla yeni bir sepet başlatın.',
  'problem.cart.empty': 'Sepette satır yok. Önce bir satır ekleyin.',
  'problem.cart.has_line_errors': 'Bazı satırlar satılamıyor. Hatalı satırları düzeltin veya kaldırın.',
  'problem.cart.changed': 'Sepet bu arada değişti. Yeniden gözden geçirip satın alın.',
  'problem.cart.price_changed': 'Gözden geçirdiğinizden beri bir fiyat değişti. Yeni fiyatı onaylayın.',
  'problem.customer.domain_taken': 'Alan adı zaten bir müşteriye ait. Başka bir alan adı seçin.',
  'problem.customer.registration_number':
    'Kuruluşun sicil numarası ülkesine uymuyor. Düzeltin; numara istenmeyen ülkelerde boş bırakın.',
  'problem.customer.has_purchases':
    'Müşterinin süren rezervasyonları veya abonelikleri var. Önce bunları iade edin veya askıya alın.',
  'problem.customer.not_sandbox':
    'Müşteriler yalnızca korumalı alan hesaplarında silinir. Bunun yerine müşteriyle ilişkiyi sonlandırın.',
  'problem.agreement.already_recorded': 'Bu müşterinin onayı zaten kayıtlı. Başka bir şey gerekmez.',
  'problem.agreement.missing': 'Müşteri sözleşmesi kayıtlı değil. Önce sözleşmeyi kaydedin.',
  'problem.credit_limit.exceeded':
    'Kredi sınırı aşılırdı. İşletmeciden daha yüksek bir sınır isteyin veya daha az satın alın.',
  'problem.reservation.not_cancellable_here':
    'Rezervasyon buradan iptal edilmez. Destek talebi açın; kararı operatör verir.',
  'problem.reservation.not_active': 'Rezervasyon sona ermiş. Gerekirse yenisini satın alın.',
  'problem.reservation.cap_exceeded':
    'İptal edilecek taahhüt, üst sınırdan kalanı aşıyor. Rezervasyonu değiştirin ya da önceki iadelerin sayılmayacağı günü bekleyin.',
  'problem.reservation.cap_rate_missing':
    'Üst sınırın para birimine döviz kuru yok. Operatörden kuru girmesini isteyin.',
  'problem.reservation.exchange_type':
    'Rezervasyon aynı türden biriyle değiştirilir. Aynı türden bir SKU seçin.',
  'problem.reservation.exchange_currency':
    'Yeni rezervasyon başka bir para biriminde ücretlendiriliyor. Eskisinin para biriminde bir SKU seçin.',
  'problem.reservation.exchange_too_small':
    'Yeni taahhüt, eskisinden kalandan küçük. Daha büyük bir adet, daha uzun bir süre ya da daha büyük bir SKU seçin.',
  'problem.reservation.exchange_not_offered':
    'Yeni rezervasyon bu şekilde alınamıyor. Başka bir SKU ya da süre seçin.',
  'problem.version.stale':
    'Siz okuduktan sonra değişti. Yeni hâli gösteriliyor; değişikliğinizi tekrarlayın.',
  'problem.conflict': 'Aynı şeyi başkaları da değiştiriyordu. Tekrar deneyin.',
  'problem.entitlement.revoked':
    'Satın alma iptal edildi. Anahtarı ve indirmeleri kalıcı olarak geçersiz kılındı.',
  'problem.entitlement.provisioning':
    'Anahtar henüz hazır değil. İşletmeciye bildirildi; yeni stok bekleniyor.',
  'problem.entitlement.suspended': 'Satın alma askıya alındı. Önce yeniden etkinleştirin.',
  'problem.entitlement.expired': 'Dönem sona erdi. Yenileyin veya yeniden satın alın.',
  'problem.key.not_shown':
    'Bu anahtarı henüz kimse görmedi. Önce anahtara bakın; yalnızca denenmiş bir anahtar değiştirilebilir.',
  'problem.key.replacements_used_up':
    'Bu satın almanın anahtarları bu yıl daha fazla değiştirilemez. Destek talebi açın: sağlayıcınız değiştirebilir.',
  'problem.mail.not_failed': 'Bu e-posta başarısız olmadı; yeniden gönderilmez.',
  'problem.mail.emptied': 'Bu e-postanın metni artık saklanmıyor; yeniden gönderilemez.',
  'problem.key_pool.empty': 'Stokta anahtar yok; hiçbir şey değişmedi. Anahtar geldiğinde yeniden deneyin.',
  'problem.entitlement.no_key': 'Bu ürünün anahtarı yok; anahtarsız çalışır.',
  'problem.fulfilment.unknown': 'Böyle bir sürüm, dil ve bit yok. Listedekilerden birini seçin.',
  'problem.artifact.missing': 'Dosya henüz yüklenmedi. İşletmeciden yüklemesini isteyin.',
  'problem.artifact.mismatch': 'Bu, bildirilen dosya değil. Dosyayı denetleyip yeniden yükleyin.',
  'problem.downloads.too_many': 'Aynı anda çok fazla indirme var. Bir süre bekleyip tekrar deneyin.',
  'problem.artifact.empty': 'Dosya boş. Yeniden yükleyin.',
  'problem.artifact.file_name_invalid':
    'Dosya adı kullanılamaz. Harf, rakam, nokta, tire ve alt çizgi kullanın.',
  'problem.link.expired': 'Bağlantının süresi doldu. Yeni bir bağlantı isteyin.',
  'problem.licence.not_offered': 'Bu ürünün lisans dosyası yok. Anahtarını kullanın.',
  'problem.licence.activation_limit':
    'Cihazlar için ayrılan yerlerin tümü dolu. Artık gerekmeyen bir cihazı devre dışı bırakın veya daha fazla satın alın.',
  'problem.licence.too_many_requests':
    'Bu lisans veya adres çok sık soruyor. Bir süre bekleyip tekrar deneyin.',
  'problem.link.revoked': 'Bağlantı artık çalışmıyor. Hakkınız sürüyorsa yeni bir bağlantı isteyin.',
  'problem.range.not_satisfiable': 'İstenen aralık dosyanın dışında.',
  'problem.cancellation.not_acknowledged': 'Önemli uyarı onaylanmadı. Okuduğunuzu işaretleyin.',
  'problem.credit.above_left': 'Bu, tutardan geriye kalandan fazla. En çok kalan kadar alacak yazın.',
  'problem.subscription.ended': 'Abonelik sona erdi. Yeniden satın alın.',
  'problem.subscription.suspended': 'Abonelik askıda. Önce yeniden etkinleştirin.',
  'problem.subscription.not_active': 'Aboneliğin durumu buna izin vermiyor. Sayfayı yenileyip tekrar bakın.',
  'problem.subscription.provisioning':
    'Abonelik hâlâ anahtarını bekliyor. Gelmesini bekleyin veya satın almayı iptal edin.',
  'problem.subscription.term_ending': 'Dönem az önce bitti. Biraz sonra yeniden deneyin.',
  'problem.subscription.quantity_decrease':
    'Süren dönemin adedi azaltılamaz. Bir sonraki dönem için planlayın ya da adedi ekleyen siparişi, iptal süresi açıkken iptal edin.',
  'problem.subscription.quantity_out_of_range': 'Adet, satılan aralığın dışında. Başka bir adet seçin.',
  'problem.subscription.change_unsupported':
    'Bu müşteriye şu anda böyle satılmıyor. Kataloğun sunduklarından seçin.',
  'problem.activity.range_reversed': 'Aralığın bitişi başlangıcından önce. Tarihleri değiştirin.',
  'problem.activity.retention_shortened':
    'Kayıtlar veritabanından şimdikinden daha erken ayrılacak. İstediğiniz buysa onaylayın; ayrılanlar arşivde kalır.',
  'problem.activity.action_unknown': 'Böyle bir işlem yok. Listedekilerden birini seçin.',
  'problem.activity.view_exists': 'Bu adda bir görünümünüz var. Başka bir ad seçin ya da önce onu silin.',
  'problem.activity.not_numbered_yet': 'Günlükte henüz bir numara yok. Bir saniye sonra yeniden deneyin.',
  'problem.activity.size_unknown':
    'Günlüğün bu büyüklükte imzalı bir denetim noktası yok ya da kayıt ondan sonra geldi. Bir denetim noktasının belirttiği büyüklüğü kullanın.',
  'problem.activity.too_many_witnesses':
    'Denetim noktaları gönderilebilecek en çok adrese gidiyor. Artık gerekmeyen birini kaldırın.',
  'problem.activity.too_many_views':
    'Saklanabilecek en çok görünüme ulaştınız. Kullanmadığınız birini silin.',
  'problem.billing.period_open': 'Ay henüz bitmedi. Bittiğinde faturalayın ya da önizlemeye bakın.',
  'problem.billing.run_in_progress':
    'Başka bir fatura çalıştırması sürüyor. Bitmesini bekleyip tekrar deneyin.',
  'problem.billing.earlier_parked':
    'Bu iş ortağının aynı para biriminde daha önceki bir ayı hâlâ bekletiliyor. Önce o belgeyi serbest bırakın.',
  'problem.clock.not_movable': 'Yalnızca deneme hesabının saati ileri alınabilir.',
  'problem.clock.backwards': 'Saat yalnızca ileri alınır. Hesabın şu anki zamanından sonraki bir an seçin.',
  'problem.clock.busy': 'Saat ilerliyor. Bitmesini bekleyin.',
  'problem.sandbox.parent_is_sandbox':
    'Deneme hesabının kendi deneme hesapları olmaz. Üretim hesabını kullanın.',
  'problem.price_sheet.invalid':
    'Fiyat listesinde aktarılamayan satırlar var. Düzeltip listenin tamamını yeniden aktarın.',
  'problem.payment.invoice_not_open':
    'Faturalardan birinin bu para biriminde ödenecek tutarı kalmadı. Açık olanları yazın veya boş bırakın.',
  'problem.payment.not_offered':
    'Bu hesap bir ödeme sağlayıcısıyla öder ve tanımlı bir sağlayıcı yok. Sağlayıcınıza sorun.',
  'problem.bank_import.invalid': 'Bazı satırlar aktarılamıyor. Düzeltip dosyanın tamamını yeniden aktarın.',
  'problem.bank_line.not_open': 'Bu satır daha önce atandı veya ödendi. Ekstreyi yeniden okuyun.',
  'problem.key_group.unknown':
    'SKU’nun böyle bir anahtar grubu yok. Kendi anahtarı olan bir sürüm yazın veya boş bırakın.',
  'problem.idempotency.key_reused':
    'Bu işlem anahtarı başka bir isteğe ait. Pencereyi kapatıp yeniden başlayın.',
  'problem.idempotency.in_progress': 'Aynı istek hâlâ çalışıyor. Yanıtını bekleyin.',
  'problem.internal':
    'Bizim tarafımızda bir şey bozuldu. Tekrar deneyin; sürerse istek kimliğini işletmeciye bildirin.',
  'problem.einvoice.not_available':
    'Bu belgenin e-faturası yok. Bunun yerine PDF, CSV veya JSON dosyasını kullanın.',
  'problem.document.unavailable': 'Belge şu anda oluşturulamıyor. Birazdan tekrar deneyin.',
  'problem.webhook.too_many': 'Hesabın web kancası sayısı sınıra ulaştı. Artık kullanılmayan birini silin.',
  'problem.webhook.disabled': 'Bu adres artık çağrılmıyor. Yeniden oluşturun ve yenisine gönderin.',
  'problem.tax.unavailable':
    'Vergi şu anda hesaplanamıyor. Hiçbir şey satın alınmadı; birazdan tekrar deneyin.',
  'problem.unavailable': 'Hizmet başlatılıyor veya yeniden başlatılıyor. Birazdan tekrar deneyin.',
  'problem.support.closed':
    'Talep kapalı. Kapanışından sonraki 30 gün içinde yeniden açın ya da sorunu yeniden bildirin.',
  'problem.support.not_closed': 'Talep kapalı değil. Bunun yerine bir not ekleyin.',
  'problem.support.already_decided': 'Talep hakkında karar verilmiş. Kararı görmek için sayfayı yenileyin.',
  'problem.support.order_cancelled': 'Satın alma zaten iptal edilmiş. Yalnızca alacak verin ya da reddedin.',
  'problem.support.not_cancellable': 'Bu tür ürünler iptal edilmez. Yalnızca alacak verin ya da reddedin.',
  'problem.support.attachment_type': 'Bu türdeki dosyalar kabul edilmiyor ya da içerik dosya adına uymuyor.',
  'problem.support.attachment_too_large': 'Dosya çok büyük. Hiçbir bölümü saklanmadı.',
  'problem.support.attachments_full': 'Talepte olabilecek en çok sayıda dosya var.',
  'problem.support.attachment_infected':
    'Dosyada zararlı yazılım var ve kimseye verilmez. Gönderenden temiz bir kopya isteyin.',
  'problem.support.attachment_pending': 'Dosya henüz taranmadı. Birazdan yeniden deneyin.',
  'problem.user.last_administrator': 'Başka Genel yönetici yok. Önce bir başkasını Genel yönetici yapın.',
  'problem.seat.none_left': 'Boş lisans kalmadı. Yeni lisans alın ya da birinden geri alın.',
  'problem.unreachable': 'Sunucuya ulaşılamadı. Bağlantınızı denetleyip tekrar deneyin.',
};
