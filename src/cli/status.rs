//! Exit statuses.

use std::process::ExitCode;

use crate::error::{Error, ErrorKind};

/// What the caller of the program is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Done,
    Untrusted,
    Undecided,
    Usage,
    Input,
    Output,
    Bug,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Done => 0,
            Status::Untrusted => 1,
            Status::Usage => 2,
            Status::Input => 3,
            Status::Output => 4,
            Status::Undecided => 10,
            Status::Bug => 101,
        })
    }
}

impl From<&Error> for Status {
    fn from(error: &Error) -> Status {
        match error.kind() {
            Some(ErrorKind::Untrusted) => Status::Untrusted,
            Some(ErrorKind::Usage) => Status::Usage,
            Some(ErrorKind::Input) => Status::Input,
            Some(ErrorKind::Output) => Status::Output,
            None => Status::Bug,
        }
    }
}

/// The statuses as help states them.
pub(super) const HELP: &str = "Exit status: 0 done, 1 not to be trusted, 2 usage, 3 input, 4 output";
