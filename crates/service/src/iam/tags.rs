//! The rules about tags that are checked after authorization.

use model::input::List;
use model::{Tag, TagKey};

use crate::error::{Error, InvalidInput, Quota};

/// At most so many tags in one request.
pub type Tags = List<Tag, 50>;
/// At most so many keys in one request.
pub type TagKeys = List<TagKey, 50>;

/// Whether `Team` and `team` are one key: they are for users and roles, and are not for devices and policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCase {
    /// They are one.
    Ignored,
    /// They are two.
    Kept,
}

impl KeyCase {
    fn same(self, one: &TagKey, other: &TagKey) -> bool {
        match self {
            Self::Ignored => one.folded() == other.folded(),
            Self::Kept => one == other,
        }
    }

    const fn twice(self) -> InvalidInput {
        match self {
            Self::Ignored => InvalidInput::DuplicateTagKeys,
            Self::Kept => InvalidInput::RepeatedTagKeys,
        }
    }
}

/// The tags after some were set: a new spelling of a key replaces the old one.
pub fn tagged(before: &[Tag], new: &[Tag], case: KeyCase) -> Result<Vec<Tag>, Error> {
    if new.iter().any(|tag| tag.key.is_reserved()) {
        return Err(InvalidInput::ReservedTagKey.into());
    }
    let is_repeated =
        |(index, tag): (usize, &Tag)| new.iter().take(index).any(|other| case.same(&tag.key, &other.key));
    if new.iter().enumerate().any(is_repeated) {
        return Err(case.twice().into());
    }
    let mut tags = before.to_vec();
    for tag in new {
        match tags.iter_mut().find(|old| case.same(&old.key, &tag.key)) {
            Some(old) => *old = tag.clone(),
            None => tags.push(tag.clone()),
        }
    }
    if tags.len() as u64 > Quota::TAGS.limit {
        return Err(Quota::TAGS.into());
    }
    Ok(tags)
}

/// The tags as lists of them are answered: by key.
pub fn sorted(tags: &[Tag]) -> Vec<Tag> {
    let mut tags = tags.to_vec();
    tags.sort_by(|one, other| one.key.cmp(&other.key));
    tags
}

/// The tags after some were taken away; keys that are not there do not matter.
pub fn untagged(before: &[Tag], keys: &[TagKey], case: KeyCase) -> Vec<Tag> {
    before.iter().filter(|tag| !keys.iter().any(|key| case.same(&tag.key, key))).cloned().collect()
}
