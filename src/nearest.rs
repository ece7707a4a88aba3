//! "Did you mean": the candidate that a mistyped name most likely stands for.

/// How alike two names must be (Jaro-Winkler) to be worth a suggestion.
const ALIKE: f64 = 0.8;

/// The candidate nearest to `name`, if any is near enough; the first of equals.
pub(crate) fn nearest<S: AsRef<str>>(name: &str, candidates: impl IntoIterator<Item = S>) -> Option<S> {
    let name = name.to_lowercase();
    let mut best: Option<(f64, S)> = None;
    for candidate in candidates {
        let other = candidate.as_ref().to_lowercase();
        // one slip of the finger is near enough in a short name, which Jaro-Winkler is too strict for
        let slip = strsim::damerau_levenshtein(&name, &other) <= 1;
        let likeness = strsim::jaro_winkler(&name, &other).max(if slip { ALIKE } else { 0.0 });
        if likeness >= ALIKE && best.as_ref().is_none_or(|(most, _)| likeness > *most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger() {
        assert_eq!(nearest("rmf", ["clv", "rfm"]), Some("rfm"));
        assert_eq!(nearest("custommer", ["order", "customer"]), Some("customer"));
        assert_eq!(nearest("zebra", ["clv", "rfm"]), None);
    }
}
