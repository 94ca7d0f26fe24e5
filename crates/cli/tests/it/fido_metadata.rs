//! FIDO metadata, whoever answers: a server, or the command itself.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::Stdio;

use fido::Aaguid;
use fido::metadata::samples::{Authority, PLAIN, entry, payload, status};
use serde_json::{Value, json};

use crate::child::{Place, Said, Serving, bartizan, finish, run};

const MODELS: [Aaguid; 3] = [Aaguid([7; 16]), Aaguid([8; 16]), Aaguid([9; 16])];

struct Scene {
    place: Place,
    root: Authority,
}

impl Scene {
    fn new() -> Self {
        let place = Place::new();
        run(&place.data(), &["account", "create", "--email", "a@example.com", "--format", "json"]).done();
        let root = Authority::root(PLAIN);
        let scene = Self { place, root };
        scene.write("root.pem", scene.root.pem());
        scene
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.place.beside(name), text).unwrap();
        self.place.beside(name).to_str().unwrap().to_owned()
    }

    /// A file of this number, whose signature leads to the root.
    fn blob(&self, number: u64) -> String {
        self.signed(&payload(
            number,
            &[
                entry(
                    MODELS[0],
                    &[status("FIDO_CERTIFIED_L1", None), status("FIPS140_CERTIFIED_L2", Some(3))],
                    &[self.root.der()],
                ),
                entry(MODELS[1], &[status("FIDO_CERTIFIED_L2", None)], &[self.root.der()]),
                entry(MODELS[2], &[status("FIDO_CERTIFIED_L2", None), status("REVOKED", None)], &[]),
                json!({ "attestationCertificateKeyIdentifiers": [
                    "071c5b2d00000000000000000000000000000fff", "ff1c5b2d00000000000000000000000000000fff",
                ], "statusReports": [status("FIDO_CERTIFIED_L1", None)] }),
                json!({ "aaid": "4e4e#4005", "statusReports": [] }),
            ],
        ))
    }

    fn signed(&self, payload: &Value) -> String {
        self.root.below(PLAIN).host().sign(payload)
    }

    fn ask(&self, words: &[&str]) -> Said {
        run(&self.place.data(), &[&["fido", "metadata"], words].concat())
    }

    fn import(&self, file: &str, more: &[&str]) -> Said {
        let root = self.place.beside("root.pem");
        self.ask(&[&["import", file, "--root", root.to_str().unwrap()], more].concat())
    }

    fn shown(&self) -> Value {
        serde_json::from_str(&self.ask(&["show", "--format", "json"]).done()).unwrap()
    }

    fn events(&self) -> Vec<Value> {
        let trail = run(&self.place.data(), &["audit"]).done();
        let events = trail.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        events.filter(|event| event["eventName"] == "ImportFidoMetadata").collect()
    }
}

#[test]
fn they_are_imported_and_shown_by_the_server_or_without_one() {
    for served in [false, true] {
        let scene = Scene::new();
        let server = served.then(|| Serving::start(&scene.place.data(), &[]));
        assert!(scene.ask(&["show"]).err.contains("no security key counts as certified"));
        assert_eq!(scene.shown(), Value::Null);

        let file = scene.write("blob.jwt", &scene.blob(41));
        let said = scene.import(&file, &["--dry-run"]);
        let counted = "4 models of security keys, 3 of them certified\n";
        assert_eq!(said.done(), format!("would import FIDO metadata number 41: {counted}"));
        assert_eq!(scene.shown(), Value::Null, "a trial changes nothing");
        assert_eq!(scene.import(&file, &[]).done(), format!("imported FIDO metadata number 41: {counted}"));
        assert_eq!(
            scene.import(&file, &[]).done(),
            format!("imported FIDO metadata number 41 again: {counted}")
        );

        let file = scene.write("blob.jwt", &scene.blob(42));
        let imported: Value =
            serde_json::from_str(&scene.import(&file, &["--format", "json"]).done()).unwrap();
        assert_eq!((&imported["PreviousNumber"], &imported["Others"]), (&json!(41), &json!(1)));

        let shown = scene.shown();
        assert_eq!(
            (&shown["Number"], &shown["Models"], &shown["Uncertified"]),
            (&json!(42), &json!(4), &json!(1))
        );
        let certifications = json!({ "FIDO": { "L1": 2, "L2": 1 }, "FIPS-140-3": { "L2": 1 } });
        assert_eq!(shown["Certifications"], certifications);
        let text = scene.ask(&["show"]).done();
        assert!(text.contains("FIDO metadata number 42"), "{text}");
        assert!(text.contains("FIPS-140-3"), "{text}");

        let events = scene.events();
        let numbers: Vec<&Value> = events.iter().map(|event| &event["requestParameters"]["number"]).collect();
        assert_eq!(numbers, [&json!(41), &json!(41), &json!(42)]);
        assert_eq!(events[0]["userIdentity"]["type"], "Operator");
        if let Some(server) = server {
            server.stop();
        }
    }
}

#[test]
fn what_cannot_be_believed_is_refused_and_changes_nothing() {
    let scene = Scene::new();
    let good = scene.blob(41);
    let file = scene.write("good.jwt", &good);
    scene.import(&file, &[]).done();
    let before = scene.shown();
    let server = Serving::start(&scene.place.data(), &[]);

    let stranger = Authority::root(PLAIN);
    let longer = "A".repeat(32 * 1024 * 1024 + 1);
    let mut changed = good.clone().into_bytes();
    let middle = changed.len() / 2;
    changed[middle] = if changed[middle] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).unwrap();
    let other_host = scene.root.signer("example.com", PLAIN).sign(&payload(42, &[]));
    for (what, text, complaint) in [
        ("an older one", scene.blob(40), "this file has number 40, and number 41 was imported already"),
        ("one of a stranger", stranger.host().sign(&payload(42, &[])), "give the new one with --root"),
        ("one of another host", other_host, "signed by somebody else"),
        ("one that was changed", changed, "changed after it was signed"),
        ("a part of one", good[..good.len() - 40].to_owned(), "nothing in this file can be believed"),
        ("nothing", String::new(), "Download it again"),
        ("something else", "{\"no\": 42}".to_owned(), "Download it again"),
        ("a huge one", longer, "is longer than 33554432 bytes"),
    ] {
        let file = scene.write("bad.jwt", &text);
        let said = scene.import(&file, &[]);
        said.refused(1, complaint);
        assert_eq!(scene.shown(), before, "{what}");
    }
    scene.ask(&["import", &file]).refused(1, "its certificates do not lead to one that is trusted");
    let no_root = scene.write("no-root.pem", "-----BEGIN");
    scene
        .ask(&["import", &file, "--root", &no_root])
        .refused(1, "no-root.pem is no root certificate: no certificate in PEM");
    scene.ask(&["import", "nowhere.jwt"]).refused(1, "cannot read nowhere.jwt");
    assert_eq!(scene.shown(), before);
    assert_eq!(scene.events().len(), 1);
    server.stop();
}

#[test]
fn it_comes_from_standard_input_too() {
    let scene = Scene::new();
    let root = scene.place.beside("root.pem");
    let words = ["fido", "metadata", "import", "-", "--root", root.to_str().unwrap()];
    let mut child = bartizan(&scene.place.data(), &words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(scene.blob(7).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(scene.shown()["Number"], 7);
}

#[test]
fn metadata_that_are_overdue_or_have_holes_are_taken_with_a_warning() {
    let scene = Scene::new();
    let mut old = payload(1, &[json!({ "aaguid": "no model", "statusReports": [] })]);
    old["nextUpdate"] = json!("2024-02-29");
    let file = scene.write("blob.jwt", &scene.signed(&old));
    let said = scene.import(&file, &[]);
    assert!(said.err.contains("The next file was due on 2024-02-29"), "{}", said.err);
    assert!(said.err.contains("1 entries or certificates in the file cannot be read"), "{}", said.err);
    said.done();
    assert!(scene.ask(&["show"]).err.contains("was due on 2024-02-29"));
    assert_eq!(scene.shown()["IsOverdue"], true);
}

#[test]
fn models_that_a_newer_file_does_not_name_are_gone() {
    let scene = Scene::new();
    let file = scene.write("blob.jwt", &scene.blob(1));
    scene.import(&file, &[]).done();
    let fewer = payload(2, &[entry(MODELS[1], &[status("FIDO_CERTIFIED_L1", None)], &[])]);
    let file = scene.write("blob.jwt", &scene.signed(&fewer));
    scene.import(&file, &[]).done();
    assert_eq!(scene.shown()["Certifications"], json!({ "FIDO": { "L1": 1 } }));
}

#[test]
fn r15_a_file_that_breaks_off_changes_nothing() {
    let scene = Scene::new();
    let server = Serving::start(&scene.place.data(), &[]);
    let socket = scene.place.data().join("admin.sock");
    let part = json!({ "file": "QUFB".repeat(10_000) });
    let end = json!({ "end": {} });
    for (what, sent, answer) in [
        ("nothing", String::new(), "the upload broke off"),
        ("a part", format!("{part}\n"), "the upload broke off"),
        ("half a line", "{\"file\": \"QUFB".to_owned(), "a request is a line of at most 65536 bytes"),
        ("no base64", "{\"file\": \"%\"}\n".to_owned(), "not in base64"),
        ("tokens", "{\"tokens\": []}\n".to_owned(), "a file was to come, not tokens"),
        ("too much", format!("{part}\n").repeat(1_200), "the file is too long: 33554432 bytes are the most"),
        ("an empty file", format!("{end}\n"), "nothing in this file can be believed"),
    ] {
        let request = json!({ "command": "import-fido-metadata", "root": null, "dry_run": false });
        let mut stream = std::os::unix::net::UnixStream::connect(&socket).unwrap();
        // The server may hang up before it has read all.
        let _ = stream.write_all(format!("{request}\n{sent}").as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        // What it said is there to be read; after that a connection with something unread ends in an error.
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains(answer), "{what}: {said}");
    }
    assert_eq!(scene.shown(), Value::Null);
    server.stop();
}

#[test]
fn the_help_says_where_the_file_comes_from() {
    let place = Place::new();
    let said = finish(&mut bartizan(&place.data(), &["fido", "metadata", "import", "--help"])).done();
    for part in
        ["https://mds3.fidoalliance.org/", "certified-keys-only", "--dry-run", "GlobalSign Root CA - R3"]
    {
        assert!(said.contains(part), "{part}");
    }
}
