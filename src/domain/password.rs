//! What a new password must be: long, and not what anyone would try first.

use super::invalid::Invalid;
use super::text::folded;
use crate::message;

/// Fewest characters of a password.
pub const MIN: usize = 15;
/// Most characters: enough for any sentence, and a bound for the hashing.
pub const MAX: usize = 200;

/// Checks a new password. `of` are words it must not be made of: the user's and the company's name.
pub fn check(field: &str, password: &str, of: &[&str]) -> Result<(), Invalid> {
    let length = password.chars().count();
    let refused = |message| Err(Invalid::one(field, message));
    if length < MIN {
        return refused(message!(
            "Please use at least {min} characters: a few words in a row are easy to remember and hard to guess.",
            min = MIN
        ));
    }
    if length > MAX {
        return refused(message!("Please use at most {max} characters.", max = MAX));
    }
    let mut distinct: Vec<char> = password.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 5 {
        return refused(message!(
            "This repeats the same few characters. Please use a few different words."
        ));
    }
    let mut rest = folded(password);
    for word in of
        .iter()
        .map(|word| folded(word))
        .filter(|word| word.chars().count() >= 3)
    {
        rest = rest.replace(&word, "");
    }
    if rest.chars().filter(|c| c.is_alphanumeric()).count() < MIN / 2 {
        return refused(message!(
            "This is mostly a name that others know. Please use a few different words."
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_fine_and_needs_no_odd_characters() {
        assert!(check("p", "three ladders on a truck", &["maria"]).is_ok());
        assert!(check("p", "梯子三把在卡车上真的很重要啊对吗", &[]).is_ok());
    }

    #[test]
    fn short_endless_repeated_and_own_name_are_refused_with_a_sentence() {
        for bad in [
            "fourteen chars",
            "aaaaaaaaaaaaaaaaaaa",
            "abababababababab",
            "handyman handyman 1",
        ] {
            assert!(check("p", bad, &["Handyman"]).is_err(), "{bad}");
        }
        assert!(check("p", &"xyz vw".repeat(100), &[]).is_err());
    }
}
