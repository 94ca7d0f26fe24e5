//! Text with wildcards and variables, and how it is held against a text.

use std::borrow::Cow;

use crate::context::Context;
use crate::variable::{Key, Part, Variable, parts};
use crate::wildcards::{self, Case, Gap, Piece};

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
            let pieces = self.resolve(context, || None).ok_or(Unresolved)?;
            return Ok(run(&pieces, Resolved::piece, text, case, context));
        }
        // Most patterns are one of these, and a request is held against hundreds.
        Ok(match &*self.tokens {
            [Token::Gap(Gap::ANYTHING)] => true,
            [Token::Literal(whole)] => wildcards::strip(text, whole, case).is_some_and(str::is_empty),
            [Token::Literal(front), Token::Gap(Gap::ANYTHING)] => {
                wildcards::strip(text, front, case).is_some()
            }
            [Token::Gap(Gap::ANYTHING), Token::Literal(back)] => {
                wildcards::strip_end(text, back, case).is_some()
            }
            tokens => run(tokens, Token::piece, text, case, context),
        })
    }

    /// The same, where a variable without a value may have any.
    pub(crate) fn could_match(&self, text: &str, context: &dyn Context) -> bool {
        let pieces = self.resolve(context, || Some(Resolved::Gap(Gap::ANYTHING)));
        pieces.is_some_and(|pieces| run(&pieces, Resolved::piece, text, Case::Exact, context))
    }

    /// The tokens with values in place of variables. A value of no length leaves the wildcards around it one row.
    fn resolve<'a>(
        &'a self,
        context: &'a dyn Context,
        absent: impl Fn() -> Option<Resolved<'a>>,
    ) -> Option<Vec<Resolved<'a>>> {
        context.spend(self.tokens.len());
        let mut pieces: Vec<Resolved<'a>> = Vec::with_capacity(self.tokens.len());
        for token in &self.tokens {
            let piece = token.resolve(context).or_else(&absent)?;
            match (pieces.last_mut(), piece) {
                (_, Resolved::Literal(text)) if text.is_empty() => {}
                (Some(Resolved::Literal(last)), Resolved::Literal(text)) => last.to_mut().push_str(&text),
                (Some(Resolved::Gap(last)), Resolved::Gap(gap)) => last.widen(gap),
                (_, piece) => pieces.push(piece),
            }
        }
        Some(pieces)
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
            last.widen(gap);
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
    #[expect(clippy::unnecessary_wraps, reason = "as `Token::piece`, of which a variable is none")]
    fn piece(&self) -> Option<Piece<'_>> {
        Some(match self {
            Self::Literal(text) => Piece::Literal(text),
            Self::Gap(gap) => Piece::Gap(*gap),
        })
    }
}

/// Holds pieces against a text, as long as the context has steps for it.
fn run<T>(
    pieces: &[T],
    piece: impl Fn(&T) -> Option<Piece<'_>>,
    text: &str,
    case: Case,
    context: &dyn Context,
) -> bool {
    let spend = |steps| context.spend(steps);
    wildcards::Run { piece: |at| pieces.get(at).and_then(&piece), case, spend }.describes(pieces.len(), text)
}
