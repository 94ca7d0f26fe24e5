//! What is written and said, in four languages.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use model::Timestamp;
use unic_langid::{LanguageIdentifier, langid};

/// A language that people are written to in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// French.
    French,
    /// Japanese.
    Japanese,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::English, Self::French, Self::Japanese, Self::Spanish];

    /// The tag, as HTML writes it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Japanese => "ja",
            Self::Spanish => "es",
        }
    }

    /// The tag of the voice that reads it aloud.
    pub const fn voice(self) -> &'static str {
        match self {
            Self::English => "en-US",
            Self::French => "fr-FR",
            Self::Japanese => "ja-JP",
            Self::Spanish => "es-ES",
        }
    }

    /// The language of a tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    const fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::French => langid!("fr"),
            Self::Japanese => langid!("ja"),
            Self::Spanish => langid!("es"),
        }
    }

    const fn texts(self) -> [&'static str; 2] {
        macro_rules! texts {
            ($language:literal) => {
                [
                    include_str!(concat!("../locales/", $language, "/mail.ftl")),
                    include_str!(concat!("../locales/", $language, "/voice.ftl")),
                ]
            };
        }
        match self {
            Self::English => texts!("en"),
            Self::French => texts!("fr"),
            Self::Japanese => texts!("ja"),
            Self::Spanish => texts!("es"),
        }
    }

    /// A text, with values in it.
    pub fn say(self, id: &str, values: &[(&'static str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, *value);
        }
        let bundle: &'static FluentBundle<FluentResource> = match self {
            Self::English => &BUNDLES[0],
            Self::French => &BUNDLES[1],
            Self::Japanese => &BUNDLES[2],
            Self::Spanish => &BUNDLES[3],
        };
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            // Tests find every id that is used; a missing one is better seen than a letter lost.
            return id.to_owned();
        };
        bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    /// A moment to the minute, in UTC: who reads it may be anywhere.
    pub fn moment(self, at: Timestamp) -> String {
        let text = at.extended();
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        let plain = |number: &str| number.trim_start_matches('0').to_owned();
        let month = self.say(month(part(5, 7)), &[]);
        let day = plain(part(8, 10));
        self.say("moment", &[("year", part(0, 4)), ("month", &month), ("day", &day), ("time", part(11, 16))])
    }
}

fn month(number: &str) -> &'static str {
    match number {
        "01" => "month-1",
        "02" => "month-2",
        "03" => "month-3",
        "04" => "month-4",
        "05" => "month-5",
        "06" => "month-6",
        "07" => "month-7",
        "08" => "month-8",
        "09" => "month-9",
        "10" => "month-10",
        "11" => "month-11",
        _ => "month-12",
    }
}

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 4]> = LazyLock::new(|| Language::ALL.map(bundle));

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
    // Marks around values would be copied along with codes and links.
    bundle.set_use_isolating(false);
    for text in language.texts() {
        // A file that does not parse is found by the tests; what of it parses is used.
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
mod tests;
