//! How a row of literals and wildcards is held against a text, at a cost that is known before: nobody who writes a policy shall
//! keep the server busy with it.
//!
//! What stands before the first `*` has to begin the text, what stands behind the last one has to end it. Each part between two
//! is taken where it is found first: what stands before it has matched as early as it can, so to widen an earlier gap gains
//! nothing. So no byte is looked at twice but by the search for one part: in linear time without `?`, and with them with 64
//! places of the part looked at at once.

/// A row of wildcards. It takes whole characters of the text, `least` UTF-16 units of them, as IAM counts, or more if `open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    pub(crate) least: usize,
    pub(crate) open: bool,
}

impl Gap {
    /// `*`
    pub(crate) const ANYTHING: Self = Self { least: 0, open: true };
    /// `?`
    pub(crate) const ONE: Self = Self { least: 1, open: false };

    /// Makes one of two that stand side by side.
    pub(crate) fn widen(&mut self, other: Self) {
        self.least += other.least;
        self.open |= other.open;
    }
}

/// What is asked of the text. No literal is empty, and no two gaps stand side by side.
#[derive(Clone, Copy)]
pub(crate) enum Piece<'p> {
    Literal(&'p str),
    Gap(Gap),
}

/// How letters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Exact,
    /// Of ASCII letters the case does not count.
    Ignored,
}

/// Pieces, and what is allowed for holding them against a text.
pub(crate) struct Run<P, S> {
    /// The piece at a place.
    pub(crate) piece: P,
    pub(crate) case: Case,
    /// Takes steps; whether there were enough.
    pub(crate) spend: S,
}

impl<'p, P: Fn(usize) -> Option<Piece<'p>>, S: Fn(usize) -> bool> Run<P, S> {
    /// Whether the text is what so many pieces describe. Not, if the steps do not suffice.
    pub(crate) fn describes(&self, count: usize, text: &str) -> bool {
        (self.spend)(count) && self.walk(count, text).is_some()
    }

    fn walk(&self, count: usize, text: &str) -> Option<()> {
        let (mut at, mut end, mut rest) = (0, count, text);
        while at < end && !self.is_open(at) {
            rest = match (self.piece)(at)? {
                Piece::Literal(literal) => strip(rest, literal, self.case)?,
                Piece::Gap(gap) => skip(rest, gap)?,
            };
            at += 1;
        }
        if at == end {
            return rest.is_empty().then_some(());
        }
        while at < end && !self.is_open(end - 1) {
            rest = match (self.piece)(end - 1)? {
                Piece::Literal(literal) => strip_end(rest, literal, self.case)?,
                Piece::Gap(gap) => skip_end(rest, gap)?,
            };
            end -= 1;
        }
        while at < end {
            // An open gap is here, and the last piece is one too.
            let Piece::Gap(gap) = (self.piece)(at)? else { return None };
            rest = skip(rest, gap)?;
            let next = (at + 1..end).find(|&next| self.is_open(next)).unwrap_or(end);
            if next > at + 1 {
                rest = self.find(at + 1, next, rest)?;
            }
            at = next;
        }
        Some(())
    }

    fn is_open(&self, at: usize) -> bool {
        matches!((self.piece)(at), Some(Piece::Gap(Gap { open: true, .. })))
    }

    /// What is left behind the first place where some pieces without an open gap are found.
    fn find<'t>(&self, from: usize, to: usize, text: &'t str) -> Option<&'t str> {
        if let (Case::Exact, true, Some(Piece::Literal(literal))) =
            (self.case, to == from + 1, (self.piece)(from))
        {
            if literal.len() > text.len() {
                return None;
            }
            let found = text.find(literal).map(|at| at + literal.len());
            (self.spend)(found.unwrap_or(text.len()));
            return text.get(found?..);
        }
        let part = Part::of((from..to).filter_map(&self.piece), self.case, text.len())?;
        (self.spend)(part.rows.len());
        let (found, steps) = part.find(text, self.case);
        (self.spend)(steps);
        text.get(found?..)
    }
}

/// Literals with rows of `?` between them, as sets of places: one for each unit that occurs, of the places where it fits.
struct Part {
    length: usize,
    words: usize,
    /// The units that occur, in order.
    alphabet: Vec<u16>,
    /// The places of what does not occur, which are those of `?`; then those of each unit of the alphabet.
    rows: Vec<u64>,
}

impl Part {
    /// `None` if it is longer than a text of so many bytes.
    fn of<'p>(pieces: impl Iterator<Item = Piece<'p>>, case: Case, longest: usize) -> Option<Self> {
        let mut places: Vec<Option<u16>> = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Literal(literal) if literal.len() <= longest * 3 => {
                    places.extend(literal.encode_utf16().map(|unit| Some(folded(unit, case))));
                }
                Piece::Gap(gap) if gap.least <= longest => {
                    places.extend(std::iter::repeat_n(None, gap.least));
                }
                Piece::Literal(_) | Piece::Gap(_) => return None,
            }
            if places.len() > longest {
                return None;
            }
        }
        if places.is_empty() {
            return None;
        }
        let mut alphabet: Vec<u16> = places.iter().flatten().copied().collect();
        alphabet.sort_unstable();
        alphabet.dedup();
        let (length, words) = (places.len(), places.len().div_ceil(64));
        let mut rows = vec![0; words * (alphabet.len() + 1)];
        for (at, place) in places.iter().enumerate() {
            let (word, bit) = (at / 64, 1 << (at % 64));
            let fits = match place {
                Some(unit) => alphabet.binary_search(unit).map_or(0..0, |row| row + 1..row + 2),
                None => 0..alphabet.len() + 1,
            };
            for row in fits {
                if let Some(places) = rows.get_mut(row * words + word) {
                    *places |= bit;
                }
            }
        }
        Some(Self { length, words, alphabet, rows })
    }

    /// Where its first occurrence ends, and how many steps it took to find it. It begins and ends with a literal, so it cannot
    /// begin or end within a character.
    fn find(&self, text: &str, case: Case) -> (Option<usize>, usize) {
        let mut begun = vec![0_u64; self.words]; // the places up to which the part is there, if it ends here
        let (last, bit) = ((self.length - 1) / 64, 1 << ((self.length - 1) % 64));
        let mut steps = 0;
        for (at, character) in text.char_indices() {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let row = self.alphabet.binary_search(&folded(*unit, case)).map_or(0, |row| row + 1);
                let fits = self.rows.get(row * self.words..).unwrap_or_default();
                let mut carried = 1;
                for (places, fits) in begun.iter_mut().zip(fits) {
                    let next = *places >> 63;
                    *places = (*places << 1 | carried) & fits;
                    carried = next;
                }
                steps += self.words;
            }
            if begun.get(last).is_some_and(|places| places & bit != 0) {
                return (Some(at + character.len_utf8()), steps);
            }
        }
        (None, steps)
    }
}

fn folded(unit: u16, case: Case) -> u16 {
    match (case, u8::try_from(unit)) {
        (Case::Ignored, Ok(ascii)) => ascii.to_ascii_lowercase().into(),
        _ => unit,
    }
}

/// What is left behind a literal that the text begins with.
pub(crate) fn strip<'t>(text: &'t str, literal: &str, case: Case) -> Option<&'t str> {
    match case {
        Case::Exact => text.strip_prefix(literal),
        Case::Ignored => {
            let (front, after) = text.split_at_checked(literal.len())?;
            front.eq_ignore_ascii_case(literal).then_some(after)
        }
    }
}

/// What is left before a literal that the text ends with.
pub(crate) fn strip_end<'t>(text: &'t str, literal: &str, case: Case) -> Option<&'t str> {
    match case {
        Case::Exact => text.strip_suffix(literal),
        Case::Ignored => {
            let (before, back) = text.split_at_checked(text.len().checked_sub(literal.len())?)?;
            back.eq_ignore_ascii_case(literal).then_some(before)
        }
    }
}

/// What is left behind the fewest characters that fill the gap. A closed gap has to end between two characters.
fn skip(text: &str, gap: Gap) -> Option<&str> {
    let mut characters = text.chars();
    fill(&mut characters, gap).then_some(characters.as_str())
}

/// What is left before the characters that fill a closed gap.
fn skip_end(text: &str, gap: Gap) -> Option<&str> {
    let mut characters = text.chars();
    fill(&mut characters.by_ref().rev(), gap).then_some(characters.as_str())
}

fn fill(characters: &mut impl Iterator<Item = char>, gap: Gap) -> bool {
    let mut wanted = gap.least;
    while wanted > 0 {
        let Some(units) = characters.next().map(char::len_utf16) else { return false };
        if units > wanted && !gap.open {
            return false;
        }
        wanted = wanted.saturating_sub(units);
    }
    true
}
