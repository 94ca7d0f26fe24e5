//! The edge: AWS Query in, XML out, for any operation
