//! The memory: what every store engine promises, and the suite that holds it to that
