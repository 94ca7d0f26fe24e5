//! What pages say, in four languages.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::{LanguageIdentifier, langid};

/// A language that the console speaks.
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
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::English, Self::French, Self::Japanese, Self::Spanish];

    /// The tag, as HTML and HTTP write it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Japanese => "ja",
            Self::Spanish => "es",
        }
    }

    /// The name that its speakers have for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
            Self::Japanese => "日本語",
            Self::Spanish => "Español",
        }
    }

    /// The language of a tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The first language of an `Accept-Language` header that the console speaks. Browsers list what their people prefer first;
    /// the weights say nothing else.
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').take(20).find_map(|part| {
            let tag = part.split(';').next().unwrap_or_default().trim();
            Self::of_tag(&tag.split('-').next().unwrap_or_default().to_ascii_lowercase())
        })
    }

    const fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::French => langid!("fr"),
            Self::Japanese => langid!("ja"),
            Self::Spanish => langid!("es"),
        }
    }

    const fn texts(self) -> &'static [&'static str] {
        macro_rules! texts {
            ($language:literal) => {
                &[
                    include_str!(concat!("../locales/", $language, "/common.ftl")),
                    include_str!(concat!("../locales/", $language, "/signin.ftl")),
                    include_str!(concat!("../locales/", $language, "/credentials.ftl")),
                    include_str!(concat!("../locales/", $language, "/users.ftl")),
                    include_str!(concat!("../locales/", $language, "/account.ftl")),
                    include_str!(concat!("../locales/", $language, "/contacts.ftl")),
                    include_str!(concat!("../locales/", $language, "/keys.ftl")),
                    include_str!(concat!("../locales/", $language, "/sites.ftl")),
                    include_str!(concat!("../locales/", $language, "/terminals.ftl")),
                    include_str!(concat!("../locales/", $language, "/recovery.ftl")),
                    include_str!(concat!("../locales/", $language, "/recovery_codes.ftl")),
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
}

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 4]> = LazyLock::new(|| Language::ALL.map(bundle));

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
    // Marks around values would be copied along with codes and names.
    bundle.set_use_isolating(false);
    for text in language.texts() {
        // A file that does not parse is found by the tests; what of it parses is used.
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// A language, to speak it.
#[derive(Clone, Copy, Debug)]
pub struct Speech(pub Language);

impl Speech {
    /// A text.
    pub fn say(self, id: &str) -> Cow<'static, str> {
        self.format(id, None)
    }

    /// A text with one value in it.
    #[expect(clippy::needless_pass_by_value, reason = "templates hand over references, code whatever it has")]
    pub fn say1(self, id: &str, name: &'static str, value: impl ToString) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set(name, value.to_string());
        self.format(id, Some(&args))
    }

    /// A text with two values in it.
    pub fn say2(
        self,
        id: &str,
        (name, value): (&'static str, impl ToString),
        (other, second): (&'static str, impl ToString),
    ) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set(name, value.to_string());
        args.set(other, second.to_string());
        self.format(id, Some(&args))
    }

    /// A text that depends on a number.
    pub fn count(self, id: &str, name: &'static str, number: i64) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set(name, number);
        self.format(id, Some(&args))
    }

    fn format(self, id: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle: &'static FluentBundle<FluentResource> = match self.0 {
            Language::English => &BUNDLES[0],
            Language::French => &BUNDLES[1],
            Language::Japanese => &BUNDLES[2],
            Language::Spanish => &BUNDLES[3],
        };
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            // Tests find every id that a page uses; a missing one is better seen than a page lost.
            return Cow::Owned(id.to_owned());
        };
        let mut errors = Vec::new();
        Cow::Owned(bundle.format_pattern(pattern, args, &mut errors).into_owned())
    }
}

#[cfg(test)]
mod tests;
