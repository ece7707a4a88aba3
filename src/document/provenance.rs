//! Where a result came from: enough to make it again and to see that the input is the same.

use serde::{Serialize, Serializer};

/// Where a result came from.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Provenance {
    /// Version of setia.
    pub setia: &'static str,
    /// The command as typed.
    pub command_line: String,
    /// The day up to which time is counted.
    pub as_of: String,
    /// The month that it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<String>,
    /// The code of the currency of its amounts, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The unit of model time.
    pub time_unit: &'static str,
    /// The seed of anything random.
    pub seed: u64,
    /// The files.
    pub input: Vec<InputFile>,
    /// Role and column that plays it; several are separated by a comma where files differ.
    #[serde(serialize_with = "as_map")]
    pub columns: Vec<(&'static str, String)>,
}

fn as_map<S: Serializer>(pairs: &[(&'static str, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(role, column)| (role, column)))
}

/// One input file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct InputFile {
    /// Its name as given.
    pub path: String,
    /// Bytes on disk.
    pub bytes: u64,
    /// BLAKE3 of those bytes; only where provenance is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Rows in it.
    pub rows: u64,
    /// Rows that could not be read.
    pub rejected: u64,
}
