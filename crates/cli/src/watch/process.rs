//! What the kernel knows of this process, under the names that Prometheus's own clients use.

use std::fs;

use super::exposition::Exposition;

/// Ticks of the kernel in a second, as programs see them (USER_HZ): 100 wherever this is built for.
const TICKS: f64 = 100.0;

/// Writes what can be read; what cannot is left out, as where there is no `/proc`.
pub fn write(page: &mut Exposition) {
    if let Some(bytes) = field("/proc/self/status", "VmRSS:").map(|kib| kib * 1024) {
        page.gauges("process_resident_memory_bytes", "Memory that the process has in RAM.").row(&[], bytes);
    }
    if let Some(seconds) = cpu_seconds() {
        page.counters("process_cpu_seconds_total", "Processor time of the process.").row(&[], seconds);
    }
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        // One of them is the directory that is being read.
        let open = files.count().saturating_sub(1);
        page.gauges("process_open_fds", "Files and connections that are open.").row(&[], open);
    }
    if let Some(most) = field("/proc/self/limits", "Max open files") {
        page.gauges("process_max_fds", "How many may be open.").row(&[], most);
    }
}

/// The first number behind a name at the beginning of a line.
fn field(file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in parentheses, and may hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks = |place: usize| rest.split_whitespace().nth(place)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS)
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::watch::exposition::Exposition;

    #[test]
    fn a_process_knows_what_it_takes() {
        let mut page = Exposition::default();
        write(&mut page);
        let text = page.into_text();
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.trim().parse::<f64>().unwrap()
        };
        assert!(value("process_resident_memory_bytes ") > 1e6, "{text}");
        assert!(value("process_open_fds ") >= 3.0 && value("process_max_fds ") >= value("process_open_fds "));
        assert!(value("process_cpu_seconds_total ") >= 0.0);
    }
}
