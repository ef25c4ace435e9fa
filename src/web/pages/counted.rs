//! A number with what it counts: one of a thing is said in another way than two.

use crate::domain::message::Message;
use crate::message;

pub fn people(n: u64) -> Message {
    match n {
        1 => message!("1 person"),
        n => message!("{n} people", n = n),
    }
}

pub fn skills(n: u64) -> Message {
    match n {
        1 => message!("1 skill"),
        n => message!("{n} skills", n = n),
    }
}

pub fn tools(n: u64) -> Message {
    match n {
        1 => message!("1 tool"),
        n => message!("{n} tools", n = n),
    }
}

pub fn categories(n: u64) -> Message {
    match n {
        1 => message!("1 category"),
        n => message!("{n} categories", n = n),
    }
}

pub fn levels(n: u64) -> Message {
    match n {
        1 => message!("1 level"),
        n => message!("{n} levels", n = n),
    }
}

pub fn ratings(n: u64) -> Message {
    match n {
        1 => message!("1 rating"),
        n => message!("{n} ratings", n = n),
    }
}

pub fn answers(n: u64) -> Message {
    match n {
        1 => message!("1 answer"),
        n => message!("{n} answers", n = n),
    }
}

pub fn manager_evaluations(n: u64) -> Message {
    match n {
        1 => message!("1 manager evaluation"),
        n => message!("{n} manager evaluations", n = n),
    }
}

pub fn self_evaluations(n: u64) -> Message {
    match n {
        1 => message!("1 self evaluation"),
        n => message!("{n} self evaluations", n = n),
    }
}
