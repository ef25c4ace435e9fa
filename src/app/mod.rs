//! What can be done, as plain synchronous functions: the only caller of the policy.

pub mod score_card;
pub mod starter_catalogue;
