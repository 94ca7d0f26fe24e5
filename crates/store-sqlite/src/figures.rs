//! The writer's counts, as whoever watches over an installation reads them.

use store::{Figure, FigureValue};

use crate::writer::{SIZES, Statistics};

/// Groups, by how many commits shared the wait for the disk.
pub(crate) fn of(statistics: &Statistics, sizes: [u64; SIZES]) -> Vec<Figure> {
    let mut count = 0;
    let within = (0..).zip(sizes).map(|(power, groups)| {
        count += groups;
        (1_u64 << power, count)
    });
    let within = within.collect();
    vec![Figure {
        name: "group_size",
        meaning: "Commits that shared one transaction, and so one wait for the disk.",
        value: FigureValue::Sizes { within, count, sum: statistics.jobs },
    }]
}

#[cfg(test)]
mod tests {
    use store::FigureValue;

    use super::of;
    use crate::writer::{SIZES, Statistics};

    #[test]
    fn groups_are_told_by_their_size() {
        let mut sizes = [0; SIZES];
        (sizes[0], sizes[3]) = (5, 2);
        let figures = of(&Statistics { groups: 7, jobs: 20 }, sizes);
        let FigureValue::Sizes { within, count, sum } = &figures[0].value else { panic!("{figures:?}") };
        assert_eq!((*count, *sum), (7, 20));
        assert_eq!(within[..5], [(1, 5), (2, 5), (4, 5), (8, 7), (16, 7)]);
        assert_eq!(within.last(), Some(&(256, 7)));
    }
}
