//! A row to decide about, with what can be decided.

use crate::app::imports::{Answer, Other, Question, Why};
use crate::domain::day;
use crate::domain::evaluation::Kind;
use crate::domain::message::Message;
use crate::message;
use crate::view::Choice;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Asked {
    line: u32,
    name: String,
    hints: Vec<Message>,
    choices: Vec<Choice<Message>>,
    answer: String,
}

impl Asked {
    /// Whether there is more than one thing to do.
    pub fn leaves_a_choice(&self) -> bool {
        self.choices.len() > 1
    }
}

impl From<Question> for Asked {
    fn from(question: Question) -> Self {
        let mut hints: Vec<Message> = Vec::new();
        hints.extend(
            question
                .twin
                .map(|line| message!("Line {line} has the same name.", line = line)),
        );
        let mut choices: Vec<Choice<Message>> = question
            .others
            .iter()
            .map(|other| Choice::new(other.id, person(other, &question.why)))
            .collect();
        match &question.why {
            Why::SameName => choices.push(Choice::new("new", message!("Somebody else of the same name: add"))),
            Why::WhichPerson => hints.push(message!("More than one person here has this name.")),
            Why::Recorded { date, kind, another } => {
                hints.push(recorded(*kind, day::in_words(*date)));
                if *another {
                    choices.push(Choice::new("new", message!("Write it as well")));
                }
            }
        }
        choices.push(Choice::new("skip", message!("Leave this row out")));
        Self {
            line: question.line,
            name: question.name,
            hints,
            choices,
            answer: match question.answer {
                None => String::new(),
                Some(Answer::New) => "new".into(),
                Some(Answer::Skip) => "skip".into(),
                Some(Answer::Update(id)) => id.to_string(),
            },
        }
    }
}

fn person(other: &Other, why: &Why) -> Message {
    let hired = day::in_words(other.hired);
    match (why, &other.number) {
        (Why::WhichPerson, Some(number)) => message!(
            "The one with number {number}, hired on {day}",
            number = number,
            day = hired
        ),
        (Why::WhichPerson, None) => message!("The one without a number, hired on {day}", day = hired),
        (_, Some(number)) => message!(
            "Change the one with number {number}, hired on {day}",
            number = number,
            day = hired
        ),
        (_, None) => message!("Change the one without a number, hired on {day}", day = hired),
    }
}

fn recorded(kind: Kind, day: Message) -> Message {
    match kind {
        Kind::Manager => message!(
            "A manager evaluation of {day} is there already, with other ratings. Only one counts a day.",
            day = day
        ),
        Kind::SelfRating => message!("A self evaluation of {day} is there already.", day = day),
    }
}
