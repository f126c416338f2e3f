//! Drives a system that is measured by bench/peers/rounds.py: reads the cases, answers `pass` and
//! `awards`, and settles between candidates for systems that cannot.

use std::io::{self, BufRead, Write};

use serde::de::DeserializeOwned;
use serde::Deserialize;

/// Credits, by the numbers of the awards that are compared.
pub const INCENTIVE: u8 = 0;
pub const SEATS: u8 = 1;
pub const CAPACITY: u8 = 2;
/// A tie between candidates of an incentive.
pub const HELD: u8 = 3;

/// What one partner gets for one subscription, or of SEATS for one line, of a case.
pub struct Award {
    pub credit: u8,
    pub case: usize,
    pub subject: usize,
    pub partner: usize,
    pub amount: i64,
}

// A line of worked.json: one customer, what is to be known of the month worked out.

#[derive(Deserialize)]
pub struct Case {
    pub open: bool,
    pub partners: Vec<Partner>,
    pub subscriptions: Vec<Subscription>,
}

#[derive(Deserialize)]
pub struct Partner {
    pub owned: bool,
    pub enrolled_on: i64,
    pub suspended: bool,
}

/// With its sums of use. Partners are in the case's order, here and of lines.
#[derive(Deserialize)]
pub struct Subscription {
    pub revenue: i64,
    pub seats: i64,
    pub active: i64,
    pub partners: Vec<OnSubscription>,
    pub lines: Vec<Line>,
}

#[derive(Deserialize)]
pub struct OnSubscription {
    pub served: i64,
    pub designated: bool,
    pub since: i64,
    pub designated_throughout: bool,
}

#[derive(Deserialize)]
pub struct Line {
    pub line: usize,
    pub family: String,
    pub partners: Vec<OnLine>,
}

#[derive(Deserialize)]
pub struct OnLine {
    pub recognised: bool,
}

/// The cases of FOLDER/file that the command line asks for: `FOLDER CASES`.
pub fn cases<Of: DeserializeOwned>(file: &str) -> Vec<Of> {
    let words: Vec<String> = std::env::args().collect();
    let [_, folder, count] = words.as_slice() else {
        panic!("usage: {} FOLDER CASES", words[0]);
    };
    let count = count.parse().expect("CASES is a number");
    let file = std::fs::File::open(format!("{folder}/{file}")).expect("the cases are there");
    let lines = io::BufReader::new(file).lines().take(count);
    let read = |line: io::Result<String>| serde_json::from_str(&line.unwrap()).unwrap();
    let cases: Vec<Of> = lines.map(read).collect();
    assert_eq!(cases.len(), count, "as many cases as are asked for");
    cases
}

/// Answers until nothing more is asked. `pass` adds what it decides to the awards it is given.
pub fn serve(mut pass: impl FnMut(&mut Vec<Award>)) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout());
    let mut awards = Vec::new();
    writeln!(out, "ready")?;
    out.flush()?;
    for asked in io::stdin().lock().lines() {
        match asked?.as_str() {
            "pass" => {
                awards.clear();
                pass(&mut awards);
            }
            "awards" => {
                for Award { credit, case, subject, partner, amount } in &awards {
                    writeln!(out, "{credit},{case},{subject},{partner},{amount}")?;
                }
            }
            _ => {}
        }
        writeln!(out, "done")?;
        out.flush()?;
    }
    Ok(())
}

/// The one of the latest date of (one, date), and whether another is as late.
pub fn latest(candidates: &[(usize, i64)]) -> Option<(usize, bool)> {
    let date = candidates.iter().map(|of| of.1).max()?;
    let mut with_it = candidates.iter().filter(|of| of.1 == date);
    let (one, _) = with_it.next()?;
    Some((*one, with_it.next().is_some()))
}
