//! The public API, as any client of it: whose credentials, signed requests, answers.

pub mod answer;
pub mod client;
pub mod files;
pub mod process;
pub mod source;

pub use answer::Element;
pub use client::{Answer, Aws, Refusal};
pub use source::{Asked, Keys, Source};
