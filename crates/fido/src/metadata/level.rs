//! Levels of certification, in the words that policies use.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A level of the FIDO Alliance's own certification. A higher one includes those below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FidoLevel {
    /// Level 1.
    #[serde(rename = "L1")]
    One,
    /// Level 1+.
    #[serde(rename = "L1plus")]
    OnePlus,
    /// Level 2.
    #[serde(rename = "L2")]
    Two,
    /// Level 2+.
    #[serde(rename = "L2plus")]
    TwoPlus,
    /// Level 3.
    #[serde(rename = "L3")]
    Three,
    /// Level 3+.
    #[serde(rename = "L3plus")]
    ThreePlus,
}

impl FidoLevel {
    /// All of them, the lowest first.
    pub const ALL: [Self; 6] =
        [Self::One, Self::OnePlus, Self::Two, Self::TwoPlus, Self::Three, Self::ThreePlus];

    /// As conditions of policies name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::One => "L1",
            Self::OnePlus => "L1plus",
            Self::Two => "L2",
            Self::TwoPlus => "L2plus",
            Self::Three => "L3",
            Self::ThreePlus => "L3plus",
        }
    }
}

impl fmt::Display for FidoLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An overall level of FIPS 140.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FipsLevel {
    /// Level 1.
    #[serde(rename = "L1")]
    One,
    /// Level 2.
    #[serde(rename = "L2")]
    Two,
    /// Level 3.
    #[serde(rename = "L3")]
    Three,
    /// Level 4.
    #[serde(rename = "L4")]
    Four,
}

impl FipsLevel {
    /// All of them, the lowest first.
    pub const ALL: [Self; 4] = [Self::One, Self::Two, Self::Three, Self::Four];

    /// As conditions of policies name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::One => "L1",
            Self::Two => "L2",
            Self::Three => "L3",
            Self::Four => "L4",
        }
    }
}

impl fmt::Display for FipsLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which FIPS 140 a module was validated against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FipsRevision {
    /// FIPS 140-2.
    #[serde(rename = "140-2")]
    Two,
    /// FIPS 140-3.
    #[serde(rename = "140-3")]
    Three,
}

/// What a key is certified as. Nothing at all is what every key is that nobody vouches for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certification {
    /// By the FIDO Alliance.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fido: Option<FidoLevel>,
    /// After FIPS 140-2.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fips_140_2: Option<FipsLevel>,
    /// After FIPS 140-3.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fips_140_3: Option<FipsLevel>,
}

impl Certification {
    /// Certified as nothing.
    pub const NONE: Self = Self { fido: None, fips_140_2: None, fips_140_3: None };

    /// Whether it is certified as nothing.
    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }

    /// As GetMFADevice shows it in its `Certifications`: `FIDO`, `FIPS-140-2` and `FIPS-140-3`, each with its level, those that
    /// there are.
    pub fn named(&self) -> BTreeMap<&'static str, &'static str> {
        let fips = |level: Option<FipsLevel>| level.map(FipsLevel::as_str);
        [
            ("FIDO", self.fido.map(FidoLevel::as_str)),
            ("FIPS-140-2", fips(self.fips_140_2)),
            ("FIPS-140-3", fips(self.fips_140_3)),
        ]
        .into_iter()
        .filter_map(|(name, level)| Some((name, level?)))
        .collect()
    }
}
