//! Flag > environment > file > default, read once into an immutable value.
