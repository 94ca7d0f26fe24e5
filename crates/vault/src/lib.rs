//! The safe: sealing, opening, key generations, session tokens, passwords
