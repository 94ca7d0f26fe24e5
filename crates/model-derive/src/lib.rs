//! Derives the reading of an operation's input, and what the audit trail may keep of it.
//!
//! A field `user_name` is `UserName` on the wire and `userName` in messages and events. Names that AWS writes otherwise are
//! given: `#[input(name = "VirtualMFADeviceName")]`.

use proc_macro::TokenStream;
use proc_macro2::{Span, TokenStream as Tokens};
use quote::quote;
use syn::{Data, DeriveInput, Field, Fields, Ident, LitStr, parse_macro_input};

/// Implements `model::Input` and `model::Field` for a structure with named fields.
#[proc_macro_derive(Input, attributes(input))]
pub fn derive_input(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    expand(&item).unwrap_or_else(|error| error.to_compile_error()).into()
}

fn expand(item: &DeriveInput) -> syn::Result<Tokens> {
    let Data::Struct(data) = &item.data else {
        return Err(syn::Error::new_spanned(item, "Input is derived for structures"));
    };
    let fields: Vec<&Field> = match &data.fields {
        Fields::Named(fields) => fields.named.iter().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(fields) => return Err(syn::Error::new_spanned(fields, "fields need names")),
    };
    let names = fields.iter().map(|field| wire_name(field)).collect::<syn::Result<Vec<_>>>()?;
    let paths = names.iter().map(|name| lower_camel(name));
    let idents: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
    let audit_paths = names.iter().map(|name| lower_camel(name));
    let structure = &item.ident;
    // Names that no field has: a field called `scope` would hide what the next field is read from.
    let (scope, faults) = (Ident::new("scope", Span::mixed_site()), Ident::new("faults", Span::mixed_site()));
    Ok(quote! {
        impl ::model::input::Input for #structure {
            fn read_fields(
                #scope: &::model::input::Scope<'_>,
                #faults: &mut ::model::input::Faults,
            ) -> ::core::result::Result<::core::option::Option<Self>, ::model::input::Malformed> {
                // Every field is read before any is missed, so that all that is wrong is said at once.
                #(let #idents = <#types as ::model::input::Field>::read(&#scope.place(#names, #paths), #faults)?;)*
                #(let ::core::option::Option::Some(#idents) = #idents else {
                    return ::core::result::Result::Ok(::core::option::Option::None);
                };)*
                ::core::result::Result::Ok(::core::option::Option::Some(Self { #(#idents),* }))
            }

            fn audit(&self) -> ::model::input::AuditValue {
                ::model::input::AuditValue::Object(::std::vec![
                    #((#audit_paths, ::model::input::Field::audit(&self.#idents))),*
                ])
            }
        }

        impl ::model::input::Field for #structure {
            fn read(
                place: &::model::input::Place<'_>,
                faults: &mut ::model::input::Faults,
            ) -> ::core::result::Result<::core::option::Option<Self>, ::model::input::Malformed> {
                <Self as ::model::input::Input>::read_fields(&place.scope(), faults)
            }

            fn audit(&self) -> ::model::input::AuditValue {
                <Self as ::model::input::Input>::audit(self)
            }
        }
    })
}

/// The field's name on the wire: what `#[input(name = "…")]` says, else the field's own in Pascal case.
fn wire_name(field: &Field) -> syn::Result<String> {
    let mut given = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("input")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("name") {
                return Err(meta.error("expected `name`"));
            }
            given = Some(meta.value()?.parse::<LitStr>()?.value());
            Ok(())
        })?;
    }
    let ident = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    Ok(given.unwrap_or_else(|| ident.split('_').map(capitalized).collect()))
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn lower_camel(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
