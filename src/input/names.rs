//! Header names that stand for each role, in English and Indonesian, the surest first; compared without case, spaces and
//! marks.

pub(super) const CUSTOMER_NAMES: &str = "
    customer_id customer cust_id client_id user_id member_id buyer_id customer_no customer_number
    customer_code customer_email id_pelanggan kode_pelanggan no_pelanggan pelanggan id_pembeli
    username_pembeli pembeli id_member household_id household_key shopper_id account_id customer_name
    nama_pelanggan nama_customer nama_pembeli nama_member no_member konsumen nama_konsumen member email phone
    no_hp username nama
";
pub(super) const ORDER_NAMES: &str = "
    order_id order_no order_number order invoice_id invoice_no invoice_number invoice transaction_id
    transaction_no trx_id receipt_id receipt_no receipt_number receipt basket_id bill_no no_pesanan
    nomor_pesanan id_pesanan no_invoice nomor_invoice no_faktur no_nota nota_no nomor_nota no_struk no_bon
    id_transaksi no_transaksi kode_transaksi nota struk
";
pub(super) const DATE_NAMES: &str = "
    date order_date purchase_date transaction_date invoice_date sale_date order_time purchase_time
    transaction_time transaction_timestamp order_timestamp created_at ordered_at timestamp datetime paid_at
    paid_time tanggal tgl tanggal_transaksi tgl_transaksi tanggal_pesanan tanggal_order
    tanggal_pembelian waktu_pembelian waktu_pesanan_dibuat waktu_transaksi tanggal_pembayaran
    waktu_pembayaran tanggal_beli tanggal_nota tanggal_penjualan
";
pub(super) const AMOUNT_NAMES: &str = "
    amount total_amount order_total total_price order_amount net_amount grand_total total sales_value
    sales_amount net_sales revenue line_total total_sales spend value total_belanja
    total_pembayaran total_bayar total_harga harga_total jumlah_harga nilai_transaksi jumlah_bayar jumlah_pembayaran nominal
    omzet omset subtotal penjualan sales
";

pub(super) const TIME_NAMES: &str = "time jam waktu";
pub(super) const STATUS_NAMES: &str = "
    order_status status_pesanan status_order payment_status financial_status status_pembayaran
    transaction_status status_transaksi status
";
pub(super) const CURRENCY_NAMES: &str = "currency currency_code order_currency mata_uang";
pub(super) const PRODUCT_NAMES: &str = "
    sku product_id product_sku item_sku product_code kode_produk kode_barang sku_produk stock_code product
    product_name item_name item nama_produk nama_barang produk
";
pub(super) const DISCOUNT_NAMES: &str = "
    discount discount_amount total_discount discount_total discount_value order_discount line_discount retail_disc
    diskon total_diskon nilai_diskon jumlah_diskon potongan potongan_harga total_potongan
";
/// Totals of an order that may stand beside the amounts of its lines.
pub(super) const ORDER_TOTAL_NAMES: &str = "
    order_total order_amount total_pembayaran total_bayar grand_total total_amount total_price total_belanja total
";
/// Multiplied where no column has the amount.
pub(super) const QUANTITY_NAMES: &str = "
    quantity qty kuantitas banyaknya banyak pcs units jumlah_barang jumlah_produk jumlah
";
/// A number of things, or the money of a line: its values tell.
pub(super) const EITHER_NAMES: &str = "jumlah";
pub(super) const UNIT_PRICE_NAMES: &str = "
    unit_price price_per_unit price harga_satuan harga_jual harga item_price product_price
";
