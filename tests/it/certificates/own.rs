//! A certificate that somebody gets elsewhere: files that are watched, and uploads.

use super::{DOMAIN, codes, shown};
use crate::support::Site;
use handyman_kpi::app::certificates::{findings, keep};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P384_SHA384,
    PKCS_RSA_SHA256, SignatureAlgorithm, date_time_ymd,
};
use std::fs;
use std::path::{Path, PathBuf};

/// A certificate with those behind it, and its key.
struct Made {
    chain: String,
    key: String,
}

/// RSA keys are made elsewhere, as those who have them did.
fn made_key(algorithm: &'static SignatureAlgorithm) -> KeyPair {
    if algorithm != &PKCS_RSA_SHA256 {
        return KeyPair::generate_for(algorithm).unwrap();
    }
    let made = std::process::Command::new("openssl")
        .args([
            "genpkey",
            "-quiet",
            "-algorithm",
            "RSA",
            "-pkeyopt",
            "rsa_keygen_bits:2048",
        ])
        .output()
        .unwrap();
    KeyPair::from_pem_and_sign_algo(std::str::from_utf8(&made.stdout).unwrap(), algorithm).unwrap()
}

impl Made {
    fn with(algorithm: &'static SignatureAlgorithm, name: &str, years: (i32, i32)) -> Self {
        let root_key = KeyPair::generate().unwrap();
        let mut root = CertificateParams::default();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        root.distinguished_name.push(DnType::CommonName, "Bought elsewhere");
        let root_pem = root.self_signed(&root_key).unwrap().pem();
        let key = made_key(algorithm);
        let mut leaf = CertificateParams::new([name.to_owned()]).unwrap();
        leaf.not_before = date_time_ymd(years.0, 1, 1);
        leaf.not_after = date_time_ymd(years.1, 1, 1);
        let leaf = leaf.signed_by(&key, &Issuer::new(root, root_key)).unwrap();
        Self {
            chain: leaf.pem() + root_pem.as_str(),
            key: key.serialize_pem(),
        }
    }

    fn good() -> Self {
        Self::with(&PKCS_ECDSA_P384_SHA384, DOMAIN, (2026, 2027))
    }

    fn own(&self) -> &str {
        self.chain
            .split_inclusive("-----END CERTIFICATE-----\n")
            .next()
            .unwrap()
    }
}

/// The files of a site that watches them.
struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn certificate(&self) -> PathBuf {
        self.folder.path().join("chain.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    fn write(&self, made: &Made) {
        fs::write(self.certificate(), &made.chain).unwrap();
        fs::write(self.key(), &made.key).unwrap();
    }

    fn site(&self) -> Site {
        Site::build()
            .configured("certificate", "own")
            .configured("names", DOMAIN)
            .with_files(&self.certificate(), Some(&self.key()))
            .start()
    }
}

/// What is wrong with what is in the files now.
fn trouble(site: &Site) -> Option<String> {
    keep(&site.app).unwrap();
    let found = findings(&site.app)
        .unwrap()
        .into_iter()
        .find(|finding| finding.code == "own_certificate");
    found.map(|finding| finding.sentence.to_string())
}

#[test]
fn files_are_watched_and_a_new_one_is_shown() {
    let files = Files::new();
    files.write(&Made::good());
    let site = files.site();
    assert_eq!(trouble(&site), None);
    let first = shown(&site);
    assert_eq!(first.issuer, "Bought elsewhere");
    files.write(&Made::with(&PKCS_RSA_SHA256, DOMAIN, (2026, 2028)));
    assert_eq!(trouble(&site), None);
    assert_ne!(shown(&site), first);
    assert_eq!(shown(&site).names, [DOMAIN]);
}

#[test]
fn what_cannot_be_used_is_refused_with_the_reason_and_the_last_good_one_stays() {
    let files = Files::new();
    let good = Made::good();
    files.write(&good);
    let site = files.site();
    assert_eq!(trouble(&site), None);
    let first = shown(&site);
    let other = Made::good();
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let cases: [(&str, String, String); 12] = [
        ("does not belong", good.chain.clone(), other.key.clone()),
        ("is missing behind it", good.own().to_owned(), good.key.clone()),
        ("no certificate in it", "garbage".into(), good.key.clone()),
        ("no certificate in it", String::new(), String::new()),
        ("The key is missing", good.chain.clone(), String::new()),
        ("passphrase", good.chain.clone(), encrypted.into()),
        ("damaged or cut off", good.chain[..400].to_owned(), good.key.clone()),
        (
            "not in order",
            other.own().to_owned() + good.chain.as_str(),
            other.key.clone(),
        ),
        (
            "time was over on 2026-01-01",
            Made::with(&PKCS_ECDSA_P384_SHA384, DOMAIN, (2025, 2026)).both().0,
            String::new(),
        ),
        (
            "only good from 2027-01-01",
            Made::with(&PKCS_ECDSA_P384_SHA384, DOMAIN, (2027, 2028)).both().0,
            String::new(),
        ),
        (
            "this box has no such name",
            Made::with(&PKCS_ECDSA_P384_SHA384, "other.example.com", (2026, 2027))
                .both()
                .0,
            String::new(),
        ),
        (
            "The key is missing",
            good.chain.clone(),
            "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n".into(),
        ),
    ];
    for (words, chain, key) in cases {
        fs::write(files.certificate(), chain).unwrap();
        fs::write(files.key(), key).unwrap();
        let said = trouble(&site);
        assert!(
            said.as_ref().is_some_and(|said| said.contains(words)),
            "{words}: {said:?}"
        );
        assert_eq!(shown(&site), first, "{words}");
    }
    files.write(&good);
    assert_eq!(trouble(&site), None, "and all is well again");
}

impl Made {
    /// Chain and key as one text.
    fn both(&self) -> (String,) {
        (self.chain.clone() + self.key.as_str(),)
    }
}

#[test]
fn whatever_lies_under_the_name_of_the_file_does_not_stop_the_box() {
    let files = Files::new();
    files.write(&Made::good());
    let site = files.site();
    assert_eq!(trouble(&site), None);
    let path = files.certificate();
    let put = |make: &dyn Fn(&Path)| {
        let _ = fs::remove_file(&path);
        let _ = fs::remove_dir(&path);
        make(&path);
    };
    type Case<'a> = (&'a str, &'a dyn Fn(&Path));
    let cases: [Case<'_>; 6] = [
        ("is no file", &|path| fs::create_dir(path).unwrap()),
        ("is no file", &|path| {
            let done = std::process::Command::new("mkfifo").arg(path).status().unwrap();
            assert!(done.success());
        }),
        ("too large", &|path| fs::write(path, vec![b'a'; 300 * 1024]).unwrap()),
        ("not in PEM form", &|path| {
            fs::write(path, [0x30, 0x82, 0xff, 0xfe]).unwrap()
        }),
        ("cannot be read", &|_| {}),
        ("is no file", &|path| {
            std::os::unix::fs::symlink("/dev/zero", path).unwrap()
        }),
    ];
    for (words, make) in cases {
        put(make);
        let said = trouble(&site);
        assert!(
            said.as_ref().is_some_and(|said| said.contains(words)),
            "{words}: {said:?}"
        );
        assert_eq!(shown(&site).issuer, "Bought elsewhere");
    }
}

#[test]
fn an_upload_is_checked_before_it_takes_the_place_of_another() {
    let site = Site::build()
        .configured("certificate", "own")
        .configured("names", DOMAIN)
        .start();
    keep(&site.app).unwrap();
    let mut anna = site.sign_in("anna");
    let page = anna.get("/certificates");
    page.is(200).shows("No certificate has been given yet");
    let good = Made::good();
    let whole = good.chain.clone() + good.key.as_str();
    anna.upload("/certificates/own", &[], ("pem", "mine.pem", whole.as_bytes()))
        .leads_to("/certificates");
    assert_eq!(shown(&site).issuer, "Bought elsewhere");
    let first = shown(&site);
    anna.get("/certificates").is(200).shows("Bought elsewhere");
    for (content, words) in [
        (&b"%PDF-1.7"[..], "There is no certificate in it"),
        (&[0xff, 0xfe, 0x00][..], "not in PEM form"),
        (good.own().as_bytes(), "The key is missing"),
        (&b""[..], "choose the file"),
    ] {
        anna.get("/certificates");
        anna.upload("/certificates/own", &[], ("pem", "mine.pem", content))
            .is(422)
            .shows(words);
        assert_eq!(shown(&site), first);
    }
    site.sign_in("max").get("/certificates").is(404);
    fs::remove_dir_all(site.folder().join("tls")).unwrap();
    keep(&site.app).unwrap();
    let again = site.restart();
    assert_eq!(
        shown(&again),
        first,
        "kept over a restart, before any job has run, and with its folder removed before"
    );
    assert!(codes(&again).is_empty());
}
