//! The ids and labels that do not fit into a key, kept once each for all reading threads.
//!
//! Their key is a hash, so that a thread knows it without asking the others. What two texts with the same hash would do is
//! seen, since each is kept with a second hash: then the files are read again by another one.

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use foldhash::quality::FixedState;
use hashbrown::{HashMap, HashTable};

use super::rows::{Key, MAX_NUMBER};
use crate::texts::Texts;

const SHARDS: usize = 256;

/// The texts of ids and labels by their keys.
#[derive(Debug)]
pub struct Ids {
    seed: u64,
    shards: Vec<Mutex<Shard>>,
    /// Whether two texts have the same key.
    alike: AtomicBool,
    beginnings: Mutex<Vec<Beginning>>,
}

/// What stands before the number in ids such as `CUST-00123`: up to eight bytes, none of them a digit, and how many.
type Beginning = ([u8; LONGEST_BEGINNING], u8);

const LONGEST_BEGINNING: usize = 8;
/// As many as a byte can number. The first that come are kept, since the key of an id must never change.
const MOST_BEGINNINGS: usize = 256;

#[derive(Debug, Default)]
struct Shard {
    texts: Vec<u8>,
    entries: HashTable<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    key: Key,
    check: u32,
    bytes: u32,
    start: usize,
}

impl Default for Ids {
    fn default() -> Ids {
        Ids::with_seed(0)
    }
}

impl Ids {
    /// Ids with the hash of that number.
    #[must_use]
    pub fn with_seed(seed: u64) -> Ids {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Ids { seed, shards, alike: AtomicBool::new(false), beginnings: Mutex::default() }
    }

    /// Whether each key stands for one text only.
    #[must_use]
    pub fn are_told_apart(&self) -> bool {
        !self.alike.load(Ordering::Relaxed)
    }

    /// The id that `key` stands for, as the file wrote it.
    #[must_use]
    pub fn text(&self, key: Key) -> String {
        self.texts(std::iter::once(key))[0].to_owned()
    }

    /// The ids of several keys.
    #[must_use]
    pub(crate) fn texts(&self, keys: impl ExactSizeIterator<Item = Key>) -> Texts {
        let beginnings = self.beginnings.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut texts = Texts::with_capacity(keys.len(), keys.len() * 8);
        keys.for_each(|key| texts.push_with(|all| self.write(key, &beginnings, all)));
        texts
    }

    fn write(&self, key: Key, beginnings: &[Beginning], text: &mut String) {
        if !key.is_text() {
            if let Some((letters, length)) = key.beginning().map(|number| beginnings[usize::from(number)]) {
                text.push_str(&String::from_utf8_lossy(&letters[..usize::from(length)]));
            }
            key.write(text);
            return;
        }
        let shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = shard.entries.find(key.spread(), |entry| entry.key == key) {
            let bytes = &shard.texts[entry.start..entry.start + entry.bytes as usize];
            text.push_str(&String::from_utf8_lossy(bytes));
        }
    }

    /// The shard of a key; customers whose rows go together have one shard.
    fn shard(&self, key: Key) -> &Mutex<Shard> {
        &self.shards[shard_of(key)]
    }
}

fn shard_of(key: Key) -> usize {
    (key.spread() >> 56) as usize % SHARDS
}

impl Shard {
    /// Adds a text unless it is there; false if another one has its key.
    fn add(&mut self, key: Key, check: u32, text: &[u8]) -> bool {
        let found = self.entries.find(key.spread(), |entry| entry.key == key);
        if let Some(entry) = found {
            return entry.check == check && entry.bytes as usize == text.len();
        }
        let entry = Entry { key, check, bytes: text.len() as u32, start: self.texts.len() };
        self.texts.extend_from_slice(text);
        self.entries.insert_unique(key.spread(), entry, |entry| entry.key.spread());
        true
    }
}

/// What one reading thread knows of the ids. Texts wait here until there are enough for a look at their shard, since that is
/// far away for a processor.
#[derive(Debug)]
pub(super) struct Interner<'a> {
    ids: &'a Ids,
    beginnings: RefCell<Beginnings>,
    waiting: RefCell<Waiting>,
}

/// The beginnings that a thread knows, and the one that came last.
#[derive(Debug, Default)]
struct Beginnings {
    numbers: HashMap<Beginning, u8, foldhash::fast::FixedState>,
    last: Option<(Beginning, u8)>,
}

#[derive(Debug)]
struct Waiting {
    /// Key, second hash and length of each text, and the text.
    shards: Vec<Vec<u8>>,
    /// Texts that came lately and need not be told again.
    recent: Vec<(Key, u32)>,
}

const RECENT: usize = 1 << 12;
const ENOUGH_BYTES: usize = 8 << 10;
const HEAD: usize = 16;

impl<'a> Interner<'a> {
    pub(super) fn new(ids: &'a Ids) -> Interner<'a> {
        let waiting = Waiting { shards: vec![Vec::new(); SHARDS], recent: vec![(Key::NONE, 0); RECENT] };
        Interner { ids, beginnings: RefCell::default(), waiting: RefCell::new(waiting) }
    }

    /// The key of a customer id; blank is [`Key::NONE`].
    pub(super) fn customer(&self, id: &[u8]) -> Key {
        if id.is_empty() {
            return Key::NONE;
        }
        Key::packed(id).or_else(|| self.numbered(id)).unwrap_or_else(|| self.intern(id))
    }

    /// The key of an id that is a number behind a beginning.
    fn numbered(&self, id: &[u8]) -> Option<Key> {
        let length = id.iter().take(LONGEST_BEGINNING + 1).position(u8::is_ascii_digit)?;
        let (letters, digits) = id.split_at(length);
        if length == 0 || digits.len() > MAX_NUMBER || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut beginning = ([0; LONGEST_BEGINNING], length as u8);
        beginning.0[..length].copy_from_slice(letters);
        Some(Key::numbered(self.number_of(beginning)?, digits))
    }

    /// The number of a beginning; none if there are others enough.
    fn number_of(&self, beginning: Beginning) -> Option<u8> {
        let known = &mut *self.beginnings.borrow_mut();
        if let Some((last, number)) = known.last
            && last == beginning
        {
            return Some(number);
        }
        if !known.numbers.contains_key(&beginning) && known.numbers.len() < MOST_BEGINNINGS {
            let mut all = self.ids.beginnings.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() < MOST_BEGINNINGS && !all.contains(&beginning) {
                all.push(beginning);
            }
            known.numbers = all.iter().copied().zip(0..=u8::MAX).collect();
        }
        let number = *known.numbers.get(&beginning)?;
        known.last = Some((beginning, number));
        Some(number)
    }

    fn intern(&self, text: &[u8]) -> Key {
        let key = Key::hashed(FixedState::with_seed(self.ids.seed).hash_one(text));
        let check = FixedState::with_seed(!self.ids.seed).hash_one(text) as u32;
        let waiting = &mut *self.waiting.borrow_mut();
        let recent = &mut waiting.recent[key.spread() as usize >> 8 & (RECENT - 1)];
        if *recent == (key, check) {
            return key;
        }
        *recent = (key, check);
        let shard = shard_of(key);
        let texts = &mut waiting.shards[shard];
        texts.extend_from_slice(&key.bits().to_le_bytes());
        texts.extend_from_slice(&check.to_le_bytes());
        texts.extend_from_slice(&(text.len() as u32).to_le_bytes());
        texts.extend_from_slice(text);
        if texts.len() > ENOUGH_BYTES {
            self.tell(shard, texts);
        }
        key
    }

    /// Moves waiting texts to their shard.
    fn tell(&self, shard: usize, texts: &mut Vec<u8>) {
        let mut shard = self.ids.shards[shard].lock().unwrap_or_else(PoisonError::into_inner);
        let mut rest = texts.as_slice();
        while let Some((head, more)) = rest.split_at_checked(HEAD) {
            let key = Key::of_bits(u64::from_le_bytes(std::array::from_fn(|place| head[place])));
            let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|place| head[at + place]));
            let (text, more) = more.split_at(number(12) as usize);
            if !shard.add(key, number(8), text) {
                self.ids.alike.store(true, Ordering::Relaxed);
            }
            rest = more;
        }
        texts.clear();
    }
}

impl Drop for Interner<'_> {
    fn drop(&mut self) {
        let mut shards = std::mem::take(&mut self.waiting.borrow_mut().shards);
        for (shard, texts) in shards.iter_mut().enumerate().filter(|(_, texts)| !texts.is_empty()) {
            self.tell(shard, texts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_letter_for_letter() {
        let ids = Ids::default();
        let samples = [
            "1",
            "0",
            "00",
            "00004",
            "581234567890123456",
            "999999999999999999",
            "1234567890123456789",
            "000000000000000001",
            "00000000000000001",
            "ani@example.com",
            "A-17",
            "A-017",
            "B17",
            "CUST-00000123456789",
            "CUST-000001234567890",
            "CUSTOMER-1",
            "\u{e9}1",
            " ",
            "Siti Nurhaliza",
            "１２",
        ];
        let interner = Interner::new(&ids);
        let keys: Vec<Key> = samples.iter().map(|id| interner.customer(id.as_bytes())).collect();
        let other = Interner::new(&ids);
        for (id, key) in samples.iter().zip(&keys) {
            assert_eq!(other.customer(id.as_bytes()), *key, "the same id has the same key in every thread");
        }
        drop((interner, other));
        assert!(ids.are_told_apart());
        for (id, key) in samples.iter().zip(&keys) {
            assert_eq!(ids.text(*key), *id);
        }
        let distinct: std::collections::HashSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), samples.len());
        let texts = ids.texts(keys.iter().copied());
        assert!(texts.iter().eq(samples));
    }

    #[test]
    fn more_beginnings_than_are_numbered() {
        let ids = Ids::default();
        let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
        let name = |number: usize| format!("{}{}{number}", letter(number), letter(number / 26));
        let threads = [Interner::new(&ids), Interner::new(&ids)];
        let keys = threads.each_ref().map(|thread| {
            (0..600).map(|number| thread.customer(name(number).as_bytes())).collect::<Vec<Key>>()
        });
        drop(threads);
        assert_eq!(keys[0], keys[1]);
        assert!(keys[0].iter().enumerate().all(|(number, &key)| ids.text(key) == name(number)));
        assert!(keys[0].iter().any(|key| key.is_text()) && keys[0].iter().any(|key| !key.is_text()));
    }

    #[test]
    fn more_texts_than_wait_for_a_look() {
        let ids = Ids::default();
        let name =
            |number: usize| format!("customer {number:04}, whose name is long enough to fill the room");
        let interner = Interner::new(&ids);
        let keys: Vec<Key> =
            (0..60_000).map(|number| interner.customer(name(number % 50_000).as_bytes())).collect();
        drop(interner);
        assert_eq!(keys[..10_000], keys[50_000..]);
        assert!((0..50_000).all(|number| ids.text(keys[number]) == name(number)));
        assert!(ids.are_told_apart());
    }

    #[test]
    fn texts_with_one_key_are_noticed() {
        let mut shard = Shard::default();
        let key = Key::hashed(7);
        assert!(shard.add(key, 1, b"ani"));
        assert!(shard.add(key, 1, b"ani"));
        assert!(!shard.add(key, 2, b"budi"));
        let ids = Ids::default();
        let interner = Interner::new(&ids);
        let mut texts = Vec::new();
        for (check, text) in [(1_u32, "ani"), (2, "budi")] {
            texts.extend(key.bits().to_le_bytes());
            texts.extend(check.to_le_bytes());
            texts.extend((text.len() as u32).to_le_bytes());
            texts.extend(text.as_bytes());
        }
        interner.tell(shard_of(key), &mut texts);
        assert!(!ids.are_told_apart());
        assert_ne!(
            Interner::new(&Ids::with_seed(1)).customer(b"ani"),
            Interner::new(&ids).customer(b"ani"),
            "another seed, another key"
        );
    }
}
