//! Many short texts in one piece of memory.

use std::ops::{Index, Range};
use std::sync::Arc;

use rayon::prelude::*;

const PIECE: usize = 1 << 14;

/// Texts in order, of which each is a place in one long text. A clone shares them until one of the two is changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(Arc<Joined>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Joined {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Room for `texts` texts of together `bytes` bytes.
    #[must_use]
    pub fn with_capacity(texts: usize, bytes: usize) -> Texts {
        Texts::of(String::with_capacity(bytes), Vec::with_capacity(texts))
    }

    /// So many texts, of which `write` writes each to the end of those before, on all cores.
    #[must_use]
    pub fn each(texts: usize, write: impl Fn(usize, &mut String) + Sync) -> Texts {
        let piece = |first: usize| {
            let last = (first + PIECE).min(texts);
            let mut piece = Texts::with_capacity(last - first, (last - first) * 8);
            (first..last).for_each(|place| piece.push_with(|all| write(place, all)));
            piece
        };
        let firsts: Vec<usize> = (0..texts).step_by(PIECE).collect();
        let pieces: Vec<Texts> = firsts.into_par_iter().map(piece).collect();
        Texts::joined(&pieces)
    }

    /// The texts at some places, in this order. Where they are is looked up for many before they are, so that one does
    /// not wait for the other.
    ///
    /// # Panics
    /// If there is no text at a place.
    #[must_use]
    pub fn select(&self, places: &[usize]) -> Texts {
        let piece = |places: &[usize]| {
            let ranges: Vec<Range<usize>> = places.iter().map(|&place| self.range(place)).collect();
            let mut piece = Texts::with_capacity(places.len(), ranges.iter().map(Range::len).sum());
            for range in ranges {
                piece.push(&self.0.all[range]);
            }
            piece
        };
        let pieces: Vec<Texts> = places.par_chunks(PIECE).map(piece).collect();
        Texts::joined(&pieces)
    }

    fn joined(pieces: &[Texts]) -> Texts {
        let all = || {
            let mut all = String::with_capacity(pieces.iter().map(|piece| piece.0.all.len()).sum());
            for piece in pieces {
                all.push_str(&piece.0.all);
            }
            all
        };
        let ends = || {
            let mut ends = Vec::with_capacity(pieces.iter().map(Texts::len).sum());
            let mut start = 0;
            for piece in pieces {
                ends.extend(piece.0.ends.iter().map(|end| start + end));
                start += piece.0.all.len();
            }
            ends
        };
        let (all, ends) = rayon::join(all, ends);
        Texts::of(all, ends)
    }

    fn of(all: String, ends: Vec<usize>) -> Texts {
        Texts(Arc::new(Joined { all, ends }))
    }

    fn range(&self, place: usize) -> Range<usize> {
        let ends = &self.0.ends;
        let start = if place == 0 { 0 } else { ends[place - 1] };
        start..ends[place]
    }

    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.push_with(|all| all.push_str(text));
    }

    /// Adds a text that `write` writes to the end of the others.
    pub fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        let Joined { all, ends } = Arc::make_mut(&mut self.0);
        write(all);
        ends.push(all.len());
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.ends.is_empty()
    }

    /// The text at a place, if there is one.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&str> {
        (place < self.len()).then(|| &self[place])
    }

    /// The texts in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + DoubleEndedIterator + Clone {
        (0..self.len()).map(|place| &self[place])
    }

    /// The place of a text in sorted texts, or where it would stand.
    ///
    /// # Errors
    /// Where it would stand, if it is not there.
    pub fn binary_search(&self, text: &str) -> Result<usize, usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            match self[middle].cmp(text) {
                std::cmp::Ordering::Equal => return Ok(middle),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        Err(from)
    }
}

impl Index<usize> for Texts {
    type Output = str;

    fn index(&self, place: usize) -> &str {
        &self.0.all[self.range(place)]
    }
}

impl<T: AsRef<str>> Extend<T> for Texts {
    fn extend<I: IntoIterator<Item = T>>(&mut self, texts: I) {
        for text in texts {
            self.push(text.as_ref());
        }
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Texts {
        let texts = texts.into_iter();
        let mut all = Texts::with_capacity(texts.size_hint().0, 0);
        all.extend(texts);
        all
    }
}

impl<T: AsRef<str>> From<Vec<T>> for Texts {
    fn from(texts: Vec<T>) -> Texts {
        texts.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_come_back(texts in proptest::collection::vec(".{0,5}", 0..20), cut in 0usize..20) {
            let all: Texts = texts.iter().collect();
            prop_assert_eq!(all.iter().collect::<Vec<_>>(), texts.clone());
            let (one, other) = texts.split_at(cut.min(texts.len()));
            prop_assert_eq!(&Texts::joined(&[one.iter().collect(), other.iter().collect()]), &all);
            let places: Vec<usize> = (0..texts.len()).rev().chain(0..texts.len()).collect();
            prop_assert!(all.select(&places).iter().eq(places.iter().map(|&place| texts[place].as_str())));
            prop_assert_eq!(&Texts::each(texts.len(), |place, all| all.push_str(&texts[place])), &all);
            prop_assert_eq!(all.get(texts.len()), None);
        }

        #[test]
        fn sorted_texts_are_found(mut texts in proptest::collection::vec("[a-c]{0,3}", 0..20), sought in "[a-c]{0,3}") {
            texts.sort();
            texts.dedup();
            let all: Texts = texts.iter().collect();
            prop_assert_eq!(all.binary_search(&sought), texts.binary_search(&sought));
        }
    }
}
