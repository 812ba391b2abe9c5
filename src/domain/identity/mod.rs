//! People, the organizations they act for, and the rights they have there.

pub mod client;
pub mod erasure;
pub mod export;
pub mod invitation;
pub mod member;
pub mod password;
pub mod person;
pub mod role;
pub mod session;
pub mod tenant;
