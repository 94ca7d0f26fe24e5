//! The text format of Prometheus, version 0.0.4.

use std::fmt::{Display, Write};

use service::figures::DurationsNow;

/// Names and values that tell rows of a family apart. They come from lists of this program: what a stranger sends is in none,
/// or the memory of whoever collects would be theirs to fill.
pub type Labels<'a> = &'a [(&'a str, &'a str)];

/// A page of figures.
#[derive(Debug, Default)]
pub struct Exposition(String);

/// The rows of one family.
pub struct Family<'e> {
    page: &'e mut String,
    name: &'e str,
}

impl Exposition {
    /// The content type.
    pub const TYPE: &'static str = "text/plain; version=0.0.4; charset=utf-8";

    /// Figures that only grow. Their names end in `_total`.
    pub fn counters<'e>(&'e mut self, name: &'e str, help: &str) -> Family<'e> {
        self.family(name, "counter", help)
    }

    /// Figures that go up and down.
    pub fn gauges<'e>(&'e mut self, name: &'e str, help: &str) -> Family<'e> {
        self.family(name, "gauge", help)
    }

    /// Sizes and durations.
    pub fn histograms<'e>(&'e mut self, name: &'e str, help: &str) -> Family<'e> {
        self.family(name, "histogram", help)
    }

    /// The whole text.
    pub fn into_text(self) -> String {
        self.0
    }

    fn family<'e>(&'e mut self, name: &'e str, kind: &str, help: &str) -> Family<'e> {
        let page = &mut self.0;
        line(page, format_args!("# HELP {name} {}", help.replace('\\', r"\\").replace('\n', r"\n")));
        line(page, format_args!("# TYPE {name} {kind}"));
        Family { page, name }
    }
}

impl Family<'_> {
    /// A row.
    pub fn row(&mut self, labels: Labels<'_>, value: impl Display) -> &mut Self {
        let labels = written(labels.iter().copied());
        line(self.page, format_args!("{}{labels} {value}", self.name));
        self
    }

    /// Rows of a histogram.
    pub fn durations(&mut self, labels: Labels<'_>, durations: &DurationsNow) -> &mut Self {
        self.buckets(labels, &durations.within, durations.count, durations.seconds)
    }

    /// Rows of a histogram: upper ends and how many are within each, how many there are, and their sum.
    pub fn buckets(
        &mut self,
        labels: Labels<'_>,
        within: &[(impl Display, u64)],
        count: u64,
        sum: impl Display,
    ) -> &mut Self {
        let name = self.name;
        let ends = within.iter().map(|(end, count)| (end.to_string(), *count));
        for (end, within) in ends.chain([("+Inf".to_owned(), count)]) {
            let labels = written(labels.iter().copied().chain([("le", end.as_str())]));
            line(self.page, format_args!("{name}_bucket{labels} {within}"));
        }
        let labels = written(labels.iter().copied());
        line(self.page, format_args!("{name}_sum{labels} {sum}"));
        line(self.page, format_args!("{name}_count{labels} {count}"));
        self
    }
}

fn written<'l>(labels: impl Iterator<Item = (&'l str, &'l str)>) -> String {
    let quoted = |value: &str| value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n");
    let pairs: Vec<String> = labels.map(|(name, value)| format!("{name}=\"{}\"", quoted(value))).collect();
    if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) }
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Memory takes it, or the process ends.
    let _ = writeln!(page, "{text}");
}

#[cfg(test)]
mod tests {
    use super::Exposition;

    #[test]
    fn families_are_written_as_prometheus_reads_them() {
        let mut page = Exposition::default();
        page.counters("a_total", "What\nthere is.").row(&[], 3).row(&[("kind", "q\"\\\n")], 0);
        page.histograms("b", "Sizes.").buckets(&[("of", "x")], &[(0.5, 1), (2.0, 4)], 5, 7.25);
        let wanted = [
            r"# HELP a_total What\nthere is.",
            "# TYPE a_total counter",
            "a_total 3",
            r#"a_total{kind="q\"\\\n"} 0"#,
            "# HELP b Sizes.",
            "# TYPE b histogram",
            r#"b_bucket{of="x",le="0.5"} 1"#,
            r#"b_bucket{of="x",le="2"} 4"#,
            r#"b_bucket{of="x",le="+Inf"} 5"#,
            r#"b_sum{of="x"} 7.25"#,
            r#"b_count{of="x"} 5"#,
            "",
        ];
        assert_eq!(page.into_text(), wanted.join("\n"));
    }
}
