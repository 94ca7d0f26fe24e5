//! Opening a browser.

use std::process::{Command, Stdio};

/// Opens an address, if there is anything to open it with. Whether somebody sees it only they can tell, so the address is printed too.
pub fn open(address: &str) -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(browser) = set("BROWSER") {
        // Several may be named, as a path is; the first that starts is the one.
        return std::env::split_paths(&browser).any(|browser| started(Command::new(browser).arg(address)));
    }
    if cfg!(target_os = "macos") {
        return started(Command::new("open").arg(address));
    }
    // Without a display, `xdg-open` starts a browser in this very terminal.
    let has_display = set("DISPLAY").is_some() || set("WAYLAND_DISPLAY").is_some();
    has_display && started(Command::new("xdg-open").arg(address))
}

fn started(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
}
