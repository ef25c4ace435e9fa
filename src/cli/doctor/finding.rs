//! One thing that was looked at: how it is, in one sentence, and one remedy.

use serde::Serialize;
use std::borrow::Cow;

/// How it is; in the order of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    Well,
    Attention,
    Broken,
}

impl Grade {
    pub const fn word(self) -> &'static str {
        match self {
            Grade::Well => "well",
            Grade::Attention => "attention",
            Grade::Broken => "broken",
        }
    }

    /// The exit code.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// For programs; stays the same between versions.
    pub code: Cow<'static, str>,
    pub grade: Grade,
    pub sentence: String,
    /// What to do; empty when all is well.
    pub remedy: String,
}

impl Finding {
    pub fn well(code: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            grade: Grade::Well,
            sentence: sentence.into(),
            remedy: String::new(),
        }
    }

    pub fn attention(code: &'static str, sentence: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            grade: Grade::Attention,
            sentence: sentence.into(),
            remedy: remedy.into(),
        }
    }

    pub fn broken(code: &'static str, sentence: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            grade: Grade::Broken,
            ..Self::attention(code, sentence, remedy)
        }
    }

    /// Sentence and remedy on one line.
    pub fn text(&self) -> String {
        format!("{} {}", self.sentence, self.remedy).trim_end().to_owned()
    }

    /// On a list of things that are well and things that are not.
    pub fn marked(&self) -> String {
        match self.grade {
            Grade::Well => format!("  ok  {}", self.sentence),
            Grade::Attention => format!("   !  {}\n      {}", self.sentence, self.remedy),
            Grade::Broken => format!("  !!  {}\n      {}", self.sentence, self.remedy),
        }
    }
}

/// The worst of them.
pub fn worst(findings: &[Finding]) -> Grade {
    findings
        .iter()
        .map(|finding| finding.grade)
        .max()
        .unwrap_or(Grade::Well)
}
