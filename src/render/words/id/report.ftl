# Words of `setia report`.

report-title = Laporan loyalitas { $month }   per { $as_of }   { $customers } pelanggan
report-headline = { $month }: { $figure } { $value }{ $change }{ $expected }.
report-headline-nothing = Tidak ada yang diketahui tentang { $month }.
report-change = , { $change } dibanding bulan sebelumnya
report-change-year = , { $change } dibanding bulan sebelumnya dan { $yearly } dibanding setahun sebelumnya
report-within = , masih dalam kisaran yang diperkirakan ({ $lower } s.d. { $upper })
report-above = , lebih tinggi daripada yang diperkirakan ({ $lower } s.d. { $upper })
report-below = , lebih rendah daripada yang diperkirakan ({ $lower } s.d. { $upper })
report-changed = { $figure } ({ $change })
report-no-clear-change = Semua angka masih bergerak wajar: perubahannya bisa dijelaskan oleh kebetulan atau musim.
report-clear-changes = Perubahan yang nyata, bukan sekadar kebetulan atau musim: { $changes }.
report-unclear-changes = Masih dalam kisaran yang diperkirakan, atau belum tentu nyata: { $changes }.
report-compared = Laporan terakhir per { $as_of }; perubahannya sejak itu ada di tabel.
report-nothing-to-compare = Belum ada laporan sebelumnya di `{ $path }`, jadi tidak ada yang dibandingkan dengannya.
report-not-earlier = Laporan di `{ $path }` per { $as_of }, jadi bukan laporan yang lebih awal; tidak ada yang dibandingkan dengannya.
report-bridge = { $start } pelanggan di awal bulan, ditambah { $new } pelanggan baru dan { $reactivated } yang aktif lagi, dikurangi { $lost } yang hilang: { $end } di akhir bulan. Dari { $buyers } pembeli, { $returning } adalah pelanggan lama yang masih aktif. Seseorang dihitung sebagai pelanggan selama pembelian terakhirnya belum genap { $span }.
report-concentration = Dalam dua belas bulan terakhir { $customers } pelanggan berbelanja { $spent }; sepersepuluh terbaik menyumbang { $tenth }, separuh terbaik { $half } (indeks Gini { $gini }; 0 berarti merata).
report-no-amounts = Tidak ada kolom nilai uang, jadi nilai pelanggan tidak diketahui.
report-no-money-spent = Tidak ada yang berbelanja dalam dua belas bulan terakhir.
report-nobody-named = Tidak ada pelanggan yang disebut (`--customer-rows none`).
report-to-thank = Untuk diberi ucapan terima kasih: pelanggan yang membeli bulan ini, mulai dari yang belanjanya terbesar dalam dua belas bulan.
report-to-win-back = Untuk diajak kembali: pelanggan berisiko sedang atau tinggi yang pernah memesan dua kali atau lebih dan membeli dalam setahun terakhir, tetapi sudah lebih lama dari biasanya tidak belanja; mulai dari yang nilai terancamnya terbesar.
report-to-thank-orders = Untuk diberi ucapan terima kasih: pelanggan yang membeli bulan ini, mulai dari yang paling sering memesan dalam dua belas bulan.
report-to-win-back-risk = Untuk diajak kembali: pelanggan berisiko sedang atau tinggi yang pernah memesan dua kali atau lebih dan membeli dalam setahun terakhir, tetapi sudah lebih lama dari biasanya tidak belanja.
report-lists-all = Halaman ini menampilkan { $top } pelanggan pertama tiap daftar; berkas daftar, buku kerja dan JSON memuat semuanya.
report-top-only = Daftar ini memuat { $top } pelanggan pertama; `--customer-rows all` menulis semuanya.
report-absent = Tidak ditampilkan: { $why }.
report-quality = { $used } dari { $rows } baris dipakai; baris yang tidak dihitung bernilai { $money }.
report-quality-rows = { $used } dari { $rows } baris dipakai.
report-small-groups = kelompok dengan kurang dari { $least } pelanggan tidak dimuat di tabel (`--min-group`): { $rows } baris, begitu juga sel tentang jumlah yang lebih kecil
report-large-customer = satu pelanggan punya { $share } dari semua pesanan: kemungkinan kasir atau marketplace, bukan orang; angka pelanggan pada umumnya hampir tidak terpengaruh, jumlah keseluruhan terpengaruh
report-small-groups-here = Kelompok dengan pelanggan kurang dari `--min-group` tidak dimuat, begitu juga yang akan membocorkannya.
report-cut-short = catatan transaksi berakhir pada { $last }, { $days } hari sebelum akhir { $month }: pembelian bulan itu mungkin belum lengkap
section-overview = Bulan ini dalam angka
section-customers = Siapa yang datang dan pergi
section-trend = Tiga belas bulan terakhir
section-cohorts = Siapa yang kembali
section-segments = Segmen
section-value = Dari mana omzet berasal
section-churn = Siapa yang terancam hilang
section-people = Siapa yang perlu dihubungi
section-test = Uji promosi (A/B)
section-quality = Data
alt-cards = angka bulan ini dan perubahannya; angka yang sama ada di tabel
alt-months = satu kolom untuk tiap bulan, dan perkiraan bulan-bulan berikutnya; angka yang sama ada di tabel
alt-bridge = pelanggan tiap bulan yang baru, kembali atau aktif lagi, dan yang hilang; angka yang sama ada di tabel
alt-waterfall = pelanggan di awal bulan, yang baru, yang aktif lagi, yang hilang, dan pelanggan di akhir bulan
alt-segments = segmen sebagai bidang seluas porsi pelanggannya, makin gelap makin besar belanja per pelanggan; angka yang sama ada di tabel
alt-flows = perpindahan pelanggan antarsegmen dalam sebulan; angka yang sama ada di tabel
alt-concentration = porsi omzet yang disumbang pelanggan terbaik; angka yang sama ada di tabel
alt-bands = pelanggan dan nilai terancam menurut tingkat risiko churn; angka yang sama ada di tabel
chart-key-months = Garis: kisaran yang diperkirakan sebelum bulan itu tiba. Putus-putus: perkiraan beserta selangnya.
chart-start = awal
chart-end = akhir
chart-new = baru
chart-returning = kembali
chart-reactivated = aktif lagi
chart-lost = hilang
chart-then = sebulan lalu
chart-now = sekarang
chart-little-spent = belanja kecil
chart-much-spent = belanja besar
chart-customers-axis = porsi pelanggan, mulai dari yang terbaik
chart-money-axis = porsi omzet
chart-top = { $part } pelanggan terbaik: { $share }
chart-value-at-risk = nilai terancam
chart-others = lainnya
heading-expected-range = diperkirakan
heading-verdict = kepastian
heading-since-last-report =
    sejak laporan
    terakhir
heading-best-customers = pelanggan terbaik
heading-share-of-spent = porsi omzet
heading-share-up-to = kumulatif
heading-to-thank = untuk diberi ucapan terima kasih
heading-to-win-back = untuk diajak kembali
heading-spent-12 =
    belanja,
    12 bulan
heading-orders-12 =
    pesanan,
    12 bulan
heading-spent-month =
    belanja,
    bulan ini
heading-first-purchase =
    pembelian
    pertama
above_expected = di atas perkiraan
as_expected = sesuai perkiraan
below_expected = di bawah perkiraan
clearly_higher = nyata lebih tinggi
clearly_lower = nyata lebih rendah
no_clear_change = belum tentu nyata
counted = jumlah pasti
unknown = tidak dinilai
figures = Angka
bridge = Pelanggan
months = Bulan
forecast = Prakiraan
cohorts = Kohort
segments = Segmen
migration = Perpindahan
concentration = Konsentrasi
bands = Risiko churn
to_thank = Terima kasih
to_win_back = Diajak kembali
effects = Uji promosi
quality = Data
sheet-summary = Ringkasan
label-figures = lihat tabel angka
label-how = cara menghitungnya
label-month-before = bulan sebelumnya
label-year-before = setahun sebelumnya
label-interval = selang
label-expected = diperkirakan
label-sources = Asal laporan ini
