//! Why a search of the audit trail was refused, by the names that CloudTrail has for it.

/// What is wrong with a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupRefused {
    /// It ends before it begins.
    TimeRange,
    /// What is looked for is no attribute, or more than one.
    Attributes,
    /// The number of events.
    MaxResults,
    /// The place to go on at is none, or of another search.
    NextToken,
    /// A kind of events that there is not.
    EventCategory,
}

impl LookupRefused {
    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TimeRange => "InvalidTimeRangeException",
            Self::Attributes => "InvalidLookupAttributesException",
            Self::MaxResults => "InvalidMaxResultsException",
            Self::NextToken => "InvalidNextTokenException",
            Self::EventCategory => "InvalidEventCategoryException",
        }
    }

    /// The text.
    pub const fn message(self) -> &'static str {
        match self {
            Self::TimeRange => "The start time is after the end time.",
            Self::Attributes => {
                "Events are looked up by one attribute with a value: AccessKeyId, EventId, EventName, EventSource, ReadOnly, \
                 ResourceName, ResourceType or Username."
            }
            Self::MaxResults => "The number of results must be from 1 to 50.",
            Self::NextToken => "The token is not valid, or belongs to a request with other parameters.",
            Self::EventCategory => {
                "The event category must be insight, or be left out for management events."
            }
        }
    }
}
