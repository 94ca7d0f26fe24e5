//! The judge: from policies and a request to a decision with its reason
