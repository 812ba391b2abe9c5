//! The program itself: its commands, its start and its end.

mod commands;
mod durability;
mod migrations;
mod outage;
