//! The figures of the product, one file each: pure, exact, every formula once.
