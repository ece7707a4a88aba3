//! What an order is made of: products with list prices, put together until the value of the order is reached.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::Shop;
use super::life::Order;

/// What the shop sells.
pub const CATEGORIES: [&str; 8] =
    ["coffee", "tea", "bakery", "snacks", "kitchen", "household", "care", "gifts"];
const PRODUCTS_EACH: usize = 12;
const PRODUCTS: usize = CATEGORIES.len() * PRODUCTS_EACH;
/// How often a line is of the customer's favourite category.
const FAVOURITE: f64 = 0.6;
const MOST_LINES: u32 = 6;

/// One line of an order; money in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Number of the product, or none where a row is a whole order.
    pub(super) product: Option<u16>,
    pub(super) quantity: i64,
    pub(super) unit_price: i64,
    pub(super) discount: i64,
    /// quantity × `unit_price` − discount.
    pub(super) amount: i64,
}

/// The products with their list prices.
#[derive(Debug)]
pub(super) struct Catalogue {
    /// Price and number of every product, the cheapest first.
    by_price: Vec<(i64, u16)>,
    price: Vec<i64>,
}

/// The category of a product.
pub(super) fn category(product: u16) -> u8 {
    (usize::from(product) / PRODUCTS_EACH) as u8
}

/// The name of a product.
pub(super) fn product(number: u16) -> String {
    let place = usize::from(number);
    format!("{}-{:02}", CATEGORIES[place / PRODUCTS_EACH], place % PRODUCTS_EACH + 1)
}

impl Catalogue {
    /// Prices from 2 % to 150 % of an average order, evenly on the scale of logarithms; every category has cheap
    /// and dear ones.
    #[expect(clippy::cast_precision_loss, reason = "prices and counts of products")]
    pub(super) fn new(shop: &Shop) -> Catalogue {
        let coin = shop.smallest_coin();
        let average = shop.mean_order() * 100.0 / coin as f64;
        let price_of = |rank: usize| {
            let part = 0.02 * (75.0_f64).powf(rank as f64 / (PRODUCTS - 1) as f64);
            (average * part).round().max(1.0) as i64 * coin
        };
        let mut price = vec![0; PRODUCTS];
        for rank in 0..PRODUCTS {
            price[(rank % CATEGORIES.len()) * PRODUCTS_EACH + rank / CATEGORIES.len()] = price_of(rank);
        }
        let mut by_price: Vec<(i64, u16)> =
            price.iter().enumerate().map(|(product, &price)| (price, product as u16)).collect();
        by_price.sort_unstable();
        Catalogue { by_price, price }
    }

    /// The lines of an order: the same whenever they are asked for.
    pub(super) fn lines(&self, shop: &Shop, order: &Order, mut visit: impl FnMut(Line)) {
        let off = if order.promoted { shop.promo.map_or(0.0, |promo| promo.discount) } else { 0.0 };
        let mut put = |product: Option<u16>, quantity: i64, unit_price: i64| {
            let full = quantity * unit_price;
            #[expect(clippy::cast_precision_loss, reason = "the price of a line")]
            let discount = (full as f64 * off / shop.smallest_coin() as f64) as i64 * shop.smallest_coin();
            visit(Line { product, quantity, unit_price, discount, amount: full - discount });
        };
        if !shop.lines {
            put(None, 1, order.value);
            return;
        }
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(order.seed);
        let mut left = order.value;
        let mut lines = 1;
        while lines < MOST_LINES && rng.random::<f64>() < 0.55 {
            let product = Catalogue::pick(order.category, &mut rng);
            let price = self.price[usize::from(product)];
            let most = left / 2 / price;
            if most > 0 {
                let quantity = if rng.random::<f64>() < 0.25 { most.min(2) } else { 1 };
                put(Some(product), quantity, price);
                left -= quantity * price;
                lines += 1;
            }
        }
        let (product, quantity) = self.nearest(left);
        put(Some(product), quantity, self.price[usize::from(product)]);
    }

    fn pick(favourite: u8, rng: &mut Xoshiro256PlusPlus) -> u16 {
        if rng.random::<f64>() < FAVOURITE {
            u16::from(favourite) * PRODUCTS_EACH as u16 + rng.random_range(0..PRODUCTS_EACH as u16)
        } else {
            rng.random_range(0..PRODUCTS as u16)
        }
    }

    /// The product, and how many of it, that come nearest to a value.
    fn nearest(&self, value: i64) -> (u16, i64) {
        let (dearest, product) = self.by_price[PRODUCTS - 1];
        if value > dearest {
            return (product, (value + dearest / 2) / dearest);
        }
        let above = self.by_price.partition_point(|&(price, _)| price < value).min(PRODUCTS - 1);
        let below = above.saturating_sub(1);
        let nearer =
            if self.by_price[above].0 - value < value - self.by_price[below].0 { above } else { below };
        (self.by_price[nearer].1, 1)
    }
}
