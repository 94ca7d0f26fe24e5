//! Targets share two programs, as most of what is compiled is the same for each; FUZZ_TARGET says which target runs
//! (`scripts/fuzz`). The two are apart because a fuzzer looks through all that is compiled into its program after every input:
//! what reads a few bytes would wait for a whole service to be looked through.

/// What looks at one input, and panics where something does not hold.
pub type Target = fn(&[u8]);

/// The target that was asked for, of those that the program has.
pub fn asked_for(named: fn(&str) -> Option<Target>) -> Target {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    named(&name).unwrap_or_else(|| {
        eprintln!("FUZZ_TARGET must be the name of a target of this program, and is {name:?}");
        std::process::exit(2)
    })
}

/// For what takes texts: other bytes never reach it.
pub fn text(bytes: &[u8], target: fn(&str)) {
    if let Ok(text) = str::from_utf8(bytes) {
        target(text);
    }
}
