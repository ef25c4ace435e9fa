//! A site in this process: the real store in a folder of its own, the real server on a port of its
//! own, a clock that stands still until it is moved.

use super::wire::trusting;
use super::{Answer, Browser, Wire};
use handyman_kpi::app::catalogue_install::install;
use handyman_kpi::app::reach::Fixed;
use handyman_kpi::app::sessions::{self, From};
use handyman_kpi::app::starter_catalogue::starter_catalogue;
use handyman_kpi::app::{App, users};
use handyman_kpi::domain::account::User;
use handyman_kpi::domain::employee::{Employee, Employment, TierEntry};
use handyman_kpi::domain::id::{EmployeeId, UserId};
use handyman_kpi::domain::policy::{Account, Actor};
use handyman_kpi::domain::reach::Authority;
use handyman_kpi::domain::tier::Tier;
use handyman_kpi::host::clock::FixedClock;
use handyman_kpi::host::password::{Passwords, Strength};
use handyman_kpi::store::{Options, Read, Store, snapshot};
use handyman_kpi::web::{Bounds, Ctx, Gate, Hosts, Limits, Listen, Route, Server, Table, rows};
use jiff::SignedDuration;
use rustls::pki_types::CertificateDer;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Everyone's password.
pub const PASSWORD: &str = "a long enough password";

/// A running site.
pub struct Site {
    pub app: Arc<App>,
    pub clock: Arc<FixedClock>,
    pub address: SocketAddr,
    pub plain_address: SocketAddr,
    pub certificate: CertificateDer<'static>,
    fixed: Fixed,
    /// What a handshake shows, issued by it.
    pub leaf: CertificateDer<'static>,
    folder: Arc<tempfile::TempDir>,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

/// How a site is made.
pub struct Building {
    set_up: bool,
    rows: Vec<Route>,
    limits: Limits,
    bounds: Bounds,
    dump: Option<Vec<u8>>,
    fixed: Fixed,
    clock: Option<Arc<FixedClock>>,
    folder: Option<Arc<tempfile::TempDir>>,
}

/// The token of a new session: signing in without the page.
pub fn session(app: &App, name: &str, password: &str) -> String {
    let from = From {
        device: "Firefox on Linux",
        address: "192.0.2.1",
    };
    let token = sessions::sign_in(app, name, password, &from).unwrap();
    token.expect("this user is there")
}

impl Site {
    /// A company that is set up, with the users `anna` (admin), `max` (manager) and `eli` (employee).
    pub fn start() -> Self {
        Self::build().start()
    }

    /// A site nobody has set up yet.
    pub fn empty() -> Self {
        Self::build().not_set_up().start()
    }

    /// A site with something unusual.
    pub fn build() -> Building {
        Building {
            set_up: true,
            rows: Vec::new(),
            limits: Limits::default(),
            bounds: Bounds::default(),
            dump: None,
            fixed: Fixed::default(),
            clock: None,
            folder: None,
        }
    }

    /// The clock of a site, to be shared with others.
    pub fn clock() -> Arc<FixedClock> {
        Arc::new(FixedClock::at("2026-05-04T12:00:00Z".parse().unwrap()))
    }

    /// The same box after a restart.
    pub fn restart(self) -> Self {
        let mut again = Self::build().not_set_up();
        again.fixed = self.fixed.clone();
        again.clock = Some(Arc::clone(&self.clock));
        again.folder = Some(Arc::clone(&self.folder));
        // The store can be open only once.
        drop(self);
        again.start()
    }

    /// A browser nobody is signed in with.
    pub fn visitor(&self) -> Browser {
        Browser::new(self)
    }

    /// A browser this user is signed in with.
    pub fn sign_in(&self, name: &str) -> Browser {
        let mut browser = self.visitor();
        let token = session(&self.app, name, PASSWORD);
        browser.cookies.insert("__Host-session".into(), token);
        browser
    }

    /// What a browser that is a program of its own calls it.
    pub fn origin(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    /// A bare connection.
    pub fn wire(&self) -> Wire {
        Wire::connect(self.address, &trusting(&self.certificate, b"http/1.1")).unwrap()
    }

    /// What is answered to these bytes on a connection of their own.
    pub fn wire_says(&self, bytes: &str) -> Answer {
        let mut wire = self.wire();
        wire.write(bytes.as_bytes()).unwrap();
        wire.answer(false).unwrap()
    }

    /// Adds a user with [`PASSWORD`].
    pub fn add_user(&self, name: &str, role: &str, employee: Option<EmployeeId>) -> UserId {
        let employee = employee.map(|id| id.to_string()).unwrap_or_default();
        let draft = users::Draft::parse(name, role, "", &employee).unwrap();
        let (id, _) = users::add(&self.app, &Actor::Program, &draft).unwrap();
        let hash = self.app.passwords.hash(PASSWORD).unwrap();
        self.edit_user(id, |user| {
            user.must_change_password = false;
            user.password_hash = Some(hash);
            user.notice_read_at = Some(user.created_at);
        });
        id
    }

    /// Changes a user's record as no page does.
    pub fn edit_user(&self, id: UserId, edit: impl FnOnce(&mut User)) {
        self.app
            .change(&Actor::Program, |change| {
                let mut user = change.store.get::<User>(id)?.unwrap();
                edit(&mut user);
                change.put(&user)
            })
            .unwrap();
    }

    /// The user of that name, as the policy sees them.
    pub fn actor(&self, name: &str) -> Actor {
        let user = users::by_name(&self.app, name).unwrap().expect("this user is there");
        Actor::User(Account {
            user: user.id,
            role: user.role,
            employee: user.employee,
            via: None,
        })
    }

    /// Adds an employee hired on 2024-03-01, in tier 2.
    pub fn add_employee(&self, first: &str, last: &str) -> EmployeeId {
        self.app
            .change(&Actor::Program, |change| {
                let id = change.next_id::<Employee>()?;
                change.put(&employee(id, first, last))?;
                Ok(id)
            })
            .unwrap()
    }

    /// Adds two skill categories with three skills each, a category of three tools, and targets.
    pub fn add_catalogue(&self) {
        let mut draft = starter_catalogue();
        draft.skill_categories.truncate(2);
        draft
            .skill_categories
            .iter_mut()
            .for_each(|category| category.skills.truncate(3));
        draft.tool_categories.truncate(1);
        draft
            .tool_categories
            .iter_mut()
            .for_each(|category| category.tools.truncate(3));
        draft.certification_types.truncate(1);
        draft.targets.retain(|(_, category), _| *category < 2);
        let from = jiff::civil::date(2024, 1, 1);
        self.app
            .change(&Actor::Program, |change| install(change, &draft, from))
            .unwrap();
    }

    /// Lets time go by.
    pub fn wait(&self, duration: SignedDuration) {
        self.clock.set(self.app.now() + duration);
    }

    /// Where its data lies.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Stops as the service does: finishes what has begun.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(server) = self.server.take() {
            server.join().unwrap();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Building {
    /// Nobody has set it up yet.
    pub fn not_set_up(mut self) -> Self {
        self.set_up = false;
        self
    }

    /// With everything of a dump, as after a restore.
    pub fn restored_from(mut self, dump: Vec<u8>) -> Self {
        self.set_up = false;
        self.dump = Some(dump);
        self
    }

    /// With a value for a key of the box's names, as a configuration file has it.
    pub fn configured(mut self, key: &'static str, value: &str) -> Self {
        self.fixed.above.insert(key, (value.to_owned(), "file"));
        self
    }

    /// With certificates asked for there; `root`: PEM of what its https is trusted by.
    pub fn asking(mut self, directory: &str, root: &Path, staging: Option<&str>) -> Self {
        self.fixed.authority = Authority {
            directory: directory.to_owned(),
            staging: staging.map(str::to_owned),
            root: Some(root.to_owned()),
        };
        self
    }

    /// With an own certificate from these files.
    pub fn with_files(mut self, certificate: &Path, key: Option<&Path>) -> Self {
        self.fixed.certificate_file = Some(certificate.to_owned());
        self.fixed.key_file = key.map(Path::to_owned);
        self
    }

    /// With backups going there.
    pub fn with_backups_in(mut self, folder: &Path) -> Self {
        self.fixed.backup_folder = Some(folder.to_owned());
        self
    }

    /// With a key that opens encrypted backups.
    pub fn with_backup_key(mut self, file: &Path) -> Self {
        self.fixed.backup_key_file = Some(file.to_owned());
        self
    }

    /// With a clock that others have as well.
    pub fn with_clock(mut self, clock: &Arc<FixedClock>) -> Self {
        self.clock = Some(Arc::clone(clock));
        self
    }

    /// With more rows than the program has.
    pub fn with_rows(mut self, rows: impl IntoIterator<Item = Route>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// With other limits for connections.
    pub fn with_limits(mut self, change: impl FnOnce(&mut Limits)) -> Self {
        change(&mut self.limits);
        self
    }

    /// With other bounds for requests.
    pub fn with_bounds(mut self, change: impl FnOnce(&mut Bounds)) -> Self {
        change(&mut self.bounds);
        self
    }

    /// Starts it.
    pub fn start(self) -> Site {
        let folder = self.folder.unwrap_or_else(|| Arc::new(tempfile::tempdir().unwrap()));
        let clock = self.clock.unwrap_or_else(Site::clock);
        if let Some(dump) = &self.dump {
            snapshot::load(folder.path(), dump.as_slice()).unwrap();
        }
        let store = Store::open(folder.path(), Options::default()).unwrap();
        let app = Arc::new(App::start(store, clock.clone(), Passwords::start(Strength::QUICK)).unwrap());
        app.begin_serving(self.fixed.clone()).unwrap();
        let tls = Arc::clone(app.tls().unwrap());
        let authority = tls.authority();
        let ctx = Ctx::new(Arc::clone(&app)).unwrap();
        let rows = rows().cloned().chain(self.rows);
        let gate = Gate::new(ctx, Table::new(rows), Hosts::of(&app), self.bounds);
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let listen = Listen {
            https: here,
            http: Some(here),
        };
        let tls = tls.server_config().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime
            .block_on(async { Server::bind(listen, tls, gate, self.limits) })
            .unwrap();
        let (address, plain_address) = (server.address(), server.plain_address().unwrap());
        let (stop, stopped) = oneshot::channel();
        let server = std::thread::spawn(move || {
            runtime.block_on(server.serve(async {
                let _ = stopped.await;
            }));
        });
        let site = Site {
            app,
            clock,
            address,
            plain_address,
            certificate: authority.root.der().clone(),
            fixed: self.fixed,
            leaf: authority.leaves[0].der().clone(),
            folder,
            stop: Some(stop),
            server: Some(server),
        };
        if self.set_up {
            set_up(&site);
        }
        site
    }
}

fn set_up(site: &Site) {
    site.app
        .change(&Actor::Program, |change| {
            let mut settings = (*site.app.projection().settings).clone();
            settings.company = "Hammer & Sons".into();
            settings.set_up_on = Some(jiff::civil::date(2026, 1, 5));
            change.put(&settings)
        })
        .unwrap();
    site.add_user("anna", "admin", None);
    site.add_user("max", "manager", None);
    let eli = site.add_employee("Eli", "Stone");
    site.add_user("eli", "employee", Some(eli));
}

fn employee(id: EmployeeId, first: &str, last: &str) -> Employee {
    let hired = jiff::civil::date(2024, 3, 1);
    Employee {
        id,
        first_name: first.into(),
        last_name: last.into(),
        number: None,
        phone: String::new(),
        email: String::new(),
        hire_date: hired,
        notes: String::new(),
        tiers: vec![TierEntry {
            from: hired,
            tier: Tier::ALL[1],
            decided_by: None,
            reason: String::new(),
        }],
        employment: vec![Employment { from: hired, to: None }],
        managers: Vec::new(),
        import: None,
        anonymised_at: None,
    }
}
