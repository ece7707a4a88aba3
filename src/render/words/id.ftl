# Indonesian words for what results say. Keys are stable: `code` of a warning, machine names of terms.

## Everywhere

range-to = s.d.
p-value = nilai p
span-days = { $number } hari
span-weeks = { $number } minggu
span-months = { $number } bulan

## RFM

rfm-title = Segmen RFM   per { $as_of }   { $customers } pelanggan, { $orders } pesanan, omzet { $spent }
rfm-headline =
    { $spent } omzet berasal dari { $segment } ({ $customers } pelanggan), lebih besar daripada segmen lain mana pun; { $silent } pelanggan ({ $silent_share }), yang menyumbang { $silent_spent } omzet, terakhir memesan { $days } hari lalu atau lebih.
rfm-headline-all-recent =
    { $spent } omzet berasal dari { $segment } ({ $customers } pelanggan), lebih besar daripada segmen lain mana pun; tidak ada pelanggan dengan skor recency rendah.
rfm-headline-one-segment = Semua pelanggan berada dalam satu segmen, { $segment }.
rfm-headline-no-revenue = Setelah dikurangi pengembalian dana tidak ada omzet yang tersisa, jadi tidak bisa dikatakan segmen mana yang menyumbang paling besar.
one-timers = { $one_timers } pelanggan ({ $share }) hanya memesan sekali
rfm-note-f-cuts =
    { one-timers }, jadi skor frekuensi ditentukan oleh jumlah pesanan (1, 2, 3, 4-5, 6 atau lebih); `--f-cuts rank` menentukannya menurut peringkat
rfm-note-f-cuts-3 =
    { one-timers }, jadi skor frekuensi ditentukan oleh jumlah pesanan (1, 2-3, 4 atau lebih); `--f-cuts rank` menentukannya menurut peringkat
rfm-note-empty-score =
    { one-timers }, semuanya dengan skor frekuensi { $score }, jadi tidak ada yang skornya lebih rendah
rfm-note-r-package =
    batas skor ditentukan seperti pada paket R rfm 0.3.0, yaitu di kuantil ditambah satu, agar hasilnya sama

## CLV

clv-title = Nilai pelanggan (CLV)   { $horizon } ke depan, { $rate } per tahun   per { $as_of }   { $customers } pelanggan, { $repeat } berulang
clv-title-summary = Nilai pelanggan (CLV)   { $horizon } ke depan, { $rate } per tahun   { $customers } pelanggan, { $repeat } berulang
clv-headline =
    Seperlima pelanggan yang paling bernilai diperkirakan menyumbang { $share } dari total { $total } dalam { $horizon } ke depan (selang { $confidence } { $lower } s.d. { $upper }).
clv-headline-purchases =
    Seperlima pelanggan dengan perkiraan pembelian terbanyak diperkirakan melakukan { $share } dari total { $total } pembelian dalam { $horizon } ke depan (selang { $confidence } { $lower } s.d. { $upper }).
by-segment = kelompoknya adalah segmen RFM, yang dijelaskan oleh `setia rfm`; segmen disusun dari data masa lalu, jadi tidak mengherankan segmen mana yang paling bernilai
by-attribute = kelompok mengikuti isi `{ $column }` di tabel pelanggan
by-column = kelompok mengikuti isi `{ $column }` pada pembelian pertama pelanggan
by-column-several = kelompok mengikuti isi `{ $column }` pada pembelian pertama pelanggan; untuk { $several } pelanggan, catatan transaksi memuat lebih dari satu isi
clv-note-fit = { $model } konvergen, log-likelihood { $likelihood }; `--table fit` memuat parameternya
clv-note-tenth = sepersepuluh pelanggan yang paling bernilai menyumbang { $share } (koefisien Gini { $gini }: 0 jika semua menyumbang sama besar, 1 jika satu pelanggan menyumbang semuanya)
clv-note-lever = jika { $best } naik sepersepuluh, nilainya { $best_share }; jika { $second } naik sepersepuluh, nilainya { $second_share }; `--table levers` memuat semuanya
frequency = frekuensi
basket = nilai keranjang
retention = retensi
clv-note-payback = pelanggan baru langsung menghasilkan { $first }, dan { $value } bersama pembelian selanjutnya dalam { $horizon }; biaya { $cost } tertutup setelah { $payback } { $unit }
clv-note-payback-at-once = pelanggan baru langsung menghasilkan { $first }, dan { $value } bersama pembelian selanjutnya dalam { $horizon }; biaya { $cost } langsung tertutup
clv-note-payback-never = pelanggan baru langsung menghasilkan { $first }, dan { $value } bersama pembelian selanjutnya dalam { $horizon }; biaya { $cost } tidak tertutup, bahkan dalam sepuluh kali jangka itu
clv-note-referrals = pelanggan yang mengajak { $referrals } pelanggan baru menambah { $worth } lewat mereka: masing-masing { $value } dalam { $horizon }, dikurangi biaya untuk mendapatkannya
clv-note-loaded = { $model } dari pencocokan sebelumnya yang disimpan; tidak ada model yang dicocokkan lagi
explain-title = Pelanggan { $id }   per { $as_of }
explain-headline = { $id } diperkirakan membeli { $purchases } kali dalam { $horizon } ke depan (selang { $confidence } { $lower } s.d. { $upper }) dan bernilai { $clv } ({ $clv_lower } s.d. { $clv_upper }).
explain-headline-purchases = { $id } diperkirakan membeli { $purchases } kali dalam { $horizon } ke depan (selang { $confidence } { $lower } s.d. { $upper }).
explain-once = membeli sekali, pada { $first }, { $silent } hari lalu
explain-rhythm = membeli pada { $days } hari dari { $first } s.d. { $last }, biasanya tiap { $median } hari, dengan jeda terpanjang { $longest } hari; sekarang sudah { $silent } hari tidak membeli
explain-standing = menurut { $model }, itu berarti peluang { $p_alive } masih menjadi pelanggan, dan peluang { $churn_risk } tidak membeli dalam { $within }
explain-rate = menurut laju pelanggan ini sendiri selama ini akan ada { $own } pembelian dalam { $horizon }, menurut laju semua pelanggan { $all }; model menarik angka pertama ke arah angka kedua, lalu menguranginya dengan kemungkinan pelanggan pergi: { $expected }
explain-spend = satu pembelian diperkirakan bernilai { $expected }: rata-rata pelanggan ini sendiri, { $own }, berbobot { $weight }, sisanya rata-rata semua pelanggan, { $all }
explain-spend-unknown = nilai pembelian berulang pelanggan ini belum diketahui, jadi dipakai perkiraan untuk semua pelanggan, { $expected }
explain-product = { $purchases } pembelian × { $spend } × { $discount } (diskonto) × { $margin } (margin) = { $clv }
clv-note-bic = { $model } punya BIC terendah, yang menjadi dasar memilih model bila catatan transaksi terlalu pendek untuk uji mundur; log-likelihood { $likelihood }
chosen-by =
    { $model } dipakai: dari { $models } model dengan data sampai { $cut }, model ini paling tepat meramalkan siapa yang membeli lagi sampai { $until } (skor Brier { $brier }
clv-note-chosen = { chosen-by }); log-likelihood seluruh data { $likelihood }; `--table backtest` memuat semuanya
clv-note-chosen-sample =
    { chosen-by }, pada satu dari tiap { $one_in } pelanggan); log-likelihood seluruh data { $likelihood }; `--table backtest` memuat semuanya
clv-note-intervals =
    selang { $confidence }: `expected_..._lower` dan `_upper` menyangkut nilai yang diperkirakan, `purchases_` dan `clv_lower` dan `_upper` menyangkut apa yang mungkin dilakukan seorang pelanggan
boundary-equal-rates = data tidak menunjukkan perbedaan seberapa sering pelanggan membeli, jadi semua punya laju yang sama
boundary-unequal-rates = laju pembelian berbeda tanpa batas: sebagian besar pelanggan hampir tidak pernah membeli
boundary-no-rate = hampir tidak ada yang membeli dalam rentang waktu yang bisa diukur
boundary-rate-without-bound = pembelian langsung susul-menyusul, terlalu cepat untuk dibedakan
boundary-nobody-leaves = menurut data tidak ada pelanggan yang pergi, jadi modelnya NBD, yang menganggap tidak ada yang pergi
boundary-nobody-leaves-kept = menurut data tidak ada pelanggan yang pergi, jadi peluang pergi hampir nol
boundary-everybody-leaves = menurut data semua pelanggan pergi secepat mungkin
boundary-equal-dropout = data tidak menunjukkan perbedaan kemungkinan pergi antarpelanggan, jadi semua dianggap sama
boundary-leave-at-once-or-never = menurut data pelanggan langsung pergi atau tidak pernah pergi
boundary-equal-spenders = data tidak menunjukkan perbedaan belanja antarpelanggan, jadi rata-rata belanja diperkirakan berlaku untuk semua
boundary-steady-spenders = tiap pelanggan selalu belanja dengan nilai yang sama, jadi rata-ratanya selama ini diperkirakan berlanjut
boundary-spend-without-bound = belanja antarpelanggan begitu berbeda sehingga rata-ratanya tidak berbatas
boundary-erratic-spenders = nilai pembelian seorang pelanggan berbeda-beda tanpa batas
clv-note-periods =
    BG/BB hanya melihat apakah pelanggan membeli dalam satu { $unit } atau tidak: frekuensi, recency, dan umur menghitung { $unit } kalender penuh sesudah { $unit } pembelian pertama, sampai yang terakhir selesai per { $as_of }
clv-note-alive =
    P(alive) bernilai 1 untuk { $one_time } pembeli sekali karena begitulah BG/NBD disusun, dan itu bukan bukti loyalitas; risiko churn (tidak ada pembelian dalam { $within }) yang membedakan mereka
clv-note-unpaid = { $customers } pelanggan kembali tanpa membayar dan dianggap belanja sebesar rata-rata
clv-note-summary = dari ringkasan pelanggan, dengan waktu dalam satuan { $unit }; tanpa catatan transaksi tidak ada data belanja dan tidak ada CLV sederhana
clv-note-no-amount = tidak ada nilai uang, jadi hanya pembelian yang diprakirakan dan kolom uang dibiarkan kosong
clv-note-simple =
    CLV sederhana adalah belanja per tahun kali jumlah tahun pelanggan bertahan: { $years }, menurut porsi pelanggan tahun lalu yang kembali
clv-note-simple-short =
    CLV sederhana adalah belanja per tahun kali jumlah tahun pelanggan bertahan: { $years }, yaitu rata-rata waktu dari pembelian pertama sampai terakhir atau 1 jika itu lebih lama, karena catatan transaksi kurang dari 24 bulan

## Churn risk

churn-title = Risiko churn   tidak ada pembelian dalam { $within }   per { $as_of }   { $customers } pelanggan, { $repeat } berulang
churn-title-summary = Risiko churn   tidak ada pembelian dalam { $within }   { $customers } pelanggan, { $repeat } berulang
churn-headline =
    { $high } pelanggan ({ $share }) berisiko tinggi ({ $risk } atau lebih) tidak membeli dalam { $within }; dari nilai yang akan dihasilkan semua pelanggan dalam { $horizon } jika mereka bertahan, { $at_risk } terancam, { $medium_at_risk } di antaranya pada { $medium } pelanggan berisiko sedang.
churn-headline-no-amount =
    { $high } pelanggan ({ $share }) berisiko tinggi ({ $risk } atau lebih) tidak membeli dalam { $within }, { $medium } lagi berisiko sedang.
churn-note-risk = risiko di sini adalah peluang tidak ada pembelian dalam { $within }; P(alive), peluang masih menjadi pelanggan, adalah hal lain dan bukan prakiraan pembelian
churn-note-next = tanggal pembelian berikutnya berlaku untuk pelanggan yang masih ada: separuh dari mereka sudah membeli pada tanggal itu, 80% di antara `next_purchase_lower` dan `next_purchase_upper`
churn-note-value = nilai terancam adalah risiko churn kali nilai yang dihasilkan pelanggan dalam { $horizon } jika masih ada
churn-note-no-amount = tidak ada nilai uang, jadi risiko ditampilkan tanpa uang yang dipertaruhkan
churn-note-quality = di sana, pada sepersepuluh pelanggan dengan risiko tertinggi, porsi yang tidak kembali { $lift } kali porsi pada semua pelanggan; yang tidak kembali punya risiko lebih tinggi daripada yang kembali pada { $auc } dari semua pasangan (AUC, 0,5 sama dengan lempar koin)
churn-note-gap = pelanggan yang di tengah membeli tiap { $gap } hari; `typical_gap_days` adalah median masing-masing pelanggan, makin sedikit pembeliannya makin dekat ke angka itu
churn-short-history = catatan transaksi hanya { $days } hari, kurang dari tiga kali jeda { $gap } hari antara dua pembelian, jadi tidak ada uji mundur untuk risikonya
plan-headline =
    Hubungi { $contacts } pelanggan dengan biaya { $cost }: laba diperkirakan { $profit } (selang { $confidence } { $lower } s.d. { $upper }) jika penawaran menambah peluang membeli sebesar { $uplift }; menguntungkan mulai tambahan { $break_even }.
plan-headline-budget =
    Hubungi { $contacts } pelanggan dengan biaya { $cost }, dari { $paying } pelanggan yang layak diberi penawaran: laba diperkirakan { $profit } (selang { $confidence } { $lower } s.d. { $upper }) jika penawaran menambah peluang membeli sebesar { $uplift }; menguntungkan mulai tambahan { $break_even }.
plan-headline-nobody = Penawaran ini tidak menguntungkan untuk siapa pun: dengan biaya { $offer } tidak ada pelanggan yang hasilnya cukup jika peluang membeli bertambah { $uplift }.
plan-headline-no-money = Anggaran tidak cukup untuk satu pun penawaran seharga { $offer }; ada { $paying } pelanggan yang layak diberi penawaran.
plan-note = laba diperkirakan adalah uplift (paling tinggi sebesar risiko churn) kali nilai jika aktif, dikurangi biaya; uplift yang diukur pada semua pelanggan dianggap berlaku untuk masing-masing, jadi kirimlah ke sebagian daftar saja dan uji hasilnya
compare-note = risiko per { $as_of } dibandingkan dengan kenyataan { $days } hari sampai { $until }, yaitu masa yang diramalkan
compare-note-early = risiko per { $as_of } dibandingkan dengan kenyataan { $days } hari sampai { $until }; masa yang diramalkan belum selesai, jadi yang kembali masih lebih sedikit daripada nantinya
none = –
contacts = kontak
drivers-note = { $leavers } pelanggan yang dikenal per { $cut } tidak kembali sampai { $until }, { $stayers } kembali; perbedaan di antara keduanya berkaitan dengan kepergian pelanggan, tetapi belum tentu penyebabnya
second-note-median = menurut kurva, separuh dari semua pembeli membeli lagi dalam { $median } hari setelah pembelian pertama ({ $lower } s.d. { $upper }); { $share } sampai hari ke-{ $days }, sejauh jangkauan catatan transaksi
second-note-median-open = menurut kurva, separuh dari semua pembeli membeli lagi dalam { $median } hari setelah pembelian pertama ({ $lower } atau lebih); { $share } sampai hari ke-{ $days }, sejauh jangkauan catatan transaksi
second-note-never = menurut kurva, { $share } dari semua pembeli membeli lagi sampai hari ke-{ $days } setelah pembelian pertama, sejauh jangkauan catatan transaksi
reason-once = membeli sekali, { $silent ->
        [0] hari ini
       *[other] { $silent } hari lalu
    }
reason-silent = membeli tiap { $every } hari, tak belanja { $silent } hari
reason-in-time = membeli tiap { $every } hari, terakhir { $silent ->
        [0] hari ini
       *[other] { $silent } hari lalu
    }
high = tinggi
medium = sedang
low = rendah

## A/B test

segment-title = Segmen { $method }   per { $as_of }   { $customers } pelanggan
by_rules = menurut aturan
by_rfm = menurut RFM
by_kmeans = menurut klaster
by_tiers = menurut tingkat
segment-richest = { $spent } omzet berasal dari { $segment } ({ $customers } pelanggan), lebih besar daripada segmen lain mana pun.
segment-sizes = Pelanggan terbagi dalam { $segments } segmen.
segment-no-clusters = Tidak ada kelompok yang berarti: satu klaster memuat { $share } pelanggan.
segment-moved-since = { $moved } dari { $customers } pelanggan berada di segmen yang berbeda dengan pada { $day }.
segment-moved = { $moved } dari { $customers } pelanggan berada di segmen yang berbeda dengan di { $file }.
segment-one-cluster = satu klaster memuat { $share } pelanggan, jadi yang lain hanya segelintir pelanggan yang tidak lazim, bukan segmen
segment-weak = klaster saling bercampur (silhouette { $silhouette }): ini hanya irisan dari satu kerumunan, bukan kelompok yang benar-benar ada
segment-unstable = pelanggan lain yang serupa akan menghasilkan klaster lain (adjusted Rand { $stability } pada sampel ulang)
segment-note-kmeans = { $clusters } klaster menurut { $features } dalam skala logaritma; silhouette { $silhouette }, stabilitas { $stability } (adjusted Rand pada sampel ulang, 1 berarti persis sama lagi); `--table clusters` memuat jumlah klaster lainnya, `--table basis` titik pusatnya
segment-note-clusters-of-now = pelanggan waktu itu ditempatkan dalam klaster sekarang
segment-note-rule-without = tidak ada pelanggan di { $segment }: catatan transaksi tidak memuat `{ $column }`
segment-note-overlap = { $customers } pelanggan memenuhi beberapa aturan ({ $share }); yang pertama berlaku, dan `--table basis` menunjukkan berapa pelanggan yang memenuhi tiap aturan
segment-note-left-out = { $customers } pelanggan tidak memenuhi aturan mana pun ({ $share }) dan masuk Lainnya
segment-note-tiers = tingkat menurut { $what } dalam { $window }, ditinjau tiap bulan; tingkat yang tidak lagi terpenuhi { $grace ->
        [0] tidak dipertahankan
       *[other] dipertahankan { $grace } bulan
    }, { $landing ->
        [soft] lalu turun satu per satu
       *[other] lalu semua yang tidak terpenuhi hilang sekaligus
    }
segment-note-near = { $customers } pelanggan kurang paling banyak 10% untuk naik ke tingkat berikutnya (`to_next_tier` di tabel pelanggan)
segment-note-kept = { $customers } pelanggan masih memegang tingkat yang tidak lagi terpenuhi
segment-note-described = { $segment }: dibandingkan dengan semua pelanggan, { $apart }
segment-note-described-action = { $segment }: dibandingkan dengan semua pelanggan, { $apart }; { $action }
segment-note-no-forecast = risiko churn dan nilai tidak diprakirakan: { $why }
heading-loyal-new = loyal dan baru
heading-most-often = tersering
heading-category = kategori
heading-channel = kanal
heading-weekday = hari
heading-hour = jam
heading-loyal = loyal
heading-new = baru
segment-note-gone = { $customers } pelanggan dari hasil sebelumnya tidak ada di catatan transaksi
heading-from-segment = dari
heading-to-segment = ke
heading-then = dulu
heading-change = perubahan
heading-days-silent = hari tak belanja
heading-to-next = ke tingkat atas
not_yet_a_customer = Belum jadi pelanggan
bought_just_now = baru saja membeli
bought_lately = belum lama membeli
long_silent = lama tidak membeli
very_long_silent = sangat lama tidak membeli
very_few_orders = pesanan sangat sedikit
few_orders = pesanan sedikit
many_orders = pesanan banyak
very_many_orders = pesanan sangat banyak
very_little_spent = belanja sangat sedikit
little_spent = belanja sedikit
much_spent = belanja banyak
very_much_spent = belanja sangat banyak
very_small_orders = nilai pesanan sangat kecil
small_orders = nilai pesanan kecil
large_orders = nilai pesanan besar
very_large_orders = nilai pesanan sangat besar
very_short_gaps = jeda sangat pendek
short_gaps = jeda pendek
long_gaps = jeda panjang
very_long_gaps = jeda sangat panjang
very_new_here = sangat baru
new_here = baru
long_here = pelanggan lama
very_long_here = pelanggan sangat lama
always_full_price = selalu harga penuh
full_price = harga penuh
discounted = dengan diskon
much_discounted = dengan diskon besar
very_few_refunds = refund sangat sedikit
few_refunds = refund sedikit
many_refunds = refund banyak
very_many_refunds = refund sangat banyak
never_in_promo_season = tidak pernah di musim promo
off_season = di luar musim promo
promo_season = di musim promo
only_in_promo_season = hanya di musim promo
middling = sedang-sedang saja
group_1 = kelompok 1
group_2 = kelompok 2
group_3 = kelompok 3
group_4 = kelompok 4
group_5 = kelompok 5
group_6 = kelompok 6
group_7 = kelompok 7
group_8 = kelompok 8
group_9 = kelompok 9
group_10 = kelompok 10
group_11 = kelompok 11
group_12 = kelompok 12
group_13 = kelompok 13
group_14 = kelompok 14
group_15 = kelompok 15
group_16 = kelompok 16
group_17 = kelompok 17
group_18 = kelompok 18
group_19 = kelompok 19
group_20 = kelompok 20
aa-title = Uji A/A   { $from } s.d. { $to }   { $customers } pelanggan, { $splits } pembagian acak
aa-good = Tanpa perlakuan apa pun, { $metric } dinyatakan berbeda pada { $false } dari semua pembagian ({ $lower } s.d. { $upper }), sedangkan yang dijanjikan { $alpha }; perubahan sebesar { $effect } ditemukan pada { $power }.
aa-wolf = Tanpa perlakuan apa pun, { $metric } dinyatakan berbeda pada { $false } dari semua pembagian ({ $lower } s.d. { $upper }), lebih dari { $alpha } yang dijanjikan.
aa-looks = { $metric }: melihat hasil { $looks } kali dan berhenti begitu tampak bagus memberi { $false } temuan palsu; `--peeking` menjaganya pada { $alpha }
aa-too-many = { $metric }: { $false } positif palsu, lebih dari { $alpha } yang dijanjikan; pembeli yang sedikit atau segelintir pesanan yang sangat besar bisa menyebabkannya: coba `--winsorise 99%` atau `--window` yang lebih panjang
aa-note-how = tiap pembagian diuji seperti oleh `setia ab-test`, sekali apa adanya dan sekali dengan tambahan { $effect } di salah satu paruh
aa-note-customers = { $customers } pelanggan sudah pernah membeli sebelum { $from }; mereka dikenal dari { $before } hari sebelumnya (CUPED untuk rata-rata)
aa-note-looks = tiap pembagian dilihat { $looks } kali dengan jarak yang sama, seiring catatan transaksi bertambah; sekali saja di bawah taraf sudah dihitung
heading-promised = dijanjikan
heading-false = palsu
heading-found = ditemukan
heading-from = dari
heading-to = sampai
plan-title = Rencana A/B   { $metric } dalam { $window }   { $variants } varian pada { $confidence }
plan-customers = Dengan { $customers } pelanggan, perubahan { $metric } dari { $baseline } menjadi { $changed } ({ $relative }) akan terlihat dengan daya uji { $power }.
plan-effect = Dengan { $customers } pelanggan, perubahan { $metric } dari { $baseline } menjadi { $changed } ({ $relative }) atau lebih akan terlihat dengan daya uji { $power }; perubahan yang lebih kecil bisa luput.
plan-power = Dengan { $customers } pelanggan, perubahan { $metric } dari { $baseline } menjadi { $changed } ({ $relative }) akan terlihat dengan daya uji { $power }.
plan-note-days-list = tiap pelanggan diamati selama { $window }: { $days } hari jika semua masuk pada hari yang sama; `--per-day N` menunjukkan lamanya jika mereka datang satu per satu
plan-note-days-rate = dengan { $per_day } pelanggan per hari yang masing-masing diamati selama { $window }, perlu { $days } hari
plan-note-days-window = catatan transaksi memuat { $at_hand } pelanggan, cukup untuk memulai dengan semuanya pada satu hari dan mengamati mereka selama { $window }
plan-note-days-longer = catatan transaksi memuat { $at_hand } pelanggan, terlalu sedikit jika diamati selama { $window }; jika diamati { $days } hari jumlah itu cukup, karena dalam waktu lebih lama lebih banyak yang melakukannya
plan-note-days-never = catatan transaksi memuat { $at_hand } pelanggan, terlalu sedikit untuk masa pengamatan apa pun sampai separuh catatan transaksi; perubahan terkecil yang terlihat jika mereka diamati selama { $window } adalah { $relative }
plan-note-pooled = rumus: dua proporsi dengan ragam gabungan, hampiran normal (Fleiss, Levin & Paik 2003, pers. 4.14; power.prop.test di R); rumus lain berbeda beberapa persen
plan-note-means = rumus: dua rata-rata dengan simpangan baku sama, hampiran normal
plan-note-delta = rumus: dua rasio jumlah, hampiran normal dengan simpangan baku menurut metode delta (Deng, Knoblich & Lu 2018)
plan-note-measured = nilai acuan diambil dari { $customers } pelanggan yang pernah membeli sebelum { $from }, sejak tanggal itu s.d. { $to }
plan-note-cuped = `setia ab-test` mengeluarkan apa yang sudah bisa diramalkan dari { $before } sebelumnya (CUPED): korelasi { $correlation }, ragam berkurang { $saved }; baris kedua tanpa itu
plan-note-several = { $treatments } perlakuan masing-masing dibandingkan dengan kontrol pada taraf { $alpha } (Bonferroni), dan tiap perlakuan punya daya uji tersebut
heading-baseline = acuan
heading-mde = perubahan
heading-power = daya uji
heading-days = hari
heading-formula = rumus
pooled_z = z gabungan
two_means_z = z dua rata-rata
two_means_z_cuped = z dua rata-rata, CUPED
ratio_delta_z = z delta
assign-title = Pembagian A/B   { $experiment }   { $customers } pelanggan dalam { $variants } varian
assign-alike = Dari apa yang diketahui tentang pelanggan, perbedaan antarvarian tidak lebih dari kebetulan (terkecil { $p }, disesuaikan untuk { $features } ciri).
assign-differ = Karena kebetulan, varian sudah berbeda dalam hal yang diketahui tentang pelanggan (terkecil { $p }, disesuaikan); pakai `--stratify` menurut ciri itu, atau beri eksperimen nama baru sebelum ada yang dikirim.
assign-unknown = Tidak ada yang diketahui tentang pelanggan untuk membandingkan varian.
assign-empty = tidak ada pelanggan di varian { $variant }
assign-note-hash = varian seorang pelanggan hanya bergantung pada id dan nama eksperimen: urutan daftar, hari, dan mesin tidak berpengaruh, dan pelanggan yang ditambahkan kemudian tidak memindahkan siapa pun
assign-note-strata = di dalam tiap kelompok pelanggan diambil menurut urutan hash dari nama eksperimen dan id: urutan daftar, hari, dan mesin tidak berpengaruh, tetapi pelanggan yang ditambahkan kemudian bisa memindahkan yang lain, jadi simpan berkas ini
assign-note-more = { $features } ciri dibandingkan; `--table balance` memuat semuanya
assign-note-next = `-o groups.csv` menyimpan siapa masuk varian mana; setelah uji selesai: `setia ab-test orders.csv --assignments groups.csv --start DATE --end DATE{ $shares }`
heading-before = sebelum uji
heading-mean = rata-rata
heading-off = selisih (SB)
ab-title = Uji A/B   kontrol { $control }   { $customers } pelanggan dalam { $variants } varian
ab-title-log = Uji A/B   { $start } s.d. { $end } ({ $days } hari)   kontrol { $control }   { $customers } pelanggan dalam { $variants } varian
ab-ship = Terapkan { $treatment }: { $metric } { $treatment_value }, dibandingkan { $control_value } pada { $control }, { $effect } (selang { $confidence } { $lower } s.d. { $upper }), { $p }.
ab-keep = Pertahankan { $control }: { $metric } { $treatment_value } pada { $treatment }, dibandingkan { $control_value }, { $effect } (selang { $confidence } { $lower } s.d. { $upper }), { $p }.
ab-harms = Pertahankan { $control }: { $metric } { $treatment_value } pada { $treatment }, dibandingkan { $control_value }, { $effect } (selang { $confidence } { $lower } s.d. { $upper }), { $p }, tetapi { $guardrail } bergeser melewati batas amannya.
ab-may-harm = Teruskan uji: { $metric } { $treatment_value } pada { $treatment }, dibandingkan { $control_value } pada { $control }, { $effect } (selang { $confidence } { $lower } s.d. { $upper }), { $p }, tetapi { $guardrail } mungkin sudah bergeser melewati batas amannya.
ab-stop = Pertahankan { $control }: { $metric } { $treatment_value } pada { $treatment }, dibandingkan { $control_value }, dan efek berapa pun dari { $lower } s.d. { $upper } masih mungkin, tetapi { $guardrail } sudah bergeser melewati batas amannya.
ab-too-few = Teruskan uji sampai tiap varian punya 25 pelanggan yang dihitung: { $metric } { $treatment_value } pada { $treatment }, dibandingkan { $control_value } pada { $control }, dan efek berapa pun dari { $lower } s.d. { $upper } masih mungkin.
ab-more-days = Teruskan uji, kira-kira { $days } hari lagi: { $metric } { $treatment_value } pada { $treatment }, dibandingkan { $control_value } pada { $control }, dan efek berapa pun dari { $lower } s.d. { $upper } masih mungkin.
ab-more-customers = Teruskan uji, dengan kira-kira { $customers } pelanggan lagi: { $metric } { $treatment_value } pada { $treatment }, dibandingkan { $control_value } pada { $control }, dan efek berapa pun dari { $lower } s.d. { $upper } masih mungkin.
ab-undecided = Belum ada yang bisa dipilih: { $metric } { $treatment_value } pada { $treatment }, dibandingkan { $control_value } pada { $control }, dan efek berapa pun dari { $lower } s.d. { $upper } masih mungkin; untuk menemukan perbedaan sekecil ini perlu data jauh lebih banyak daripada yang ada.
ab-do-not-trust = Jangan percayai uji ini: kelompoknya tidak seperti yang seharusnya (lihat peringatan), jadi perbedaan apa pun di antaranya belum tentu karena promosi.
ab-nothing = Pelanggan terlalu sedikit untuk memperkirakan apa pun.
ab-better = { $metric }: { $treatment } lebih baik daripada { $control }, { $effect } ({ $lower } s.d. { $upper })
ab-worse = { $metric }: { $treatment } lebih buruk daripada { $control }, { $effect } ({ $lower } s.d. { $upper })
ab-safe = { $metric }: { $treatment } tetap dalam batas aman, { $effect } ({ $lower } s.d. { $upper })
ab-harmed = { $metric }: { $treatment } menggesernya melewati batas aman, { $effect } ({ $lower } s.d. { $upper })
ab-guardrail-open = { $metric }: belum bisa dipastikan apakah { $treatment } tetap dalam batas aman, { $effect } ({ $lower } s.d. { $upper })
ab-open-by-number = { $metric }: selisih { $treatment } dengan { $control } adalah { $effect } ({ $lower } s.d. { $upper }), tidak mencakup nol, tetapi dengan uji sebanyak ini hal itu bisa terjadi karena kebetulan ({ $p } setelah disesuaikan)
ab-open = { $metric }: belum terlihat perbedaan { $treatment } dengan { $control }; menurut data, { $lower } s.d. { $upper } masih mungkin
ab-note-worth = { $treatment } untuk semua pelanggan ini bernilai omzet { $worth } per bulan (selang { $confidence } { $lower } s.d. { $upper }), jika berlanjut seperti sejauh ini
ab-note-chance = { $treatment } mengungguli kontrol dengan peluang { $chance }; memilihnya rata-rata merugikan { $loss } poin persen (beta-binomial, prior { $prior })
ab-note-cuped = { $metric } dan rata-rata lain disesuaikan dengan kolom nilai sebelum uji (CUPED): korelasi { $correlation }, ragam berkurang { $saved }; baris `welch` tanpa itu
ab-note-cuped-days = { $metric } dan rata-rata lain disesuaikan dengan apa yang dilakukan pelanggan yang sama dalam { $days } hari sebelumnya (CUPED): korelasi { $correlation }, ragam berkurang { $saved }; baris `welch` tanpa itu
ab-note-looks = selang pada baris-baris pertama berlaku seberapa sering dan kapan pun hasil dilihat (confidence sequence)
ab-note-one-look = selang dan nilai p berlaku untuk sekali melihat pada akhir yang direncanakan; yang melihat setiap hari perlu menambahkan `--peeking`
ab-note-below-plan = baru { $customers } dari { $planned } pelanggan yang direncanakan ikut uji: selang dan nilai p berlaku untuk sekali melihat pada jumlah yang direncanakan; yang melihat lebih awal perlu menambahkan `--peeking`
ab-lost-zeros = { $customers } pelanggan dalam pembagian tidak ada di catatan transaksi, tetapi akan ada jika nol di depan diabaikan: mungkin lembar kerja menghapusnya dari id, dan mereka dihitung tidak membeli apa pun
ab-note-undated = untuk { $customers } pelanggan tidak disebutkan kapan mereka masuk pembagian; mereka dihitung sejak hari pertama
ab-note-strangers = { $customers } pelanggan di catatan transaksi tidak masuk varian mana pun dan tidak dihitung
ab-note-groups-of = kelompok yang ditampilkan adalah untuk { $metric }; `--table segments` memuat metrik lainnya
ab-note-late = { $customers } pelanggan masuk pembagian setelah hari terakhir dan tidak disertakan
ab-note-interaction = efek relatif { $treatment } pada { $metric } berbeda di antara { $groups } kelompok (uji satu rasio untuk semua, { $p }); selang tiap kelompok berlaku untuk semuanya sekaligus
ab-note-no-interaction = tidak terlihat perbedaan efek relatif { $treatment } pada { $metric } di antara { $groups } kelompok (uji satu rasio untuk semua, { $p }); efek pada semua pelanggan adalah dugaan yang lebih baik untuk tiap kelompok
ab-fishing = { $standing_out } dari { $groups } kelompok menonjol dari keseluruhan, tetapi secara bersama kelompok-kelompok itu tidak berbeda: dengan kelompok sebanyak itu hal ini bisa terjadi karena kebetulan; tanyakan lagi dalam uji khusus untuk kelompok itu saja
ab-note-control = yang lain dibandingkan dengan { $control } (`--control` memilih kontrol lain); selang pada { $confidence }, nilai p disesuaikan untuk jumlah uji
ab-note-blanks = { $blanks } nilai kosong dihitung nol
ab-note-all = semua { $customers } pelanggan dalam pembagian dihitung, membeli atau tidak; { $seen } di antaranya ada di catatan transaksi
ab-cut-short = catatan transaksi berakhir sebelum { $end }, jadi hasil uji dilihat sebelum waktunya
ab-uneven-split = besar varian tidak sesuai rencana ({ $p }): ada pelanggan yang hilang atau bertambah di tengah jalan, atau `--shares` tidak sama dengan rencana
ab-in-several = { $customers } pelanggan masuk beberapa varian sekaligus ({ $share }) dan tidak disertakan
ab-early-orders = { $share } pesanan sejak awal uji terjadi sebelum pelanggannya masuk pembagian; pesanan itu tidak disertakan, tetapi mengapa sebanyak itu?
ab-not-alike = kelompok sudah berbeda sebelum uji ({ $p })
ab-few-conversions = di salah satu varian hanya { $conversions } pelanggan punya { $metric }, kurang dari 25
ab-large-effect = efek sebesar { $effect } sulit dipercaya; periksa dulu kesalahan dalam data sebelum merayakannya
ab-loses-money = { $treatment } lebih baik menurut { $metric }, yang menentukan sebagai metrik pertama, tetapi omzetnya lebih kecil; taruh `--metric revenue` di depan jika uang yang menentukan
ab-no-relative = tidak ada efek relatif untuk { $metric }, karena nilai kontrol belum pasti di atas nol
better = lebih baik
worse = lebih buruk
undecided = belum jelas
safe = aman
harmed = dilanggar
no_purchase_before = Belum pernah membeli
score = skor
welch = Welch
welch-winsorised = Welch, dipotong
cuped = CUPED
cuped-winsorised = CUPED, dipotong
delta = metode delta
fisher = Fisher
newcombe = Newcombe
wald = Wald
fieller = Fieller
mann-whitney = Mann-Whitney
confidence-sequence = sekuens
msprt = mSPRT
heading-metric = metrik
heading-ab-effect = efek
heading-treatment = perlakuan
heading-control = kontrol
heading-with-treatment = perlakuan
heading-relative = relatif
heading-interval = selang
heading-interval-all = selang
heading-in-control = pelanggan
heading-in-treatment = penerima
heading-p = p
heading-p-adjusted = disesuaikan
heading-variant = varian
heading-share = porsi
heading-planned = rencana
heading-conversions = konversi
heading-best = P(terbaik)
## Check

check-title = Pemeriksaan data   { $files } berkas, { $rows } baris
check-headline =
    { $used } dari { $rows } baris terhitung: { $customers } pelanggan dengan { $orders } pesanan senilai { $spent }, { $first } s.d. { $last }.
check-headline-no-amount =
    { $used } dari { $rows } baris terhitung: { $customers } pelanggan dengan { $orders } pesanan, { $first } s.d. { $last }; tidak ada nilai uang.
check-headline-nothing = Dari { $rows } baris, tidak satu pun berisi pembelian yang bisa dihitung.
check-read-as = { $line }
check-gaps =
    antara hari pertama dan terakhir ada { $days } hari tanpa baris; jeda terpanjang { $longest ->
        [1] 1 hari, { $from }
       *[other] { $longest } hari, { $from } s.d. { $to }
    }
check-totals-agree = pada semua { $orders } pesanan yang mencantumkan total, jumlah nilai barisnya cocok dengan totalnya (kolom `{ $column }`)
check-totals-differ =
    pada { $differ } dari { $orders } pesanan, jumlah nilai barisnya tidak cocok dengan kolom `{ $column }`; seluruhnya berselisih { $money }, mungkin karena ongkos kirim, voucher, atau baris yang tidak dihitung
check-ready = bisa dipakai untuk { $ready }
check-partly-ready = bisa dipakai untuk { $ready }; { $lacking }
check-unreadable =
    { $rows } baris tidak terbaca, dan perintah lain akan berhenti di situ; `--table rejects` menampilkannya, `--max-rejects { $rows }` menyisihkannya
check-undated =
    { $rows } baris tidak bertanggal, begitu juga pesanannya
check-currencies = { $column ->
        [none] nominalnya dalam beberapa mata uang yang tidak bisa dijumlahkan: { $found }
       *[other] kolom `{ $column }` berisi beberapa mata uang yang tidak bisa dijumlahkan: { $found }; dengan `--where` bisa dipilih satu saja
    }
check-no-purchase = tidak ada baris pembelian yang bisa dihitung
large-customer = pelanggan `{ $customer }` punya { $share } dari semua pesanan; kalau itu sebenarnya siapa saja yang membayar di kasir, keluarkan dengan `--where`
stray-dates =
    { $days ->
        [1] { $first } terpaut lebih dari setahun dari semua hari lain; apakah salah ketik?
       *[other] { $days } hari, { $first } s.d. { $last }, terpaut lebih dari setahun dari semua hari lain; apakah salah ketik?
    } `--from` dan `--as-of` bisa mengeluarkannya
check-large-row = satu baris sebesar { $amount } menyumbang { $share } dari omzet
unreadable = tidak terbaca
description = keterangan kolom
footer = total di akhir berkas
not-a-sale = bukan penjualan maupun refund
cancelled = dibatalkan
unpaid = tidak pernah dibayar
refunded = dikembalikan seluruhnya
with-order = dari pesanan tak dihitung
left-out-by-where = dikeluarkan oleh --where
before-from = sebelum --from
after-as-of = sesudah --as-of
guest = tanpa pelanggan
without-date = tanpa tanggal
duplicate = salinan baris lain
in-several-files = ada di beberapa berkas
negative-amount = nominal di bawah nol
zero-amount = nominal nol
used = dipakai
heading-rows = baris
heading-left-out = tak dihitung
heading-amount = nominal
heading-unreadable-row = baris tak terbaca
heading-column = kolom
heading-value = nilai
heading-why = sebab

## What preparing the data did

files-without-order-ids =
    { $rows } baris, senilai { $money }, ada di beberapa berkas; tanpa nomor pesanan, salinan tidak bisa dibedakan dari pembelian yang kebetulan sama, jadi semuanya dihitung

note-preset = dibaca sebagai hasil ekspor { $name } (`{ $id }`); `--preset none` membacanya seperti berkas biasa
orders-differ-across-files =
    { $orders } pesanan ada di beberapa berkas dengan nilai uang yang berbeda: semua barisnya dihitung, masing-masing sebanyak kemunculannya di berkas yang paling sering memuatnya
repeated-totals = pada { $equal } dari { $orders } pesanan yang terdiri atas beberapa baris, nominal setiap barisnya sama: kalau itu total pesanan, uangnya terhitung berkali-kali; tunjukkan kolom nominal per baris dengan `--amount`
note-rejected =
    { $rows } dari { $all } baris, senilai { $money }, tidak terbaca dan tidak dihitung
note-description = { $rows } baris di bawah judul kolom hanya berisi keterangan kolom dan tidak dihitung
note-unread-discounts =
    { $rows } diskon tidak terbaca sebagai nominal dan dianggap tidak ada
note-unread-quantities =
    { $rows } kuantitas tidak terbaca sebagai angka dan dianggap tidak ada
attributes-missing =
    tabel pelanggan tidak memuat { $missing } pelanggan yang ada di catatan transaksi
note-attributes-missing = { attributes-missing }
note-attributes-both = { attributes-missing }, dan memuat { $unknown } yang tidak ada di catatan transaksi
note-sheets = tidak dibaca dari buku kerja { $file }, karena kolomnya lain: { $sheets }
note-unknown-status = kata status yang tidak dikenali dihitung sebagai penjualan: { $words }; `--where` bisa mengeluarkan barisnya
note-footer =
    { $rows } baris total di akhir berkas, senilai { $money }, tidak dihitung
note-not-a-sale =
    { $rows } baris yang bukan penjualan dan bukan pengembalian dana, senilai { $money }, tidak dihitung
note-cancelled =
    { $rows } baris yang dibatalkan, senilai { $money }, tidak dihitung karena statusnya
note-unpaid =
    { $rows } baris yang tidak pernah dibayar, senilai { $money }, tidak dihitung karena statusnya
note-refunded =
    { $rows } baris yang dikembalikan seluruhnya, senilai { $money }, tidak dihitung karena statusnya
note-across-files =
    { $rows } baris, senilai { $money }, ada di beberapa berkas menurut nomor pesanannya dan dihitung sekali saja
note-duplicates =
    { $rows } baris, senilai { $money }, sama persis dengan baris lain di berkasnya dan tetap dihitung; `--dedupe` membuangnya
note-duplicates-removed =
    { $rows } baris, senilai { $money }, sama persis dengan baris lain di berkasnya dan dibuang
note-undated =
    { $rows } baris, senilai { $money }, tidak bertanggal, begitu juga pesanannya, jadi tidak dihitung
note-stated-refunds =
    { $rows } pengembalian dana di kolom tersendiri, senilai { $money }, mengurangi nilai pesanannya
note-refunds-dropped =
    { $rows } pengembalian dana, senilai { $money }, tidak dihitung karena `--refunds drop`
note-with-order =
    { $rows } baris, senilai { $money }, termasuk pesanan yang tidak dihitung karena statusnya
note-filtered =
    { $rows } baris, senilai { $money }, dikeluarkan oleh `--where`
note-before =
    { $rows } baris sebelum `--from`, senilai { $money }, tidak dihitung
note-after =
    { $rows } baris sesudah `--as-of`, senilai { $money }, tidak dihitung
note-guests =
    { $rows } baris tanpa ID pelanggan, senilai { $money } ({ $share } dari omzet), tidak dihitung
note-refunds-matched =
    { $rows } baris negatif, senilai { $money }, mengurangi nilai pesanannya
note-refunds-unmatched =
    { $rows } baris negatif, senilai { $money }, tidak terkait dengan pesanan mana pun: yang berkurang belanja pelanggannya, bukan jumlah pesanan
note-filled =
    { $count } baris tanpa ID pelanggan memakai ID dari pesanannya
note-rounded =
    { $count } nominal punya lebih dari empat desimal dan dibulatkan
note-cancelled-orders =
    { $count } pesanan yang dananya dikembalikan penuh tidak dihitung
note-refunded-customers =
    { $count } pelanggan yang tidak lagi punya pesanan tidak dihitung
note-zero-orders =
    { $count } pesanan bernilai 0 tetap dihitung sebagai pesanan
note-joined-rows =
    tidak ada nomor pesanan, jadi baris dari satu pelanggan dengan waktu yang sama dianggap satu pesanan; { $count } baris digabung

## Warnings

few-customers =
    { $customers } pelanggan terlalu sedikit: satu skor hanya mewakili segelintir orang

spend-without-mean = belanja antarpelanggan begitu beragam (q Gamma-Gamma paling besar 1) sehingga rata-ratanya tidak ada; untuk pelanggan yang belum diketahui apa-apa dipakai rata-rata yang teramati
beaten-by-a-rule =
    aturan sederhana lebih tepat daripada { $model } dalam meramalkan siapa yang membeli antara { $cut } dan { $until }: { $rule } mendapat skor Brier { $rule_brier }, modelnya { $brier }
few-repeat-buyers =
    hanya { $repeat } pelanggan yang membeli lagi, sehingga parameternya kasar
open-parameters = data tidak cukup untuk menentukan { $parameters } (galat baku di atas tiga pada skala logaritmanya): prakiraannya mungkin tetap bisa dipakai, tetapi parameternya tidak banyak berarti
far-ahead = jangkanya { $times } kali panjang catatan transaksi, jadi prakiraannya hanya ekstrapolasi
spend-depends-on-frequency =
    frekuensi dan belanja saling berkaitan (korelasi peringkat { $rho }), padahal Gamma-Gamma menganggap keduanya tidak berkaitan: nilai pelanggan yang sering berbelanja menjadi bias

## Headings

heading-fifth = seperlima
heading-group = kelompok
heading-driver = terkait dengan kepergian
heading-leavers-had = pergi
heading-stayers-had = bertahan
heading-difference = selisih
heading-effect = ukuran efek
heading-contact = hubungi
heading-value-if-active = nilai jika aktif
heading-profit = laba diperkirakan
heading-break-even = uplift impas
heading-cost-so-far = biaya kumulatif
heading-profit-so-far = laba kumulatif
heading-band-before = tingkat awal
heading-foretold-away = prediksi pergi
heading-stayed-away = ternyata pergi
heading-from-band = dari tingkat
heading-to-band = ke tingkat
heading-share-of-band = porsi tingkat
heading-second-within = hari sejak pertama
heading-bought-again = beli lagi
heading-again-30 = ≤30 hari
heading-again-90 = ≤90 hari
heading-again-365 = ≤365 hari
heading-median-days-again = median hari
heading-band = tingkat
heading-leavers = perkiraan pergi
heading-most-to-lose = rugi terbesar
heading-highest-risk = risiko tertinggi
heading-next-purchase = beli berikutnya
heading-at-risk = terancam
heading-share-of-risk = porsinya
heading-reason = sebab
heading-cut = data s.d.
heading-until = hingga
heading-lift = lift
heading-log-loss = log loss
heading-total-clv = total CLV
heading-at-least = minimal
heading-at-most = maksimal
heading-period = periode
heading-window = rentang
heading-method = metode
heading-predicted = prediksi
heading-actual = aktual
heading-total-error = galat
heading-mae = MAE
heading-rmse = RMSE
heading-auc = AUC
heading-brier = Brier
heading-p-alive = P(alive)
heading-churn-risk = risiko churn
heading-purchases = pembelian
heading-clv = CLV
heading-share-of-value = porsi nilai
heading-frequency = frekuensi
heading-age = umur
heading-spend-each = nilai per beli
heading-simple-clv = CLV sederhana

heading-segment = segmen
heading-customers = pelanggan
heading-revenue = omzet
heading-median-days =
    median hari
    tak belanja
heading-median-orders =
    median
    pesanan
heading-median-spent =
    median
    belanja
heading-top-customers = pelanggan teratas
heading-spent = belanja
heading-orders = pesanan
heading-last-purchase = beli terakhir
heading-rfm = RFM

label-note = catatan
label-notes = Catatan
label-definitions = Definisi
label-warning = peringatan
label-columns = kolom

## Terms

champions = Pelanggan terbaik
loyal_customers = Loyal
loyal = Loyal
recent = Baru belanja
inactive = Tidak aktif
potential_loyalists = Calon loyal
new_customers = Pelanggan baru
promising = Berpotensi
need_attention = Perlu perhatian
about_to_sleep = Mulai jarang belanja
at_risk = Berisiko
cant_lose_them = Jangan sampai hilang
hibernating = Lama tidak belanja
lost = Hilang
others = Lainnya
days_since_last = hari sejak terakhir
orders = pesanan
spent = belanja

## Simulate

simulate-title = Toko tiruan   seed { $seed }   { $from } s.d. { $until }   { $customers } pelanggan
simulate-headline =
    { $rows } baris: { $orders } pesanan pelanggan, { $guests } pesanan tamu, { $refunds } pengembalian dana, { $duplicates } baris tertulis dua kali; { $gone } pelanggan sudah pergi untuk selamanya
