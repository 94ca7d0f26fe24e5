//! Text with wildcards and variables, and how it is held against a text.

use std::borrow::Cow;

use crate::context::Context;
use crate::variable::{Key, Part, Variable, parts};

/// A text to compare with. Made from what is spelled once, when the policy is parsed.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    tokens: Box<[Token]>,
    has_variables: bool,
}

#[derive(Clone, Debug)]
enum Token {
    Literal(Box<str>),
    Variable(Box<Variable>),
    Gap(Gap),
}

/// A row of wildcards. It takes whole characters of the text, `least` UTF-16 units of them, as IAM counts, or more if `open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gap {
    least: usize,
    open: bool,
}

impl Gap {
    /// `*`
    const ANYTHING: Self = Self { least: 0, open: true };
    /// `?`
    const ONE: Self = Self { least: 1, open: false };
}

/// Whether `*` and `?` stand for other characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wildcards {
    Alive,
    Literal,
}

/// Whether `${…}` stands for a value: not in documents of version 2008-10-17.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variables {
    Alive,
    Literal,
}

/// How letters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Exact,
    /// Of ASCII letters the case does not count.
    Ignored,
}

/// A pattern has a variable for which the request has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unresolved;

impl Pattern {
    pub(crate) fn parse(text: &str, wildcards: Wildcards, variables: Variables) -> Self {
        let mut builder = Builder::new(wildcards);
        match variables {
            Variables::Literal => builder.text(text),
            Variables::Alive => parts(text).for_each(|part| builder.part(&part)),
        }
        builder.build()
    }

    /// Whether the text is one that the pattern describes.
    pub(crate) fn matches(&self, text: &str, case: Case, context: &dyn Context) -> Result<bool, Unresolved> {
        if self.has_variables {
            let resolved = self.tokens.iter().map(|token| token.resolve(context));
            let pieces: Vec<_> = resolved.collect::<Option<_>>().ok_or(Unresolved)?;
            return Ok(run(|at| pieces.get(at).map(Resolved::piece), text, case));
        }
        // Most patterns are one of these, and a request is held against hundreds.
        Ok(match &*self.tokens {
            [Token::Gap(Gap::ANYTHING)] => true,
            [Token::Literal(whole)] => strip(text, whole, case).is_some_and(str::is_empty),
            [Token::Literal(front), Token::Gap(Gap::ANYTHING)] => strip(text, front, case).is_some(),
            [Token::Gap(Gap::ANYTHING), Token::Literal(back)] => {
                let start = text.len().checked_sub(back.len());
                start.and_then(|start| text.get(start..)).is_some_and(|end| strip(end, back, case).is_some())
            }
            tokens => run(|at| tokens.get(at).and_then(Token::piece), text, case),
        })
    }

    /// The same, where a variable without a value may have any.
    pub(crate) fn could_match(&self, text: &str, context: &dyn Context) -> bool {
        let any = || Resolved::Gap(Gap::ANYTHING);
        let pieces: Vec<_> =
            self.tokens.iter().map(|token| token.resolve(context).unwrap_or_else(any)).collect();
        run(|at| pieces.get(at).map(Resolved::piece), text, Case::Exact)
    }

    /// The text for which a pattern without wildcards stands.
    pub(crate) fn expand(&self, context: &dyn Context) -> Result<Cow<'_, str>, Unresolved> {
        if let [Token::Literal(text)] = &*self.tokens {
            return Ok(Cow::Borrowed(text));
        }
        let mut text = String::new();
        for token in &self.tokens {
            match token {
                Token::Literal(literal) => text.push_str(literal),
                Token::Variable(variable) => text.push_str(&variable.value(context).ok_or(Unresolved)?),
                Token::Gap(_) => {}
            }
        }
        Ok(Cow::Owned(text))
    }

    /// The keys of its variables.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Variable(variable) => Some(&variable.key),
            Token::Literal(_) | Token::Gap(_) => None,
        })
    }
}

/// Puts patterns together.
pub(crate) struct Builder {
    wildcards: Wildcards,
    tokens: Vec<Token>,
    literal: String,
    has_variables: bool,
}

impl Builder {
    pub(crate) const fn new(wildcards: Wildcards) -> Self {
        Self { wildcards, tokens: Vec::new(), literal: String::new(), has_variables: false }
    }

    pub(crate) fn part(&mut self, part: &Part<'_>) {
        match part {
            Part::Text(text) => self.text(text),
            Part::Escaped(character) => self.literal.push_str(character),
            Part::Variable(inner) => {
                self.end_literal();
                self.tokens.push(Token::Variable(Box::new(Variable::parse(inner))));
                self.has_variables = true;
            }
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        for character in text.chars() {
            match (self.wildcards, character) {
                (Wildcards::Alive, '*') => self.gap(Gap::ANYTHING),
                (Wildcards::Alive, '?') => self.gap(Gap::ONE),
                _ => self.literal.push(character),
            }
        }
    }

    pub(crate) fn build(mut self) -> Pattern {
        self.end_literal();
        Pattern { tokens: self.tokens.into(), has_variables: self.has_variables }
    }

    fn gap(&mut self, gap: Gap) {
        self.end_literal();
        // One gap for a row of wildcards, so that a text is never gone through once for each of them.
        if let Some(Token::Gap(last)) = self.tokens.last_mut() {
            last.least += gap.least;
            last.open |= gap.open;
        } else {
            self.tokens.push(Token::Gap(gap));
        }
    }

    fn end_literal(&mut self) {
        if !self.literal.is_empty() {
            self.tokens.push(Token::Literal(self.literal.as_str().into()));
            self.literal.clear();
        }
    }
}

/// What a token asks of the text.
#[derive(Clone, Copy)]
enum Piece<'p> {
    Literal(&'p str),
    Gap(Gap),
}

enum Resolved<'p> {
    Literal(Cow<'p, str>),
    Gap(Gap),
}

impl Token {
    fn piece(&self) -> Option<Piece<'_>> {
        match self {
            Self::Literal(text) => Some(Piece::Literal(text)),
            Self::Gap(gap) => Some(Piece::Gap(*gap)),
            Self::Variable(_) => None,
        }
    }

    fn resolve<'a>(&'a self, context: &'a dyn Context) -> Option<Resolved<'a>> {
        match self {
            Self::Literal(text) => Some(Resolved::Literal(Cow::Borrowed(text))),
            Self::Gap(gap) => Some(Resolved::Gap(*gap)),
            Self::Variable(variable) => variable.value(context).map(Resolved::Literal),
        }
    }
}

impl Resolved<'_> {
    fn piece(&self) -> Piece<'_> {
        match self {
            Self::Literal(text) => Piece::Literal(text),
            Self::Gap(gap) => Piece::Gap(*gap),
        }
    }
}

/// Holds the pieces against the text with two pointers. Only the last open gap is ever widened: what stands before it has
/// matched as early as it can, so widening an earlier one gains nothing. That makes it length times length at worst.
fn run<'p>(piece: impl Fn(usize) -> Option<Piece<'p>>, text: &str, case: Case) -> bool {
    let mut at = 0;
    let mut rest = text;
    let mut last_open: Option<(usize, &str)> = None; // the piece after the gap, and what the gap left of the text
    loop {
        let after = match piece(at) {
            None if rest.is_empty() => return true,
            None => None,
            Some(Piece::Literal(literal)) => strip(rest, literal, case),
            Some(Piece::Gap(gap)) => {
                let after = skip(rest, gap);
                if gap.open && after.is_some() {
                    if piece(at + 1).is_none() {
                        return true;
                    }
                    last_open = after.map(|after| (at + 1, after));
                }
                after
            }
        };
        if let Some(after) = after {
            at += 1;
            rest = after;
            continue;
        }
        let Some((next, left)) = last_open else {
            return false;
        };
        let mut characters = left.chars();
        if characters.next().is_none() {
            return false;
        }
        at = next;
        rest = characters.as_str();
        last_open = Some((next, rest));
    }
}

fn strip<'t>(text: &'t str, literal: &str, case: Case) -> Option<&'t str> {
    match case {
        Case::Exact => text.strip_prefix(literal),
        Case::Ignored => {
            let (front, after) = text.split_at_checked(literal.len())?;
            front.eq_ignore_ascii_case(literal).then_some(after)
        }
    }
}

/// What is left behind the fewest characters that fill the gap. A closed gap has to end between two characters.
fn skip(text: &str, gap: Gap) -> Option<&str> {
    let mut wanted = gap.least;
    let mut characters = text.chars();
    while wanted > 0 {
        let units = characters.next()?.len_utf16();
        if units > wanted && !gap.open {
            return None;
        }
        wanted = wanted.saturating_sub(units);
    }
    Some(characters.as_str())
}
