//! One customer's life: when the customer comes, how much is spent, when the customer leaves for good.

use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Beta, Distribution, Exp1, Gamma};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::basket::Catalogue;
use super::calendar::{Calendar, DAY};
use super::{CATEGORIES, Leaving, Shop};

/// How customers reach the shop.
pub const CHANNELS: [&str; 3] = ["store", "web", "marketplace"];
/// Shares of the channels.
const CHANNEL_SHARES: [f64; 2] = [0.5, 0.8];
/// How often a customer uses the favourite channel.
const FAITHFUL: f64 = 0.85;

/// An order as it was placed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    /// Seconds since 1970.
    pub(super) at: i64,
    /// The customer's number; none for a guest.
    pub(super) customer: Option<u32>,
    /// What its lines are drawn from.
    pub(super) seed: u64,
    /// What the customer had in mind to spend, in hundredths.
    pub(super) value: i64,
    /// Whether the promo takes something off.
    pub(super) promoted: bool,
    pub(super) channel: u8,
    /// The customer's favourite category.
    pub(super) category: u8,
    /// After how many days it is sent back.
    pub(super) refunded_after: Option<u8>,
}

impl Order {
    /// Seconds since 1970 at which it is sent back.
    pub(super) fn refunded_at(&self) -> Option<i64> {
        self.refunded_after.map(|days| self.at + i64::from(days) * DAY)
    }

    /// An order of somebody unknown at the time of `other`.
    pub(super) fn of_guest(shop: &Shop, other: &Order) -> Order {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(!other.seed);
        let mean_spend = shop.p * shop.v / gamma(shop.q, &mut rng);
        Order {
            customer: None,
            value: value(shop, mean_spend, &mut rng),
            promoted: false,
            channel: pick_channel(&mut rng),
            category: rng.random_range(0..CATEGORIES.len() as u8),
            refunded_after: refund(shop, &mut rng),
            seed: rng.next_u64(),
            ..*other
        }
    }
}

/// A customer with all that is known of him only here.
#[derive(Debug, Clone)]
pub struct Life {
    rng: Xoshiro256PlusPlus,
    number: u32,
    /// Purchases per week while a customer.
    pub rate: f64,
    /// P(leaving after a purchase); none if customers leave at any time or never.
    pub leaving: Option<f64>,
    /// Value of an order, on average.
    pub mean_spend: f64,
    /// Whether the customer was sent the promo; none without one.
    pub promoted: Option<bool>,
    /// Place of the favourite channel in [`CHANNELS`].
    pub channel: u8,
    /// Place of the favourite category in their list.
    pub category: u8,
    /// Own clock, in busy days, sped up by the promo.
    clock: f64,
    /// Own clock at the end of customers who leave at any time.
    end: f64,
    next: Option<i64>,
    /// Seconds since 1970 of the first purchase.
    pub first: i64,
    /// Seconds since 1970 at which the customer left, if ever.
    pub left: Option<i64>,
    /// Orders placed.
    pub orders: u32,
    /// What they brought, refunds taken off, in hundredths.
    pub spent: i64,
}

impl Life {
    pub(super) fn new(shop: &Shop, calendar: &Calendar, number: u32) -> Life {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(shop.seed ^ (u64::from(number) + 1) << 24);
        let rate = gamma(shop.r, &mut rng) / shop.alpha;
        let leaving = match shop.leaving {
            Leaving::AfterRepeatPurchase { a, b } | Leaving::AfterPurchase { a, b } => {
                Some(Beta::new(a, b).map_or(0.0, |beta| beta.sample(&mut rng)))
            }
            Leaving::AnyTime { .. } | Leaving::Never => None,
        };
        let mean_spend = shop.p * shop.v / gamma(shop.q, &mut rng);
        // a lot for each customer, unless it is known who gets it
        let promoted = shop.promo.map(|promo| match &shop.promo_to {
            Some(chosen) => chosen.contains(&number),
            None => rng.random::<f64>() < promo.share,
        });
        let channel = pick_channel(&mut rng);
        let category = rng.random_range(0..CATEGORIES.len() as u8);
        let first_busy = rng.random::<f64>() * calendar.busy_at(shop.acquired);
        let mut life = Life {
            rng,
            number,
            rate,
            leaving,
            mean_spend,
            promoted,
            channel,
            category,
            clock: 0.0,
            end: f64::INFINITY,
            next: None,
            first: 0,
            left: None,
            orders: 0,
            spent: 0,
        };
        life.clock = life.own_clock(shop, calendar, first_busy);
        if let Leaving::AnyTime { s, beta } = shop.leaving {
            let hazard = gamma(s, &mut life.rng) / beta / 7.0;
            let lifetime: f64 = Exp1.sample(&mut life.rng);
            life.end = life.clock + lifetime / hazard;
            life.left = life.moment(shop, calendar, life.end);
        }
        life.first = calendar.moment(first_busy).unwrap_or(i64::MAX);
        life.next = calendar.moment(first_busy);
        life
    }

    /// The promo makes the clock of those who got it run faster while it lasts.
    fn own_clock(&self, shop: &Shop, calendar: &Calendar, busy: f64) -> f64 {
        match shop.promo.filter(|_| self.promoted == Some(true)) {
            Some(promo) => {
                let (start, end) = promo.busy(calendar);
                busy + promo.effect * (busy.clamp(start, end) - start)
            }
            None => busy,
        }
    }

    fn moment(&self, shop: &Shop, calendar: &Calendar, clock: f64) -> Option<i64> {
        let busy = match shop.promo.filter(|_| self.promoted == Some(true)) {
            Some(promo) => {
                let (start, end) = promo.busy(calendar);
                let fast = (end - start) * (1.0 + promo.effect);
                if clock <= start {
                    clock
                } else if clock <= start + fast {
                    start + (clock - start) / (1.0 + promo.effect)
                } else {
                    clock - (end - start) * promo.effect
                }
            }
            None => clock,
        };
        calendar.moment(busy)
    }

    /// Lives on to `until` (seconds since 1970), and hands over the orders placed before it.
    pub(super) fn live(
        &mut self,
        shop: &Shop,
        calendar: &Calendar,
        catalogue: &Catalogue,
        until: i64,
        mut place: impl FnMut(Order),
    ) {
        while let Some(at) = self.next.filter(|&at| at < until) {
            let order = self.order(shop, at);
            place(order);
            self.orders += 1;
            if order.refunded_at().is_none_or(|refunded| refunded >= shop.end()) {
                catalogue.lines(shop, &order, |line| self.spent += line.amount);
            }
            self.step(shop, calendar, at);
        }
    }

    fn step(&mut self, shop: &Shop, calendar: &Calendar, at: i64) {
        let asked = match shop.leaving {
            Leaving::AfterPurchase { .. } => true,
            Leaving::AfterRepeatPurchase { .. } => self.orders > 1,
            Leaving::AnyTime { .. } | Leaving::Never => false,
        };
        if asked && self.rng.random::<f64>() < self.leaving.unwrap_or(0.0) {
            self.left = Some(at);
            self.next = None;
            return;
        }
        let gap: f64 = Exp1.sample(&mut self.rng);
        self.clock += gap / self.rate * 7.0;
        self.next = if self.clock < self.end { self.moment(shop, calendar, self.clock) } else { None };
    }

    fn order(&mut self, shop: &Shop, at: i64) -> Order {
        let value = value(shop, self.mean_spend, &mut self.rng);
        let stays: f64 = self.rng.random();
        Order {
            at,
            customer: Some(self.number),
            value,
            promoted: self.promoted == Some(true) && shop.promo.is_some_and(|promo| promo.covers(at)),
            channel: if stays < FAITHFUL { self.channel } else { pick_channel(&mut self.rng) },
            category: self.category,
            refunded_after: refund(shop, &mut self.rng),
            seed: self.rng.next_u64(),
        }
    }
}

/// The largest order, in coins; nothing that people pay comes near.
const LARGEST: f64 = 1e11;

/// The value of an order: around the mean of the customer, with the shape that all share.
fn value(shop: &Shop, mean_spend: f64, rng: &mut impl Rng) -> i64 {
    let unit = shop.smallest_coin();
    #[expect(clippy::cast_precision_loss, reason = "a coin")]
    let coins = gamma(shop.p, rng) / shop.p * mean_spend * 100.0 / unit as f64;
    (coins.round().min(LARGEST) as i64).max(1) * unit
}

fn refund(shop: &Shop, rng: &mut impl Rng) -> Option<u8> {
    let part: f64 = rng.random();
    (part < shop.refunds).then(|| rng.random_range(1..=21))
}

fn pick_channel(rng: &mut impl Rng) -> u8 {
    let part: f64 = rng.random();
    CHANNEL_SHARES.iter().filter(|&&share| part >= share).count() as u8
}

fn gamma(shape: f64, rng: &mut impl Rng) -> f64 {
    Gamma::new(shape, 1.0).map_or(0.0, |gamma| gamma.sample(rng)).max(f64::MIN_POSITIVE)
}
