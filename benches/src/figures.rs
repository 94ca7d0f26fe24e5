//! Figures, and how a table shows them.

/// The median: rounds on a shared machine have outliers.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    match figures.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => figures[odd / 2],
        even => f64::midpoint(figures[even / 2 - 1], figures[even / 2]),
    }
}

/// The median of one figure of many rounds.
pub fn median_of<T>(rounds: &[T], figure: impl Fn(&T) -> f64) -> f64 {
    median(rounds.iter().map(figure).collect())
}

/// `78,800`, `49.3`, `0.23`: three digits that mean something.
pub fn shown(figure: f64) -> String {
    if !figure.is_finite() {
        return "-".to_owned();
    }
    if figure < 10.0 {
        return format!("{figure:.2}");
    }
    if figure < 100.0 {
        return format!("{figure:.1}");
    }
    let digits = format!("{figure:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{median, shown};

    #[test]
    fn a_figure_shows_the_digits_that_mean_something() {
        for (figure, text) in [
            (78_812.4, "78,812"),
            (1_234_567.0, "1,234,567"),
            (123.0, "123"),
            (49.33, "49.3"),
            (0.231, "0.23"),
            (f64::NAN, "-"),
        ] {
            assert_eq!(shown(figure), text);
        }
    }

    #[test]
    fn the_median_stands_in_the_middle() {
        for (figures, middle) in [(vec![3.0, 1.0, 2.0], 2.0), (vec![4.0, 1.0], 2.5), (vec![7.0], 7.0)] {
            assert!((median(figures) - middle).abs() < 1e-9);
        }
    }
}
