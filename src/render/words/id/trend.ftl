# Words of `setia trend`.

trend-title = Tren { $measure } per { $grain }   { $from } s.d. { $as_of }   { $orders } pesanan
trend-headline = { $measure } pada { $period }: { $value }, { $change } dibanding { $grain } sebelumnya. { $next }
trend-headline-year = { $measure } pada { $period }: { $value }, { $change } dibanding { $grain } sebelumnya dan { $yearly } dibanding setahun sebelumnya. { $next }
trend-headline-first = { $measure } pada { $period }: { $value }. { $next }
trend-next = { $period } diperkirakan mencapai { $forecast } (selang { $confidence } { $lower } s.d. { $upper }).
trend-next-certain = { $period } diperkirakan mencapai { $forecast }, sama seperti semua periode sebelumnya.
trend-nothing-over = Belum ada { $grain } yang tercakup utuh dalam catatan transaksi, dari hari pertama sampai hari terakhirnya, jadi tidak ada yang bisa dibandingkan; `--period week` atau `--period day` melihat lebih rinci.

trend-note-not-over = { $period } belum selesai per { $as_of }, jadi tidak dibandingkan dan tidak dipakai untuk prakiraan; kalau catatan transaksi sudah lengkap, nyatakan dengan `--as-of { $end }`
trend-note-begins = { $period } tidak tercakup sejak hari pertamanya, jadi tidak dibandingkan dan tidak dipakai untuk prakiraan
trend-note-better = prakiraan memakai `{ $method }`, yang paling mendekati kenyataan di masa lalu; { $forecasts } prakiraan, dibuat pada { $origins } titik waktu dari data yang ada saat itu, rata-rata meleset { $error }, sedangkan { $benchmark } meleset { $benchmark_error }; { $within } masuk dalam selangnya saat itu
trend-note-no-better = prakiraan memakai `{ $method }`, tetapi di sini prakiraan tidak lebih baik daripada { $benchmark }: { $forecasts } prakiraan, dibuat pada { $origins } titik waktu dari data yang ada saat itu, rata-rata meleset { $error }, sedangkan { $benchmark } meleset { $benchmark_error }; { $within } masuk dalam selangnya saat itu
benchmark-seasonal-naive = memakai nilai semusim sebelumnya
benchmark-naive = memakai nilai terakhir
trend-note-untested = catatan transaksi terlalu pendek untuk menguji prakiraan dengan masa lalunya, jadi pakailah prakiraan ini dengan hati-hati
trend-note-widened = selang dibuat { $times } kali selebar selang modelnya sendiri, karena prakiraan masa lalu meleset lebih jauh daripada yang diperhitungkan model
trend-note-lebaran = minggu-minggu di sekitar Lebaran, yang bergeser dari bulan ke bulan, dikeluarkan sebelum membuat prakiraan dan dimasukkan lagi sesudahnya
trend-note-short = { $periods } { $grain } utuh terlalu sedikit untuk prakiraan, yang butuh { $needed }
trend-note-no-months = bulan-bulan dalam setahun tidak dibandingkan, karena ada bulan tanpa pembelian sehingga tidak ada pembandingnya
trend-note-expected = hal yang tidak biasa dicari mulai { $period }, karena diukur dengan prakiraan yang dibuat sebelumnya; `--table peaks` melihat semua hari
trend-note-new = { $period } punya { $customers } pelanggan baru, banyak di antaranya mungkin sudah membeli sebelum catatan transaksi dimulai
trend-note-cut = prakiraan berhenti setelah { $periods } { $grain }; lebih jauh dari itu tidak ada yang bisa diramalkan
trend-note-seen-once = sebuah bulan baru punya selang setelah teramati dalam tiga tahun, masing-masing dengan setahun utuh di sekitarnya; sebelum itu, selisih di atas atau di bawah rata-rata mungkin kebetulan saja
trend-note-two-years = bulan-bulan dalam setahun baru dibandingkan kalau ada data dua tahun; catatan transaksi memuat { $months } bulan utuh
trend-note-from = tren dimulai pada { $from }; data sebelumnya hanya dipakai untuk mengetahui siapa yang sudah pernah membeli

heading-measure = ukuran
heading-year-on-year =
    vs setahun
    sebelumnya
heading-series = periode utuh terakhir
heading-unusual = tidak biasa
heading-season = musim
heading-over-average =
    di atas
    rata-rata
heading-seen =
    kali
    muncul
heading-stands-out = menonjol
heading-counted = tercatat
heading-expected = perkiraan
heading-times = kali
heading-holiday = dekat
heading-days-to =
    hari
    ke sana
heading-forecast = periode
heading-holidays = hari raya
peak = puncak
dip = lembah
revenue = omzet
customers = pelanggan
weekday = hari dalam minggu
month_of_year = bulan dalam tahun
week_of_lebaran = minggu sekitar Lebaran
monday = Senin
tuesday = Selasa
wednesday = Rabu
thursday = Kamis
friday = Jumat
saturday = Sabtu
sunday = Minggu
january = Januari
february = Februari
march = Maret
april = April
may = Mei
june = Juni
july = Juli
august = Agustus
september = September
october = Oktober
november = November
december = Desember
lebaran_minus_4 = 4 minggu sebelum Lebaran
lebaran_minus_3 = 3 minggu sebelum Lebaran
lebaran_minus_2 = 2 minggu sebelum Lebaran
lebaran_minus_1 = seminggu sebelum Lebaran
lebaran_0 = minggu Lebaran
lebaran_plus_1 = seminggu sesudah Lebaran
lebaran_plus_2 = 2 minggu sesudah Lebaran
heading-ci = selang
title-orders = Pesanan
title-customers = Pelanggan yang membeli
title-revenue = Omzet
