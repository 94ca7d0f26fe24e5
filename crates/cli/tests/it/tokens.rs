//! Hardware tokens, whoever answers: a server, or the command itself.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::process::Stdio;

use serde_json::Value;

use crate::child::{Place, Said, Serving, bartizan, run};

const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

struct Scene {
    place: Place,
    account: String,
}

impl Scene {
    fn new() -> Self {
        let place = Place::new();
        let account = account(&place, "a@example.com");
        Self { place, account }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.place.beside(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A table of so many tokens.
    fn table(&self, name: &str, tokens: usize) -> String {
        let rows: String = (0..tokens).map(|number| format!("GAHT{number:08},{SEED}\n")).collect();
        self.file(name, format!("serial,seed\n{rows}"))
    }

    fn tokens(&self, words: &[&str]) -> Said {
        run(&self.place.data(), &[&["tokens"], words].concat())
    }

    fn serials(&self) -> Vec<String> {
        let listed: Vec<Value> =
            serde_json::from_str(&self.tokens(&["list", "--format", "json"]).done()).unwrap();
        listed.iter().map(|token| token["SerialNumber"].as_str().unwrap().to_owned()).collect()
    }
}

fn account(place: &Place, email: &str) -> String {
    let words = ["account", "create", "--email", email, "--format", "json"];
    let created: Value = serde_json::from_str(&run(&place.data(), &words).done()).unwrap();
    created["AccountId"].as_str().unwrap().to_owned()
}

#[test]
fn tokens_are_imported_listed_and_removed_by_the_server_or_without_one() {
    let scene = Scene::new();
    let account = &scene.account;
    let life = || {
        let said = scene.tokens(&["list"]);
        assert!(said.err.contains("tokens import --help") && said.done().is_empty());
        let file = scene.table("three.csv", 3);
        let dry = scene.tokens(&["import", &file, "--dry-run"]).done();
        assert_eq!(dry, format!("3 tokens could be imported for account {account}; nothing was written\n"));
        assert!(scene.serials().is_empty());
        assert_eq!(
            scene.tokens(&["import", &file]).done(),
            format!("imported 3 tokens for account {account}\n")
        );
        scene
            .tokens(&["import", &file])
            .refused(1, "tokens already with 3 of these serial numbers: GAHT00000000,");

        let more = scene.file("more.csv", format!("serial,seed,digits,counter\nABCD12345678,{SEED},8,7\n"));
        let said = scene.tokens(&["import", &more, "--shared-pool", "--format", "json"]).done();
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(
            (&said["Tokens"], &said["Account"], &said["DryRun"]),
            (&1.into(), &Value::Null, &false.into())
        );
        let table = scene.tokens(&["list"]).done();
        let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1].join(" "), "ABCD12345678 any account 8 digits at a button");
        assert_eq!(lines[2].join(" "), format!("GAHT00000000 {account} 6 digits every 30 s"));
        assert_eq!(scene.tokens(&["list", "--account", account]).done().lines().count(), 4);

        scene.tokens(&["remove", "GAHT00000000"]).refused(2, "say --yes");
        for serial in ["gaht00000000", "GAHT00000001", "GAHT00000002", "ABCD12345678"] {
            assert_eq!(
                scene.tokens(&["remove", serial, "--yes"]).done(),
                format!("removed the token {serial}\n")
            );
        }
        scene.tokens(&["remove", "GAHT00000000", "--yes"]).refused(1, "there is no token GAHT00000000");
    };
    life();
    let server = Serving::start(&scene.place.data(), &[]);
    life();
    let log = server.stop().err;
    assert!(log.contains("import-tokens") && !log.contains(SEED), "{log}");
}

#[test]
fn an_import_says_which_account_unless_there_is_only_one() {
    let place = Place::new();
    let scene = Scene { account: String::new(), place };
    Serving::start(&scene.place.data(), &["--no-first-account"]).stop();
    let file = scene.table("one.csv", 1);
    scene.tokens(&["import", &file]).refused(1, "there is no account to import tokens for");
    let [one, two] = ["a@example.com", "b@example.com"].map(|email| account(&scene.place, email));
    let said = scene.tokens(&["import", &file]);
    said.refused(1, "there are several accounts");
    for part in [format!("--account {one}"), format!("--account {two}"), "--shared-pool".to_owned()] {
        assert!(said.err.contains(&part), "{}", said.err);
    }
    scene
        .tokens(&["import", &file, "--account", "123456789012"])
        .refused(1, "there is no account 123456789012");
    assert_eq!(scene.tokens(&["import", &file, "--account", &two, "--shared-pool"]).code, Some(2));
    assert!(scene.serials().is_empty());
    scene.tokens(&["import", &file, "--account", &two]).done();
}

// What is wrong with which file `mfa::seed_file` tests; here, that it is said, and that nothing comes of it.
#[test]
fn a_bad_file_is_refused_in_words_and_nothing_is_stored() {
    let scene = Scene::new();
    let server = Serving::start(&scene.place.data(), &[]);
    let pskc = |before: &str, secret: &str| {
        format!(
            "{before}<KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\"><KeyPackage><DeviceInfo>\
             <SerialNo>GAHT12345678</SerialNo></DeviceInfo><Key Algorithm=\"totp\"><Data><Secret><PlainValue>{secret}</PlainValue>\
             </Secret></Data></Key></KeyPackage></KeyContainer>"
        )
    };
    let good = pskc("", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=");
    let key = scene.file("key", "00112233445566778899aabbccddeeff\n");
    for (content, key, complaint) in [
        (String::new(), None, "line 1: the file has no token in it"),
        (
            "serial,seed\nABCD1234,00\n".to_owned(),
            None,
            "line 2: a serial number has 9 to 256 characters, and ABCD1234 has 8",
        ),
        (
            format!("serial,seed\nGAHT12345678,{SEED}\nGAHT12345678,{SEED}\n"),
            None,
            "line 3, token GAHT12345678: this serial number is in the file twice",
        ),
        (format!("serial,seed\nGAHT12345678,{SEED}\n"), Some(&key), "nothing in the file is encrypted"),
        (good[..good.len() - 20].to_owned(), None, "it was cut off"),
        (
            pskc("<!DOCTYPE x SYSTEM \"http://localhost/x\">", ""),
            None,
            "a document type (DOCTYPE) has no place in a seed file",
        ),
        (pskc("", "&seed;"), None, "an entity has no place in a seed file"),
        (pskc("", "MTIz"), None, "token GAHT12345678: the seed has 3 bytes"),
    ] {
        let file = scene.file("bad", &content);
        let words: Vec<&str> =
            ["import", &file].into_iter().chain(key.iter().flat_map(|key| ["--key-file", key])).collect();
        scene.tokens(&words).refused(1, complaint);
    }
    scene.tokens(&["import", "/nowhere"]).refused(1, "cannot read /nowhere");
    let good = scene.file("good", &good);
    scene
        .tokens(&["import", &good, "--key-file", "/nowhere"])
        .refused(1, "cannot read the key file /nowhere");
    let empty = scene.file("empty", "");
    scene.tokens(&["import", &good, "--key-file", &empty]).refused(1, "is empty");
    assert!(scene.serials().is_empty());
    scene.tokens(&["import", &good]).done();
    server.stop();
}

// Rule R8: a key comes from a file, and a file that others can read is told of.
#[test]
fn r8_a_key_comes_from_a_file_that_should_be_ones_own() {
    let scene = Scene::new();
    let table = scene.table("one.csv", 1);
    let key = scene.file("key", "secret");
    let own = scene.tokens(&["import", &table, "--key-file", &key]);
    assert!(!own.err.contains("Others can read"), "{}", own.err);
    fs::set_permissions(&key, PermissionsExt::from_mode(0o640)).unwrap();
    let open = scene.tokens(&["import", &table, "--key-file", &key]);
    assert!(open.err.contains("Others can read the key file"), "{}", open.err);
    for option in ["--key", "--password"] {
        assert_eq!(scene.tokens(&["import", &table, option, "secret"]).code, Some(2), "there is no {option}");
    }
}

#[test]
fn a_file_may_come_from_standard_input() {
    let scene = Scene::new();
    let mut command = bartizan(&scene.place.data(), &["tokens", "import", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("serial,seed\nGAHT12345678,{SEED}\n").as_bytes()).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(scene.serials(), ["GAHT12345678"]);
}

/// A conversation over the admin socket, as a command has it.
struct Talk(UnixStream, BufReader<UnixStream>);

impl Talk {
    fn begin(scene: &Scene) -> Self {
        let stream = UnixStream::connect(scene.place.data().join("admin.sock")).unwrap();
        let mut talk = Self(stream.try_clone().unwrap(), BufReader::new(stream));
        talk.say("{\"command\":\"import-tokens\",\"pool\":null,\"dry_run\":false}");
        talk
    }

    fn say(&mut self, line: &str) {
        // A server that has heard enough may hang up before all is said.
        let _ = self.0.write_all(format!("{line}\n").as_bytes());
    }

    fn send(&mut self, tokens: std::ops::Range<usize>) {
        let parameters = "{\"algorithm\":\"SHA1\",\"digits\":6,\"period_secs\":30}";
        let token = |number| {
            format!("{{\"serial\":\"GAHT{number:08}\",\"seed\":\"{SEED}\",\"parameters\":{parameters}}}")
        };
        let tokens: Vec<String> = tokens.map(token).collect();
        self.say(&format!("{{\"tokens\":[{}]}}", tokens.join(",")));
    }

    fn hear(&mut self) -> String {
        let mut line = String::new();
        self.1.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

// Rule R13, and DESIGN: all or nothing, whenever it is stopped.
#[test]
fn r15_an_import_that_is_killed_half_way_leaves_nothing_and_can_be_done_again_at_once() {
    let scene = Scene::new();
    let server = Serving::start(&scene.place.data(), &[]);
    let mut talk = Talk::begin(&scene);
    for piece in 0..6 {
        talk.send(piece * 100..(piece + 1) * 100);
        assert_eq!(talk.hear(), format!("{{\"result\":{{\"tokens\":{}}}}}", (piece + 1) * 100));
    }
    assert!(scene.serials().is_empty(), "500 of them are written, and none is there");
    server.kill();
    assert!(scene.serials().is_empty());
    let server = Serving::start(&scene.place.data(), &[]);
    assert!(scene.serials().is_empty());
    scene.tokens(&["import", &scene.table("all.csv", 700)]).done();
    assert_eq!(scene.serials().len(), 700);
    server.stop();
}

#[test]
fn r15_an_upload_is_bounded_and_what_breaks_off_imports_nothing() {
    type End<'a> = &'a dyn Fn(&mut Talk);
    let scene = Scene::new();
    let server = Serving::start(&scene.place.data(), &[]);
    let ways: [(End<'_>, &str); 5] = [
        (&|talk| talk.0.shutdown(Shutdown::Write).unwrap(), "the upload broke off"),
        (&|talk| talk.say("{\"file\":\"/etc/passwd\"}"), "tokens were to come, not a file"),
        (&|talk| talk.say(&"x".repeat(200_000)), "a line of at most 65536 bytes"),
        (&|talk| talk.send(0..1), "is in the file twice"),
        (
            &|talk| {
                talk.say("{\"tokens\":[{\"serial\":\"arn:aws:iam::1\",\"seed\":\"AA\",\"parameters\":{\"algorithm\":\"SHA1\",\"digits\":6,\"counter\":0}}]}");
            },
            "not a token",
        ),
    ];
    for (end, complaint) in ways {
        let mut talk = Talk::begin(&scene);
        talk.send(0..100);
        talk.hear();
        end(&mut talk);
        let mut rest = String::new();
        let _ = talk.1.read_to_string(&mut rest);
        assert!(rest.starts_with("{\"error\":") && rest.contains(complaint), "{complaint}: {rest}");
        assert!(!rest.contains(SEED));
        assert!(scene.serials().is_empty());
    }
    // Whoever hangs up without a word has changed their mind too: sooner or later the next import finds nothing in its way.
    scene.tokens(&["import", &scene.table("all.csv", 300)]).done();
    server.stop();
}
