//! The shape of a policy document: what IAM calls its syntax. What the parts say is validated later.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::condition::{Condition, Operator};
use crate::json::{self, Fault, Json};
use crate::pattern::Variables;
use crate::position::offset_of;
use crate::principal::PartyKind;
use crate::statement::Effect;
use crate::variable::{Part, parts};

/// A policy of the greatest size has place for fewer than two hundred; the simulator takes longer texts.
const MAX_STATEMENTS: usize = 1000;

/// A document whose elements are all known and of the right form.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    pub(crate) version: Version,
    pub(crate) clauses: Vec<Clause<'t>>,
}

/// The version of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `2008-10-17`, or none given.
    Old,
    /// `2012-10-17`
    New,
}

/// A statement as it is spelled.
#[derive(Debug)]
pub(crate) struct Clause<'t> {
    pub(crate) sid: Option<Cow<'t, str>>,
    pub(crate) effect: Effect,
    /// Whether the effect is in capitals where IAM wants them: it knows the others, and refuses them later.
    pub(crate) effect_is_exact: bool,
    pub(crate) action: Option<Strings<'t>>,
    pub(crate) not_action: Option<Strings<'t>>,
    pub(crate) resource: Option<Strings<'t>>,
    pub(crate) not_resource: Option<Strings<'t>>,
    pub(crate) principal: Option<Principals<'t>>,
    pub(crate) not_principal: Option<Principals<'t>>,
    comparisons: Vec<Comparison<'t>>,
    /// Where in the text it begins and ends.
    pub(crate) bytes: std::ops::Range<usize>,
}

/// What is a string or a list of strings.
pub(crate) type Strings<'t> = Vec<Cow<'t, str>>;

/// Principals, each with the key it stands under.
pub(crate) type Principals<'t> = Vec<(PartyKind, Cow<'t, str>)>;

#[derive(Debug)]
struct Comparison<'t> {
    operator: Operator,
    key: Cow<'t, str>,
    operands: Strings<'t>,
}

impl<'t> Document<'t> {
    pub(crate) fn read(text: &'t str) -> Result<Self, Fault> {
        let mut version = Version::Old;
        let mut statements = None;
        for (name, raw) in json::members(text)? {
            match &*name {
                "Version" => version = read_version(raw.get())?,
                "Id" => {
                    string(json::value(raw.get())?)?;
                }
                "Statement" => statements = Some(raw.get()),
                // Names are compared with case, as IAM's grammar spells them.
                _ => return Err(Fault::Shape),
            }
        }
        let clauses = statements.map_or(Ok(Vec::new()), |raw| read_statements(raw, text))?;
        Ok(Self { version, clauses })
    }

    pub(crate) fn variables(&self) -> Variables {
        match self.version {
            Version::Old => Variables::Literal,
            Version::New => Variables::Alive,
        }
    }

    /// Every key that it mentions, as spelled: in conditions, and as variables, the escapes among them, as IAM reports.
    pub(crate) fn context_keys(&self) -> BTreeSet<String> {
        let mut keys: BTreeSet<String> = self
            .clauses
            .iter()
            .flat_map(|clause| &clause.comparisons)
            .map(|comparison| comparison.key.to_string())
            .collect();
        if self.version == Version::New {
            keys.extend(
                self.clauses.iter().flat_map(Clause::texts).flat_map(|text| parts(text)).filter_map(variable),
            );
        }
        keys
    }
}

impl Clause<'_> {
    pub(crate) fn conditions(&self, variables: Variables) -> impl Iterator<Item = Condition> {
        self.comparisons.iter().map(move |comparison| {
            Condition::compile(comparison.operator, &comparison.key, &comparison.operands, variables)
        })
    }

    /// The texts in which variables are looked for.
    fn texts(&self) -> impl Iterator<Item = &Cow<'_, str>> {
        let resources = self.resource.iter().chain(&self.not_resource).flatten();
        resources.chain(self.comparisons.iter().flat_map(|comparison| &comparison.operands))
    }
}

fn variable(part: Part<'_>) -> Option<String> {
    match part {
        Part::Text(_) => None,
        Part::Escaped(character) => Some(character.to_owned()),
        Part::Variable(inner) => Some(crate::variable::Variable::parse(inner).key.spelled().to_owned()),
    }
}

fn read_version(raw: &str) -> Result<Version, Fault> {
    match &*string(json::value(raw)?)? {
        "2008-10-17" => Ok(Version::Old),
        "2012-10-17" => Ok(Version::New),
        _ => Err(Fault::Shape),
    }
}

fn read_statements<'t>(raw: &'t str, text: &str) -> Result<Vec<Clause<'t>>, Fault> {
    if raw.starts_with('{') {
        return Ok(vec![read_statement(raw, text)?]);
    }
    let elements = json::elements(raw)?;
    if elements.len() > MAX_STATEMENTS {
        return Err(Fault::Shape);
    }
    elements.into_iter().map(|raw| read_statement(raw.get(), text)).collect()
}

fn read_statement<'t>(raw: &'t str, text: &str) -> Result<Clause<'t>, Fault> {
    let start = offset_of(raw, text);
    let mut clause = Clause {
        sid: None,
        effect: Effect::Deny,
        effect_is_exact: false,
        action: None,
        not_action: None,
        resource: None,
        not_resource: None,
        principal: None,
        not_principal: None,
        comparisons: Vec::new(),
        bytes: start..start + raw.len(),
    };
    let mut has_effect = false;
    for (name, raw) in json::members(raw)? {
        let value = json::value(raw.get())?;
        match &*name {
            "Sid" => clause.sid = Some(string(value)?),
            "Effect" => {
                (clause.effect, clause.effect_is_exact) = effect(&string(value)?)?;
                has_effect = true;
            }
            "Principal" => clause.principal = Some(principals(value)?),
            "NotPrincipal" => clause.not_principal = Some(principals(value)?),
            "Action" => clause.action = Some(strings(value)?),
            "NotAction" => clause.not_action = Some(strings(value)?),
            "Resource" => clause.resource = Some(strings(value)?),
            "NotResource" => clause.not_resource = Some(strings(value)?),
            "Condition" => clause.comparisons = comparisons(value)?,
            _ => return Err(Fault::Shape),
        }
    }
    let contradicts = (clause.action.is_some() && clause.not_action.is_some())
        || (clause.resource.is_some() && clause.not_resource.is_some())
        || (clause.principal.is_some() && clause.not_principal.is_some());
    if has_effect && !contradicts { Ok(clause) } else { Err(Fault::Shape) }
}

fn effect(text: &str) -> Result<(Effect, bool), Fault> {
    for (effect, name) in [(Effect::Allow, "Allow"), (Effect::Deny, "Deny")] {
        if text.eq_ignore_ascii_case(name) {
            return Ok((effect, text == name));
        }
    }
    Err(Fault::Shape)
}

fn principals(value: Json<'_>) -> Result<Principals<'_>, Fault> {
    match value {
        Json::Text(text) if text == "*" => Ok(vec![(PartyKind::Aws, text)]),
        Json::Object(members) => {
            let mut principals = Vec::new();
            for (name, value) in members {
                let kind = PartyKind::parse(&name).ok_or(Fault::Shape)?;
                principals.extend(strings(value)?.into_iter().map(|spelled| (kind, spelled)));
            }
            Ok(principals)
        }
        _ => Err(Fault::Shape),
    }
}

fn comparisons(value: Json<'_>) -> Result<Vec<Comparison<'_>>, Fault> {
    let mut comparisons = Vec::new();
    for (name, keys) in object(value)? {
        let operator = Operator::parse(&name).ok_or(Fault::Shape)?;
        for (key, value) in object(keys)? {
            comparisons.push(Comparison { operator, key, operands: operands(value)? });
        }
    }
    Ok(comparisons)
}

fn operands(value: Json<'_>) -> Result<Strings<'_>, Fault> {
    match value {
        Json::List(values) => values.into_iter().map(operand).collect(),
        value => Ok(vec![operand(value)?]),
    }
}

fn operand(value: Json<'_>) -> Result<Cow<'_, str>, Fault> {
    match value {
        Json::Text(text) => Ok(text),
        Json::Number(number) => Ok(Cow::Owned(number)),
        Json::Bool(value) => Ok(Cow::Borrowed(if value { "true" } else { "false" })),
        Json::Null | Json::List(_) | Json::Object(_) => Err(Fault::Shape),
    }
}

fn object(value: Json<'_>) -> Result<Vec<(Cow<'_, str>, Json<'_>)>, Fault> {
    match value {
        Json::Object(members) => Ok(members),
        _ => Err(Fault::Shape),
    }
}

fn strings(value: Json<'_>) -> Result<Strings<'_>, Fault> {
    match value {
        Json::List(values) => values.into_iter().map(string).collect(),
        value => Ok(vec![string(value)?]),
    }
}

fn string(value: Json<'_>) -> Result<Cow<'_, str>, Fault> {
    match value {
        Json::Text(text) => Ok(text),
        _ => Err(Fault::Shape),
    }
}
