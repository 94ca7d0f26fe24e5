//! The socket: TLS, limits, routing, graceful stop
