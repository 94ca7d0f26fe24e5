//! Broken constraints, and how AWS words them.

use std::fmt::Write;

use super::Place;

/// What a value must satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// It must be there.
    NotNull,
    /// At least so many characters, or elements.
    MinLength(usize),
    /// At most so many characters, or elements.
    MaxLength(usize),
    /// The pattern, as AWS prints it.
    Pattern(&'static str),
    /// The same, for a value that IAM has words of its own for.
    Own {
        /// The pattern, as AWS prints it.
        pattern: &'static str,
        /// IAM's own words after naming the field, said when nothing else is broken.
        text: &'static str,
    },
    /// One of these words.
    Words(Vec<&'static str>),
    /// At least this number.
    Min(i32),
    /// At most this number.
    Max(i32),
}

/// Whether the message repeats the values: STS does, IAM no longer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShowValues {
    /// `Value '600' at 'durationSeconds' …`
    Yes,
    /// `Value at 'durationSeconds' …`
    No,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    path: String,
    value: Option<String>,
    constraint: Constraint,
}

/// Everything that is wrong with an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// More than this are counted by nobody: a list of a thousand broken elements is as wrong as one of twenty.
    const MOST: usize = 20;
    /// Longer values are cut in the message.
    const LONGEST_VALUE: usize = 256;

    /// Names a broken constraint and the value that breaks it.
    pub fn add(&mut self, place: &Place<'_>, value: &str, constraint: Constraint) {
        let value = value.chars().take(Self::LONGEST_VALUE).collect();
        self.push(place, Some(value), constraint);
    }

    /// Names a broken constraint of a value that is not shown, because it is a secret or not there.
    pub fn add_hidden(&mut self, place: &Place<'_>, constraint: Constraint) {
        self.push(place, None, constraint);
    }

    fn push(&mut self, place: &Place<'_>, value: Option<String>, constraint: Constraint) {
        if self.0.len() < Self::MOST {
            self.0.push(Fault { path: place.path().to_owned(), value, constraint });
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each broken constraint, with the path of the field that breaks it.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Constraint)> {
        self.0.iter().map(|fault| (fault.path.as_str(), &fault.constraint))
    }

    /// Each field that breaks a constraint, with what it must: as services that speak JSON list them.
    pub fn fields(&self) -> Vec<(String, String)> {
        let said = |fault: &Fault| {
            let mut must = String::from("Member must ");
            fault.constraint.write(ShowValues::Yes, &mut must);
            (fault.path.clone(), must)
        };
        self.0.iter().map(said).collect()
    }

    /// The message, in AWS's words.
    pub fn message(&self, show: ShowValues) -> String {
        if let [Fault { path, constraint: Constraint::Own { text, .. }, .. }] = self.0.as_slice() {
            return format!("The specified value for {path} is invalid. {text}");
        }
        let plural = if self.0.len() == 1 { "" } else { "s" };
        let mut message = format!("{} validation error{plural} detected: ", self.0.len());
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                message.push_str("; ");
            }
            fault.write(show, &mut message);
        }
        message
    }
}

impl Fault {
    fn write(&self, show: ShowValues, message: &mut String) {
        let path = &self.path;
        // Writing to a String cannot fail.
        let _ = match (&self.value, show) {
            _ if self.constraint == Constraint::NotNull => write!(message, "Value null at '{path}'"),
            (Some(value), ShowValues::Yes) => write!(message, "Value '{value}' at '{path}'"),
            _ => write!(message, "Value at '{path}'"),
        };
        message.push_str(" failed to satisfy constraint: Member must ");
        self.constraint.write(show, message);
    }
}

impl Constraint {
    /// What a value must, after `Member must `.
    fn write(&self, show: ShowValues, message: &mut String) {
        // Writing to a String cannot fail.
        let _ = match self {
            Self::NotNull => write!(message, "not be null"),
            Self::MinLength(least) => write!(message, "have length greater than or equal to {least}"),
            Self::MaxLength(most) => write!(message, "have length less than or equal to {most}"),
            Self::Pattern(pattern) | Self::Own { pattern, .. } => {
                write!(message, "satisfy regular expression pattern: {pattern}")
            }
            Self::Words(words) if show == ShowValues::Yes => {
                write!(message, "satisfy enum value set: [{}]", words.join(", "))
            }
            Self::Words(_) => write!(message, "satisfy enum value set"),
            Self::Min(least) => write!(message, "have value greater than or equal to {least}"),
            Self::Max(most) => write!(message, "have value less than or equal to {most}"),
        };
    }
}
