//! What can be done, as plain synchronous functions: the only caller of the policy.
