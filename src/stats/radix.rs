//! Sorting many whole numbers by some of their bits.

use rayon::prelude::*;

/// Digits of a pass, in bits: as many buckets as fit into the nearest cache.
const DIGIT: u32 = 11;

/// Fewer numbers are not worth the way to another core.
const MANY: usize = 1 << 16;

/// Sorts numbers that are in order of their last `bits` bits by all above: for many numbers whose bits above are few. Two
/// halves are sorted side by side, then merged from both ends.
pub fn sort_above(numbers: &mut Vec<u64>, bits: u32) {
    let mut other = vec![0; numbers.len()];
    if numbers.len() < MANY {
        return by_digits(numbers, &mut other, bits);
    }
    let half = numbers.len() / 2;
    let (left, right) = numbers.split_at_mut(half);
    let (first, second) = other.split_at_mut(half);
    rayon::join(|| by_digits(left, first, bits), || by_digits(right, second, bits));
    let (left, right) = (&*left, &*right);
    rayon::join(|| merge_least(left, right, first, bits), || merge_most(left, right, second, bits));
    std::mem::swap(numbers, &mut other);
}

/// Digit by digit from the last (LSD radix sort), to and fro.
fn by_digits(numbers: &mut [u64], other: &mut [u64], bits: u32) {
    let all = numbers.iter().fold(0, |all, number| all | number);
    let (mut from, mut to) = (&mut *numbers, &mut *other);
    let (mut shift, mut passes) = (bits, 0);
    while shift < u64::BITS && all >> shift > 0 {
        let digit = |number: u64| (number >> shift & ((1 << DIGIT) - 1)) as usize;
        let mut next = [0; 1 << DIGIT];
        for &number in &*from {
            next[digit(number)] += 1;
        }
        let mut start = 0;
        for place in &mut next {
            start += std::mem::replace(place, start);
        }
        for &number in &*from {
            let place = &mut next[digit(number)];
            to[*place] = number;
            *place += 1;
        }
        std::mem::swap(&mut from, &mut to);
        shift += DIGIT;
        passes += 1;
    }
    if passes % 2 == 1 {
        numbers.copy_from_slice(other);
    }
}

/// The least of two sorted lists, those of the left first where they are equal.
fn merge_least(left: &[u64], right: &[u64], least: &mut [u64], bits: u32) {
    let (mut i, mut j) = (0, 0);
    for place in least {
        let from_left = j == right.len() || (i < left.len() && left[i] >> bits <= right[j] >> bits);
        *place = if from_left { left[i] } else { right[j] };
        (i, j) = (i + usize::from(from_left), j + usize::from(!from_left));
    }
}

/// The largest of two sorted lists, from the end.
fn merge_most(left: &[u64], right: &[u64], most: &mut [u64], bits: u32) {
    let (mut i, mut j) = (left.len(), right.len());
    for place in most.iter_mut().rev() {
        let from_right = i == 0 || (j > 0 && right[j - 1] >> bits >= left[i - 1] >> bits);
        *place = if from_right { right[j - 1] } else { left[i - 1] };
        (i, j) = (i - usize::from(!from_right), j - usize::from(from_right));
    }
}

/// Half the bits of a key; there are not so many that their places would not fit into the other.
const HALF: u32 = u64::BITS / 2;

/// The places of keys in order; of equal ones the first comes first. The upper half of a key leaves little to compare.
#[must_use]
pub fn in_order(keys: &[u64]) -> Vec<u32> {
    let packed = |(place, key): (usize, &u64)| key >> HALF << HALF | place as u64;
    let mut order: Vec<u64> = keys.par_iter().enumerate().map(packed).collect();
    sort_above(&mut order, HALF);
    let key = |entry: u64| keys[(entry & ((1 << HALF) - 1)) as usize];
    for alike in order.chunk_by_mut(|a, b| a >> HALF == b >> HALF).filter(|alike| alike.len() > 1) {
        alike.sort_unstable_by_key(|&entry| (key(entry), entry));
    }
    order.into_iter().map(|entry| entry as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_order_of_the_bits_above() {
        let scrambled = |place: u64| place.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        for bits in [0, 10, 30] {
            let mut numbers: Vec<u64> =
                (0..1000).map(|place| scrambled(place) << bits | (place & ((1 << bits) - 1))).collect();
            let mut sorted = numbers.clone();
            sorted.sort_by_key(|number| number >> bits);
            sort_above(&mut numbers, bits);
            assert_eq!(numbers, sorted);
        }
        for len in [MANY, MANY + 1] {
            let mut numbers: Vec<u64> =
                (0..len as u64).map(|place| (scrambled(place) % 5000) << 20 | place).collect();
            let mut sorted = numbers.clone();
            sorted.sort_unstable();
            sort_above(&mut numbers, 20);
            assert!(numbers == sorted);
        }
        let mut none = Vec::new();
        sort_above(&mut none, 3);
        assert!(none.is_empty());
    }

    #[test]
    fn places_in_order_of_keys_and_places() {
        let key = |place: u64| (place * 53 % 7) << 40 | (place * 37 % 5) << 8 | (place % 2);
        let keys: Vec<u64> = (0..500).map(key).collect();
        let mut sorted: Vec<u32> = (0..500).collect();
        sorted.sort_by_key(|&place| keys[place as usize]);
        assert_eq!(in_order(&keys), sorted);
        assert!(in_order(&[]).is_empty());
    }
}
