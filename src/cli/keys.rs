//! `setia key new`: a secret to hide customer ids by.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use super::printer::Printer;
use crate::error::{Error, Result};

const BYTES: usize = 32;

pub(super) fn add_to(root: Command) -> Command {
    let new = Command::new("new")
        .about("A new key in a file that only you can read, for `setia report --pseudonymize`")
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("The file, which must not be there yet"),
        );
    root.subcommand(
        Command::new("key")
            .about("Keys that customer ids are hidden by")
            .subcommand_required(true)
            .disable_help_subcommand(true)
            .subcommand(new),
    )
}

/// Makes a key out of what the system has of randomness. A key that is there is never written over: without it nobody can
/// tell any more whom its pseudonyms stand for.
pub(super) fn run(matches: &ArgMatches, talk: Printer) -> Result<()> {
    let Some(path) = matches.get_one::<PathBuf>("file") else {
        return Err(Error::Internal("no file for the key".to_owned()));
    };
    let mut secret = [0; BYTES];
    getrandom::fill(&mut secret).map_err(|problem| Error::Internal(format!("no randomness: {problem}")))?;
    let mut text = String::new();
    for byte in secret {
        text.push_str(&format!("{byte:02x}"));
    }
    write(path, &text)?;
    talk.note(&format!(
        "wrote `{}`; keep it: whoever has it can tell which customer a pseudonym stands for",
        path.display()
    ));
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    });
    match written {
        Err(problem) if problem.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::Usage {
            message: format!("`{}` is there, and a key is never written over", path.display()),
            hints: vec!["name another file".to_owned()],
        }),
        other => other.map_err(|source| Error::Write { path: Some(path.to_owned()), source }),
    }
}
