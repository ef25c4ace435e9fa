//! What the sample company says: invented names and sentences.

pub const COMPANY: &str = "Hearth & Hammer Home Repair";
pub const TIME_ZONE: &str = "America/Denver";

// 53 and 47 have no common divisor: the first 2,491 pairs differ.
pub const FIRST_NAMES: [&str; 53] = [
    "Rosa", "Marcus", "Aiyana", "Tomás", "Keiko", "Darnell", "Ingrid", "Yusuf", "Lena", "Kwame", "Priya", "Owen",
    "Mei", "Andre", "Siobhán", "Mateo", "Amara", "Gus", "Noor", "Pavel", "Tessa", "Hiroshi", "Camila", "Jamal",
    "Freya", "Dmitri", "Lupe", "Caleb", "Anjali", "Bo", "Zainab", "Hector", "Maren", "Tyrell", "Linh", "Sven",
    "Esther", "Rafael", "Nadia", "Cole", "Imani", "Wes", "Paloma", "Arjun", "Greta", "Malik", "Joy", "Emil", "Xochitl",
    "Dean", "Farah", "Nils", "Ruth",
];

pub const LAST_NAMES: [&str; 47] = [
    "Alvarez",
    "Bennett",
    "Castellano",
    "Dawes",
    "Eriksen",
    "Farouk",
    "Grady",
    "Huang",
    "Ibarra",
    "Jennings",
    "Kowalski",
    "Lindqvist",
    "Mbeki",
    "Nakamura",
    "O’Dell",
    "Pruitt",
    "Quintero",
    "Redfern",
    "Sandoval",
    "Tran",
    "Underhill",
    "Vance",
    "Whitlock",
    "Yazzie",
    "Zielinski",
    "Abernathy",
    "Bhatt",
    "Crowley",
    "Duarte",
    "Engstrom",
    "Fontaine",
    "Gupta",
    "Hollis",
    "Ivers",
    "Jimenez",
    "Kessler",
    "Lozano",
    "Mensah",
    "Norwood",
    "Osei",
    "Park",
    "Ramsey",
    "Stroud",
    "Tafoya",
    "Villanueva",
    "Weaver",
    "Xiong",
];

pub const PROMOTED: [&str; 8] = [
    "Runs standard jobs alone and comes back with no call-backs.",
    "Met every target of the tier in two evaluations in a row.",
    "Took over the bathroom remodels from start to finish.",
    "Customers ask for this person by name; paperwork is complete.",
    "Trained two new people this season and signed off their skills.",
    "Finished the electrical basics course and shows it on the job.",
    "Safety at target for a full year, steady work in seven trades.",
    "Led the clinic refit on time and within the estimate.",
];

pub const RATING_NOTES: [&str; 10] = [
    "Clean work on the Maple Street job.",
    "Needs a second pair of eyes on the first one of a day.",
    "Much quicker than half a year ago.",
    "Watch the reveal at the latch side.",
    "Did three of these alone this quarter.",
    "Call-back in spring, since then none.",
    "Ready to show this to somebody else.",
    "Ask for help before opening the wall.",
    "Layout is right, cutting still takes long.",
    "Good eye for matching what is there.",
];

pub const SHARED_NOTES: [&str; 8] = [
    "Steady half year. Next step: take one plumbing job a week with somebody beside you.",
    "We agreed on two days of drywall finishing with the crew in the Elm Court flats.",
    "Estimates are close to actual hours now. Keep the photo log going.",
    "Bring the ladder check sheet back to the office every Friday.",
    "Good with customers who are worried about dust. Thank you for staying late in March.",
    "Focus until the next talk: tile layout and waterproofing.",
    "Shadow the exterior crew for the deck season.",
    "Ready for more diagnosis work: take the first call on appliance jobs.",
];

pub const SELF_NOTES: [&str; 5] = [
    "I would like to do more tile work.",
    "Confident with doors now. Electrical still makes me nervous.",
    "I can show others how to set up dust control.",
    "Would like to get the ladder rack fixed on van 3.",
    "Happy to take the next apprentice along.",
];

pub const PRIVATE_NOTES: [&str; 3] = [
    "Talk about pay in the next budget round.",
    "Check in a month whether the van stock is complete.",
    "May want to lead a crew next year; ask first.",
];

/// Name and description of what the catalogue does not list.
pub const SPECIAL_SKILLS: [(&str, &str); 6] = [
    ("Speaks Spanish with customers", "Walk-throughs and estimates."),
    ("MIG welding", "Gates and railings, up to quarter inch."),
    (
        "Drone roof inspection",
        "Photos for estimates; holds the remote pilot certificate.",
    ),
    ("Sign language", "Basic conversation."),
    ("Antique window restoration", "Rope-and-weight sashes, reglazing."),
    ("Lock picking for lock-outs", "Residential pin tumbler."),
];

pub const COMMENTS: [&str; 4] = [
    "Fair. I want to get the exterior skills up next.",
    "Thanks, that matches what I thought.",
    "I think my drywall finishing is better than that, let us look at it together.",
    "Read it.",
];

pub const STATEMENT: &str =
    "The two call-backs in spring were on a job I only finished. I would like that to stand here.";
