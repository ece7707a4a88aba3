# Words of `setia retention`.

retention-title = Retensi menurut { $cohort }   { $what } { $grain } ke-n   per { $as_of }{ $figures }   { $customers } pelanggan
retention-figures = {"   "}angka { $period }
retention-by-active = porsi yang membeli lagi pada
retention-by-rolling = porsi yang membeli pada atau sesudah
retention-by-repurchase = porsi yang sudah membeli lagi di hari lain s.d.
retention-by-revenue = belanja per pelanggan pada
retention-by-orders = pesanan per pelanggan pada
retention-by-cumulative-value = belanja per pelanggan s.d.
first-day = hari pembelian pertama
first-week = minggu pembelian pertama
first-month = bulan pembelian pertama
first-quarter = triwulan pembelian pertama
first-year = tahun pembelian pertama

retention-headline-active = Sebanyak { $next } pelanggan membeli lagi pada { $grain } sesudah { $grain } pembelian pertama. { $lost }
retention-headline-active-later = Sebanyak { $next } pelanggan membeli lagi pada { $grain } sesudah { $grain } pembelian pertama; dari { $grain } ke-4 s.d. { $grain } ke-{ $period } porsinya { $least } s.d. { $most }. { $lost }
retention-headline-rolling = Sebanyak { $next } pelanggan membeli pada { $grain } sesudah { $grain } pembelian pertama atau kemudian, dan { $last } pada { $grain } ke-{ $period } atau kemudian. { $lost }
retention-headline-repurchase = Sebanyak { $next } pelanggan sudah membeli lagi di hari lain sampai akhir { $grain } sesudah { $grain } pembelian pertama, dan { $last } sampai { $grain } ke-{ $period }. { $lost }
retention-headline-revenue = Tiap pelanggan rata-rata berbelanja { $first } pada { $grain } pembelian pertama dan { $next } pada { $grain } sesudahnya. { $lost }
retention-headline-orders = Tiap pelanggan rata-rata memesan { $first } kali pada { $grain } pembelian pertama dan { $next } kali pada { $grain } sesudahnya. { $lost }
retention-headline-cumulative = Tiap pelanggan rata-rata sudah berbelanja { $first } sampai akhir { $grain } pembelian pertama dan { $last } sampai { $grain } ke-{ $period }. { $lost }
retention-nothing-over = Belum ada { $grain } sesudah pembelian pertama yang sudah selesai, jadi belum bisa dikatakan siapa yang kembali; `--period week` melihat lebih rinci. { $lost }

retention-lost = Dari { $start } pelanggan di awal { $period }, { $share } sudah hilang di akhir periode itu (selang { $confidence } { $lower } s.d. { $upper }).
retention-lost-more = Dari { $start } pelanggan di awal { $period }, { $share } sudah hilang di akhir periode itu (selang { $confidence } { $lower } s.d. { $upper }), lebih banyak daripada { $grain } sebelumnya: { $change } (selang { $change_lower } s.d. { $change_upper }).
retention-lost-fewer = Dari { $start } pelanggan di awal { $period }, { $share } sudah hilang di akhir periode itu (selang { $confidence } { $lower } s.d. { $upper }), lebih sedikit daripada { $grain } sebelumnya: { $change } (selang { $change_lower } s.d. { $change_upper }).
retention-lost-alike = Dari { $start } pelanggan di awal { $period }, { $share } sudah hilang di akhir periode itu (selang { $confidence } { $lower } s.d. { $upper }); perubahan dari { $grain } sebelumnya, { $change }, mungkin kebetulan saja (selang { $change_lower } s.d. { $change_upper }).

retention-note-not-over = { $period } belum selesai per { $as_of }, jadi selnya kosong dan angkanya belum ada; kalau catatan transaksi sudah lengkap, nyatakan dengan `--as-of { $end }`
retention-note-gaps =
    seseorang dianggap pelanggan sampai lewat { $number } { $unit ->
        [0] hari
        [1] minggu
       *[2] bulan
    } tanpa pembelian (`--lapsed-after`); separuh dari semua pembelian terjadi dalam { $half } hari sesudah pembelian sebelumnya, sembilan dari sepuluh dalam { $most } hari{ $short ->
        [0] {""}
       *[other] , jadi sebagian yang terhitung hilang masih akan kembali
    }
retention-note-first-cohort = kohort pertama, { $cohort }, jauh lebih besar daripada kohort berikutnya: { $customers } pelanggan, banyak di antaranya mungkin sudah membeli sebelum catatan transaksi dimulai
retention-note-from = kohort dan periode utuh hanya yang mulai { $from }; dari data sebelumnya hanya dipakai siapa yang sudah pernah membeli; pada `all` (semua), porsi yang kembali dihitung dari mereka yang datang sejak itu; kelompok (`--by`) mencakup seluruh catatan transaksi
retention-note-rolling = kohort yang lebih lama punya lebih banyak waktu untuk kembali, jadi porsi dalam satu kolom tidak bisa dibandingkan, dan porsi periode-periode terakhir masih akan naik
retention-note-mix = rata-rata periode belakangan hanya berasal dari kohort yang lebih lama, jadi bisa naik atau turun tergantung siapa mereka
retention-note-partial = kohort { $cohort } hanya berisi mereka yang datang mulai { $from }
note-silent = tidak ada pembelian sejak { $last }, { $days } hari sebelum { $as_of }
retention-nobody-new = Tidak ada yang membeli untuk pertama kali sejak { $from }. { $lost }
retention-note-top-groups = { $cohorts } kelompok yang lebih kecil tidak ditampilkan (`--top`); rata-rata dan berkas memuat semuanya
retention-note-top = { $cohorts } kohort yang lebih awal tidak ditampilkan (`--top`); rata-rata dan berkas memuat semuanya
retention-note-several-more = pelanggan dengan beberapa isian berbeda memang lebih banyak membeli, jadi lebih sering kembali juga; di antara pelanggan dengan jumlah hari pembelian yang sama, lebih banyak dari mereka yang masih menjadi pelanggan: { $difference } (selang { $lower } s.d. { $upper })
retention-note-several-fewer = pelanggan dengan beberapa isian berbeda memang lebih banyak membeli, jadi lebih sering kembali juga; di antara pelanggan dengan jumlah hari pembelian yang sama, lebih sedikit dari mereka yang masih menjadi pelanggan: { $difference } (selang { $lower } s.d. { $upper })
retention-note-several-alike = pelanggan dengan beberapa isian berbeda memang lebih banyak membeli, jadi lebih sering kembali juga; di antara pelanggan dengan jumlah hari pembelian yang sama, porsi yang masih menjadi pelanggan berselisih { $difference }, yang mungkin kebetulan saja (selang { $lower } s.d. { $upper })
by-column-alone = kelompok berisi pelanggan yang isian `{ $column }`-nya hanya satu; `(several)` ialah pelanggan dengan beberapa isian berbeda
note-no-amounts = tidak ada nilai uang, jadi kolom uang dibiarkan kosong

## Figures

active_customers = pelanggan aktif
buyers = pembeli
returning_customers = pelanggan kembali
reactivated_customers = pelanggan aktif lagi
lost_customers = pelanggan hilang
retention_rate = tingkat retensi
churned_share = porsi yang pergi
customer_half_life_days = waktu paruh pelanggan, hari
reactivation_rate = tingkat aktif lagi
returning_customer_rate = pembeli yang kembali
repeat_purchase_rate = tingkat pembelian berulang
second_purchase_rate = tingkat pembelian kedua
days_to_second_purchase = hari ke pembelian kedua
purchase_frequency = pesanan per pembeli
average_order_value = nilai rata-rata pesanan
repeat_revenue_share = porsi omzet berulang

define-active_customers =
    pelanggan di akhir periode: pembelian terakhirnya kurang dari { $number } { $unit ->
        [0] hari
        [1] minggu
       *[2] bulan
    } sebelumnya
define-buyers = pelanggan yang membeli dalam periode ini
define-new_customers = pelanggan yang membeli untuk pertama kali
define-returning_customers = pelanggan di awal periode yang membeli dalam periode ini
define-reactivated_customers =
    pelanggan yang membeli dalam periode ini, sudah pernah membeli sebelumnya, tetapi di awal periode sudah { $number } { $unit ->
        [0] hari
        [1] minggu
       *[2] bulan
    } tidak membeli
define-lost_customers =
    pelanggan di awal periode atau pembeli dalam periode ini yang di akhir periode sudah { $number } { $unit ->
        [0] hari
        [1] minggu
       *[2] bulan
    } tidak membeli
define-retention_rate = dari mereka yang membeli pada periode sebelumnya, porsi yang membeli pada periode ini
define-churned_share =
    dari pelanggan di awal periode, porsi yang di akhir periode sudah { $number } { $unit ->
        [0] hari
        [1] minggu
       *[2] bulan
    } tidak membeli
define-customer_half_life_days = jumlah hari sampai separuh pelanggan hilang, kalau porsi yang pergi tetap seperti sekarang dan tidak ada yang kembali
define-reactivation_rate =
    dari mereka yang di awal periode sudah { $number } { $unit ->
        [0] hari
        [1] minggu
       *[2] bulan
    } tidak membeli, porsi yang membeli dalam periode ini
define-returning_customer_rate = dari mereka yang membeli dalam periode ini, porsi yang sudah pernah membeli sebelumnya
define-repeat_purchase_rate = dari semua pelanggan sampai akhir periode, porsi yang sudah membeli di dua hari atau lebih
define-second_purchase_rate =
    dari pelanggan baru yang { $number } { $unit ->
        [0] hari
        [1] minggu
       *[2] bulan
    } pertamanya berakhir dalam periode ini, porsi yang membeli lagi di hari lain dalam waktu itu
define-days_to_second_purchase = median hari dari pembelian pertama ke pembelian kedua, di antara mereka yang kembali
define-purchase_frequency = pesanan dalam periode ini dibagi jumlah pelanggan yang membeli
define-average_order_value = nilai semua pesanan dalam periode ini dibagi jumlah pesanannya
define-repeat_revenue_share = belanja pelanggan yang sampai saat itu sudah membeli di dua hari atau lebih, dibagi nilai semua pesanan dalam periode ini

## Headings

heading-cohort = kohort
heading-d = h{ $place }
heading-w = m{ $place }
heading-m = b{ $place }
heading-q = tw{ $place }
heading-y = th{ $place }
heading-figure = angka
heading-last-day =
    hari
    terakhir
heading-last-week =
    minggu
    terakhir
heading-last-month =
    bulan
    terakhir
heading-last-quarter =
    triwulan
    terakhir
heading-last-year =
    tahun
    terakhir
heading-day-before =
    hari
    sebelumnya
heading-week-before =
    minggu
    sebelumnya
heading-month-before =
    bulan
    sebelumnya
heading-quarter-before =
    triwulan
    sebelumnya
heading-year-before =
    tahun
    sebelumnya
heading-interval-of = selang
heading-start = awal
heading-plus-new = + baru
heading-plus-reactivated =
    + aktif
    lagi
heading-minus-lost = - hilang
heading-end = = akhir
heading-buyers = pembeli
heading-of-them-returning =
    yang
    kembali
heading-order-value =
    rata-rata
    pesanan
heading-spent-each =
    belanja
    per orang
heading-orders-each =
    pesanan
    per orang
heading-repeat-rate =
    beli
    lagi
heading-still-customers =
    masih
    pelanggan
all = semua
count = jumlah
wilson = Wilson
bootstrap = bootstrap
binomial = binomial
day = hari
week = minggu
month = bulan
quarter = triwulan
year = tahun
