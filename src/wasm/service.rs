//! The service for JavaScript: a request and what was read go in, a step comes out.
