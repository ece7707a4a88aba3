//! Which variant a customer is in: a number made of the id and the experiment's name alone, so that the order of the list, the day and
//! the machine do not matter.

/// A number in [0, 1), one of ten thousand, the same for the same experiment and customer: FNV-1a (32 bits) of the experiment and the id,
/// written in decimal digits and hashed again, as `GrowthBook`'s second version has it.
#[must_use]
pub fn assignment(experiment: &str, customer: &str) -> f64 {
    f64::from(twice(experiment, customer) % 10_000) / 10_000.0
}

/// All bits of it, to tell customers of one ten-thousandth apart.
#[must_use]
pub fn assignment_bits(experiment: &str, customer: &str) -> u32 {
    twice(experiment, customer)
}

fn twice(experiment: &str, customer: &str) -> u32 {
    let first = fnv1a(experiment.bytes().chain(customer.bytes()));
    fnv1a(first.to_string().bytes())
}

/// FNV-1a of 32 bits (Fowler, Noll & Vo).
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Which of the shares, which add up to one, a number in [0, 1) falls into.
#[must_use]
pub fn variant_of(number: f64, shares: &[f64]) -> usize {
    let mut end = 0.0;
    let falls = shares.iter().position(|share| {
        end += share;
        number < end
    });
    falls.unwrap_or(shares.len() - 1)
}
