//! From scores to segments. Every map but the R package's is a complete partition of its cells.

/// A segmentation by scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Map {
    /// Eleven segments over all 125 cells of R, F and M.
    #[default]
    Rfm11,
    /// Ten segments over the 25 cells of R and F.
    Rf10,
    /// Klaviyo's six segments over 27 cells, scores 1 to 3.
    Klaviyo,
    /// The R package `rfm`: ranges of scores, the first that fits; the rest are others.
    RfmR,
}

/// The segments of a map, from the most to the least desirable, by their keys in the catalogue.
const RFM11: [(&str, &str); 11] = [
    ("champions", "445 454 455 544 545 554 555"),
    ("loyal_customers", "335 344 345 354 355 435 444 543"),
    (
        "potential_loyalists",
        "323 333 341 342 351 352 353 423 431 432 433 441 442 451 452 453 531 532 533 541 542 551 552 553",
    ),
    ("new_customers", "311 411 412 421 422 511 512"),
    ("promising", "313 314 315 413 414 415 424 425 513 514 515 521 522 523 524 525"),
    ("need_attention", "324 325 334 343 434 443 534 535"),
    ("about_to_sleep", "213 221 312 321 331"),
    ("at_risk", "124 125 133 134 135 142 143 145 152 153 224 225 234 235 242 243 244 245 252 253 254 255"),
    ("cant_lose_them", "113 114 115 144 154 155 214 215"),
    ("hibernating", "122 123 132 211 212 222 223 231 232 233 241 251 322 332"),
    ("lost", "111 112 121 131 141 151"),
];

const RF10: [(&str, &str); 10] = [
    ("champions", "54 55"),
    ("loyal_customers", "34 35 44 45"),
    ("potential_loyalists", "42 43 52 53"),
    ("new_customers", "51"),
    ("promising", "41"),
    ("need_attention", "33"),
    ("about_to_sleep", "31 32"),
    ("at_risk", "13 14 23 24"),
    ("cant_lose_them", "15 25"),
    ("hibernating", "11 12 21 22"),
];

const KLAVIYO: [(&str, &str); 6] = [
    ("champions", "323 332 333"),
    ("loyal", "232 233 321 322 331"),
    ("recent", "222 223 311 312 313"),
    ("need_attention", "123 132 133 213 221"),
    ("at_risk", "122 131 211 212 231"),
    ("inactive", "111 112 113 121"),
];

/// A segment and its lowest and highest R, F and M.
type Ranges = (&'static str, [u8; 2], [u8; 2], [u8; 2]);

/// In the order in which they are tried (README of `rfm` 0.3.0).
const RFM_R: [Ranges; 10] = [
    ("champions", [5, 5], [5, 5], [5, 5]),
    ("potential_loyalists", [3, 5], [3, 5], [2, 5]),
    ("loyal_customers", [2, 4], [2, 4], [2, 4]),
    ("promising", [3, 4], [1, 3], [3, 5]),
    ("new_customers", [4, 5], [1, 3], [1, 5]),
    ("cant_lose_them", [1, 2], [3, 4], [4, 5]),
    ("at_risk", [1, 2], [2, 5], [4, 5]),
    ("need_attention", [3, 3], [3, 3], [3, 5]),
    ("about_to_sleep", [2, 3], [1, 3], [1, 4]),
    ("lost", [1, 1], [1, 5], [1, 5]),
];

const OTHERS: &str = "others";

impl Map {
    /// Highest score.
    #[must_use]
    pub fn bins(self) -> u8 {
        if self == Map::Klaviyo { 3 } else { 5 }
    }

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Map::Rfm11 => "rfm11",
            Map::Rf10 => "rf10",
            Map::Klaviyo => "klaviyo",
            Map::RfmR => "rfm-r",
        }
    }

    /// The segments from the most to the least desirable.
    #[must_use]
    pub fn segments(self) -> Vec<&'static str> {
        match self {
            Map::Rfm11 => RFM11.iter().map(|&(segment, _)| segment).collect(),
            Map::Rf10 => RF10.iter().map(|&(segment, _)| segment).collect(),
            Map::Klaviyo => KLAVIYO.iter().map(|&(segment, _)| segment).collect(),
            Map::RfmR => RFM_R.iter().map(|&(segment, ..)| segment).chain([OTHERS]).collect(),
        }
    }

    /// The segment of a customer with these scores.
    #[must_use]
    pub fn segment(self, r: u8, f: u8, m: u8) -> &'static str {
        match self {
            Map::Rfm11 => find(&RFM11, &[r, f, m].map(digit)),
            Map::Rf10 => find(&RF10, &[r, f].map(digit)),
            Map::Klaviyo => find(&KLAVIYO, &[r, f, m].map(digit)),
            Map::RfmR => RFM_R
                .iter()
                .find(|&&(_, rs, fs, ms)| within(r, rs) && within(f, fs) && within(m, ms))
                .map_or(OTHERS, |&(segment, ..)| segment),
        }
    }
}

fn within(score: u8, range: [u8; 2]) -> bool {
    (range[0]..=range[1]).contains(&score)
}

fn digit(score: u8) -> u8 {
    b'0' + score
}

fn find(map: &[(&'static str, &str)], cell: &[u8]) -> &'static str {
    map.iter()
        .find(|(_, cells)| cells.as_bytes().chunks(cell.len() + 1).any(|other| other.starts_with(cell)))
        .map_or(OTHERS, |&(segment, _)| segment)
}
