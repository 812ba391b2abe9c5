//! People, the organizations they act for, and the rights they have there.

pub mod role;
pub mod session;
