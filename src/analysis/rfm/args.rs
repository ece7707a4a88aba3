//! The command line of `setia rfm`.

use clap::builder::PossibleValue;
use clap::{Args, FromArgMatches, ValueEnum};

use super::{FrequencyCuts, Map, Rfm};
use crate::cli::{Arguments, SharedArgs};

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| RfmArgs::augment_args(SharedArgs::augment_args(command)),
    build: |matches| {
        let args = RfmArgs::from_arg_matches(matches)?;
        if args.map == Map::RfmR && args.f_cuts != FrequencyCuts::Auto {
            let message = "`--map rfm-r` has its own cuts, so `--f-cuts` does not apply";
            return Err(clap::Error::raw(clap::error::ErrorKind::ArgumentConflict, message).into());
        }
        Ok(Box::new(Rfm { map: args.map, frequency_cuts: args.f_cuts, top: args.top }))
    },
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Scores")]
struct RfmArgs {
    /// Segments: rfm11 (11 over R, F and M), rf10 (10 over R and F), klaviyo (6, scores 1 to 3), rfm-r (as the R
    /// package rfm)
    #[arg(long, value_name = "MAP", value_enum, default_value_t, hide_possible_values = true)]
    map: Map,
    /// Frequency by rank, by orders (1, 2, 3, 4-5, 6+), or auto: by orders if more than 40% bought once
    #[arg(long, value_name = "CUTS", value_enum, default_value_t, hide_possible_values = true)]
    f_cuts: FrequencyCuts,
    /// Customers listed on screen; files always hold all
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    top: usize,
}

impl ValueEnum for Map {
    fn value_variants<'a>() -> &'a [Map] {
        &[Map::Rfm11, Map::Rf10, Map::Klaviyo, Map::RfmR]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl ValueEnum for FrequencyCuts {
    fn value_variants<'a>() -> &'a [FrequencyCuts] {
        &[FrequencyCuts::Auto, FrequencyCuts::Rank, FrequencyCuts::Orders]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            FrequencyCuts::Auto => {
                PossibleValue::new("auto").help("by rank, or by orders if more than 40% bought once")
            }
            FrequencyCuts::Rank => PossibleValue::new("rank").help("by rank, ties alike"),
            FrequencyCuts::Orders => PossibleValue::new("orders").help("1, 2, 3, 4-5, 6 and more orders"),
        })
    }
}
