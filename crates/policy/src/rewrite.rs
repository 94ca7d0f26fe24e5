//! Other names for the principals of a trust policy.

use crate::json::{self, Fault, Members};
use crate::malformed::Malformed;
use crate::position::offset_of;

/// Rewrites the AWS principals of a trust policy's text; all else stays byte for byte. `None` keeps one as it is. IAM stores
/// principals by their unique ids, so that a new user of an old name is not trusted, and shows them by ARN.
pub fn rewrite_principals(text: &str, f: impl FnMut(&str) -> Option<String>) -> Result<String, Malformed> {
    let mut rewriter = Rewriter { text, rewritten: String::with_capacity(text.len()), copied: 0, f };
    rewriter.document().map_err(|fault| match fault {
        Fault::Grammar => Malformed::InvalidJson,
        Fault::Shape => Malformed::Syntax,
    })?;
    Ok(rewriter.finish())
}

struct Rewriter<'t, F> {
    text: &'t str,
    rewritten: String,
    copied: usize,
    f: F,
}

impl<'t, F: FnMut(&str) -> Option<String>> Rewriter<'t, F> {
    fn document(&mut self) -> Result<(), Fault> {
        for raw in named(&json::members(self.text)?, &["Statement"]) {
            if raw.starts_with('[') {
                json::elements(raw)?.into_iter().try_for_each(|raw| self.statement(raw.get()))?;
            } else {
                self.statement(raw)?;
            }
        }
        Ok(())
    }

    fn statement(&mut self, raw: &'t str) -> Result<(), Fault> {
        for raw in named(&json::members(raw)?, &["Principal", "NotPrincipal"]) {
            // Without a kind it is `*`, which has no other name.
            if raw.starts_with('{') {
                named(&json::members(raw)?, &["AWS"]).try_for_each(|raw| self.principals(raw))?;
            }
        }
        Ok(())
    }

    fn principals(&mut self, raw: &'t str) -> Result<(), Fault> {
        if raw.starts_with('[') {
            json::elements(raw)?.into_iter().try_for_each(|raw| self.principal(raw.get()))
        } else {
            self.principal(raw)
        }
    }

    fn principal(&mut self, raw: &'t str) -> Result<(), Fault> {
        let json::Json::Text(principal) = json::value(raw)? else {
            return Err(Fault::Shape);
        };
        if let Some(other) = (self.f)(&principal) {
            let start = offset_of(raw, self.text);
            self.rewritten.push_str(self.text.get(self.copied..start).unwrap_or_default());
            self.rewritten.push_str(&serde_json::Value::String(other).to_string());
            self.copied = start + raw.len();
        }
        Ok(())
    }

    fn finish(mut self) -> String {
        self.rewritten.push_str(self.text.get(self.copied..).unwrap_or_default());
        self.rewritten
    }
}

fn named<'t>(members: &Members<'t>, names: &[&str]) -> impl Iterator<Item = &'t str> {
    members.iter().filter(|(name, _)| names.contains(&&**name)).map(|(_, raw)| raw.get())
}
