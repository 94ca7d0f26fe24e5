use super::{Generation, Keyring, MalformedKeyring, NextKeyError};
use model::Timestamp;

fn three() -> Keyring {
    let keyring = Keyring::first([1; 32]).rotated([2; 32]).unwrap().rotated([3; 32]).unwrap();
    keyring.ending(Generation(1), Timestamp::from_secs(1000))
}

#[test]
fn a_key_file_reads_back_as_it_was_written() {
    let text = three().to_text();
    let read = Keyring::parse(text.expose()).unwrap();
    assert_eq!(read.to_text().expose(), text.expose());
    assert_eq!(read.current(), Generation(3));
    let expected =
        [(Generation(3), None), (Generation(2), None), (Generation(1), Some(Timestamp::from_secs(1000)))];
    assert_eq!(read.generations().collect::<Vec<_>>(), expected);
    assert_eq!(read.key(Generation(1)), Some(&[1; 32]));
}

#[test]
fn an_older_key_opens_until_its_end_and_the_current_one_always() {
    for (now, left) in [(999, vec![3, 2, 1]), (1000, vec![3, 2]), (2000, vec![3, 2])] {
        let keyring = three().without_expired(Timestamp::from_secs(now));
        assert_eq!(keyring.generations().map(|(g, _)| g.number()).collect::<Vec<_>>(), left, "at {now}");
    }
    let ended = three().ending(Generation(3), Timestamp::from_secs(1));
    assert_eq!(ended.without_expired(Timestamp::from_secs(2)).current(), Generation(3));
    assert_eq!(three().current_only().generations().count(), 1);
}

#[test]
fn r7_a_malformed_key_file_is_refused_by_line_and_not_quoted() {
    const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    for (text, refused) in [
        (String::new(), MalformedKeyring::Header),
        (format!("1 {KEY}"), MalformedKeyring::Header),
        ("bartizan-keyring 2\n".to_owned(), MalformedKeyring::Header),
        ("bartizan-keyring 1\n# no key\n".to_owned(), MalformedKeyring::Empty),
        (format!("bartizan-keyring 1\n0 {KEY}"), MalformedKeyring::Line(2)),
        (format!("bartizan-keyring 1\n+1 {KEY}"), MalformedKeyring::Line(2)),
        (format!("bartizan-keyring 1\n01 {KEY}"), MalformedKeyring::Line(2)),
        (format!("bartizan-keyring 1\n\n1 {}", &KEY[4..]), MalformedKeyring::Line(3)),
        (format!("bartizan-keyring 1\n1 {KEY} 1 1"), MalformedKeyring::Line(2)),
        (format!("bartizan-keyring 1\n1  {KEY}"), MalformedKeyring::Line(2)),
        (format!("bartizan-keyring 1\n1 {KEY} 5"), MalformedKeyring::CurrentEnds),
        (format!("bartizan-keyring 1\n1 {KEY}\n2 {KEY}"), MalformedKeyring::Order(3)),
        (format!("bartizan-keyring 1\n1 {KEY}\n1 {KEY}"), MalformedKeyring::Order(3)),
    ] {
        assert_eq!(Keyring::parse(&text).err(), Some(refused), "{text}");
        assert!(!format!("{refused} {refused:?}").contains("AQEB"));
    }
    assert!(Keyring::parse(&format!("bartizan-keyring 1\r\n1 {KEY}\r\n")).is_ok());
}

#[test]
fn r4_a_key_that_was_added_opens_and_seals_only_once_it_is_activated() {
    let before = Keyring::first([1; 32]);
    let added = before.with_next([2; 32], Some(Timestamp::from_secs(7))).unwrap();
    assert_eq!(added.current(), Generation(1));
    assert_eq!(added.with_next([3; 32], None).err(), Some(NextKeyError::Waits(Generation(2))));
    assert_eq!(before.activated().err(), Some(NextKeyError::None));
    let active = added.activated().unwrap();
    assert_eq!(active.current(), Generation(2));
    // A server that has it opens what another seals that has activated it already.
    assert_eq!(added.key(Generation(2)), Some(&[2; 32]));
    for keyring in [added, active] {
        let text = keyring.to_text();
        let read = Keyring::parse(text.expose()).unwrap();
        assert_eq!(read.to_text().expose(), text.expose());
        assert_eq!(read.states(), keyring.states());
    }
}

#[test]
fn r4_a_key_that_others_may_have_opens_nothing_that_is_brought_and_leaves_its_pepper() {
    let rotated = Keyring::first([1; 32]).rotated([2; 32]).unwrap();
    let exposed = rotated.ending(Generation(1), Timestamp::from_secs(1_000)).exposed();
    assert_eq!(exposed.generations().last(), Some((Generation(1), None)), "it is due at once");
    assert!(exposed.is_exposed(Generation(1)) && !exposed.is_exposed(Generation(2)));
    assert_eq!((exposed.key(Generation(1)), exposed.trusted_key(Generation(1))), (Some(&[1; 32]), None));
    let text = exposed.to_text();
    let exposed = Keyring::parse(text.expose()).unwrap();
    assert_eq!(exposed.to_text().expose(), text.expose());
    let pepper = exposed.pepper(Generation(1)).unwrap();
    let without = exposed.without(Generation(1), true);
    assert_eq!(without.key(Generation(1)), None);
    let text = without.to_text();
    let without = Keyring::parse(text.expose()).unwrap();
    assert_eq!(without.pepper(Generation(1)), Some(pepper));
    assert_eq!(without.states().len(), 2);
    assert_eq!(without.without(Generation(1), false).pepper(Generation(1)), None);
}
