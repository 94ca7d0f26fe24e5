//! How far long work is, for whoever watches a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of so many bytes.
pub fn of_bytes(length: u64, what: &'static str) -> ProgressBar {
    styled(ProgressBar::new(length), "{msg} {wide_bar} {bytes} of {total_bytes}").with_message(what)
}

/// A bar of documents and events; one that only counts, if nobody knows how many there are.
pub fn of_records(about: Option<u64>, what: &'static str) -> ProgressBar {
    match about {
        Some(about) => {
            let template = "{msg} {wide_bar} {human_pos} of {human_len} documents and events";
            styled(ProgressBar::new(about), template).with_message(what)
        }
        None => counting(what, "documents and events"),
    }
}

/// Counts what nobody knows the number of.
pub fn counting(what: &'static str, of: &'static str) -> ProgressBar {
    styled(ProgressBar::new_spinner(), "{spinner} {msg} {human_pos} {prefix}")
        .with_message(what)
        .with_prefix(of)
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
