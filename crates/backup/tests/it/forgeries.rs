use bartizan_backup::Refused;
use store::Exported;
use vault::Keyring;

use crate::shared::{frames, keyring, pieces, read};

/// A small one, so that every byte of it can be tried.
fn small() -> Vec<Exported> {
    let mut pieces = pieces();
    pieces.remove(1);
    pieces
}

#[test]
fn r31_a_backup_that_breaks_off_anywhere_is_refused() {
    let bytes = frames(&keyring(), &small()).concat();
    for length in 0..bytes.len() {
        let refused = read(&bytes[..length], &keyring()).expect_err("it breaks off");
        let says_so = matches!(refused, Refused::NotABackup | Refused::Truncated { .. });
        assert!(says_so, "{length} of {}: {refused}", bytes.len());
    }
}

#[test]
fn r31_a_backup_of_which_a_bit_was_changed_is_refused() {
    let bytes = frames(&keyring(), &small()).concat();
    for place in 0..bytes.len() {
        for bit in [0, 7] {
            let mut changed = bytes.clone();
            changed[place] ^= 1 << bit;
            assert!(read(&changed, &keyring()).is_err(), "bit {bit} of byte {place}");
        }
    }
}

#[test]
fn r31_frames_that_are_left_out_moved_or_doubled_are_refused() {
    let whole = frames(&keyring(), &small());
    for place in 0..whole.len() {
        let mut without = whole.clone();
        without.remove(place);
        assert!(read(&without.concat(), &keyring()).is_err(), "without frame {place}");
        let mut doubled = whole.clone();
        doubled.insert(place, whole[place].clone());
        assert!(read(&doubled.concat(), &keyring()).is_err(), "frame {place} twice");
    }
    for [one, other] in [[1, 2], [2, 3], [1, 3], [2, 4]] {
        let mut moved = whole.clone();
        moved.swap(one, other);
        assert!(read(&moved.concat(), &keyring()).is_err(), "frames {one} and {other} exchanged");
    }
    let mut followed = whole.concat();
    followed.push(0);
    assert!(matches!(read(&followed, &keyring()), Err(Refused::Trailing { .. })));
    // The frames of another backup under the same key and salt, in their own order.
    let mut mixed = whole;
    let other = frames(&keyring(), &pieces());
    mixed[2].clone_from(&other[3]);
    assert!(matches!(read(&mixed.concat(), &keyring()), Err(Refused::Damaged { .. })));
}

#[test]
fn r31_a_backup_under_another_key_is_refused() {
    let bytes = frames(&keyring(), &pieces()).concat();
    let foreign = Keyring::first([8; 32]);
    assert!(matches!(read(&bytes, &foreign), Err(Refused::ForeignKey)));
    let later = Keyring::first([8; 32]).rotated([7; 32]).unwrap().current_only();
    assert!(matches!(read(&bytes, &later), Err(Refused::MissingGeneration(1))));
}

#[test]
fn r5_a_backup_does_not_hold_the_master_key() {
    let bytes = frames(&Keyring::first(*b"a master key is thirty-two bytes"), &small()).concat();
    assert!(
        !bytes
            .windows(12)
            .any(|window| b"a master key is thirty-two bytes".windows(12).any(|key| key == window))
    );
}

#[test]
fn what_is_something_else_or_of_a_later_format_is_named() {
    for other in [b"".as_slice(), b"SQLite format 3\0 and so on", b"bartizan-backup"] {
        assert!(matches!(read(other, &keyring()), Err(Refused::NotABackup)));
    }
    let later = br#"{"format":2,"anything":"else"}"#;
    let mut bytes = b"bartizan-backup\n".to_vec();
    bytes.extend(u32::try_from(later.len()).unwrap().to_be_bytes());
    bytes.push(1);
    bytes.extend(later);
    bytes.extend([0; 32]);
    assert!(matches!(read(&bytes, &keyring()), Err(Refused::NewerFormat { found: 2, known: 1 })));
    // A length that promises much takes no memory.
    let mut endless = b"bartizan-backup\n".to_vec();
    endless.extend(u32::MAX.to_be_bytes());
    assert!(matches!(read(&endless, &keyring()), Err(Refused::Damaged { at: 16 })));
}
