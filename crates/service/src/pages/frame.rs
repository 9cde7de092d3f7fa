//! What all pages stand in: the language, the person, the way to other pages.

use super::assets;
use super::person::Person;
use crate::http::answer::preferred;
use crate::http::{Role, Shared};
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use clearance::Owner;
use jiff::Timestamp;
use jiff::civil::Date;
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Display;
use std::sync::Arc;
use wire::Voice;

/// The languages that pages can be shown in, as they call themselves.
const LANGUAGES: [(&str, &str); 3] = [("en", "English"), ("fr", "Français"), ("ar", "العربية")];
/// The name by which a page is asked for in a language.
const LANG: &str = "lang";

/// The pages that people work on, by their roles.
const WORK: &[(&[Role], &str, &str)] = &[
    (&[Role::Officer, Role::Supervisor], "/control", "control"),
    (&[Role::Filer, Role::Carrier], "/trade", "trade"),
    (&[Role::Filer, Role::Carrier, Role::Tax, Role::Supervisor], "/statements", "statements"),
    (&[Role::Filer, Role::Tax, Role::Supervisor], "/vendors", "vendors"),
    (&[Role::Agency], "/agency", "agency"),
    (&[Role::Supervisor, Role::Administrator], "/accesses", "accesses"),
    (super::certificates::SEE, "/certificates", "certificates"),
    (&[Role::Administrator], "/admin", "admin"),
];

/// What all pages stand in.
#[derive(Clone)]
pub(super) struct Frame {
    shared: Arc<Shared>,
    language: &'static str,
    /// Whether the language stands in the address, and so in every address from here.
    is_chosen: bool,
    /// The path and query of the page, without the language.
    here: String,
    /// Whoever is signed in.
    person: Option<Person>,
}

/// A link to the page in a language.
pub(super) struct LanguageLink {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) href: String,
    pub(super) is_current: bool,
}

impl FromRequestParts<Arc<Shared>> for Frame {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Frame, Infallible> {
        Ok(Frame::of(Arc::clone(shared), parts))
    }
}

impl Frame {
    /// The frame of a request.
    pub(super) fn of(shared: Arc<Shared>, parts: &Parts) -> Frame {
        let pairs = parts.uri.query().unwrap_or_default().split('&');
        let (asked, kept): (Vec<&str>, Vec<&str>) =
            pairs.filter(|pair| !pair.is_empty()).partition(|pair| pair.split('=').next() == Some(LANG));
        let asked = asked.first().and_then(|pair| pair.split_once('=')).map(|(_, code)| code);
        let chosen = asked.and_then(|code| LANGUAGES.iter().find(|(known, _)| *known == code));
        let language = chosen.map_or_else(|| accepted(&shared, &parts.headers), |(code, _)| *code);
        let mut here = parts.uri.path().to_owned();
        if !kept.is_empty() {
            here = format!("{here}?{}", kept.join("&"));
        }
        let person = parts.extensions.get::<Person>().cloned();
        Frame { shared, language, is_chosen: chosen.is_some(), here, person }
    }

    /// The same for a page that is looked at somewhere else than where it was asked for, as the answer to a form is.
    pub(super) fn at(self, here: String) -> Frame {
        Frame { here, ..self }
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The voice of the language.
    pub(super) fn voice(&self) -> &Voice {
        let texts = &self.shared.country.texts;
        texts.voice(self.language).unwrap_or_else(|| texts.first())
    }

    pub(super) fn language(&self) -> &'static str {
        self.language
    }

    pub(super) fn direction(&self) -> &'static str {
        if self.language == "ar" { "rtl" } else { "ltr" }
    }

    pub(super) fn style(&self) -> String {
        assets::path(if self.language == "ar" { "cocket.rtl.css" } else { "cocket.css" })
    }

    pub(super) fn icon(&self) -> String {
        assets::path("cocket.svg")
    }

    pub(super) fn script(&self) -> String {
        assets::path("cocket.js")
    }

    pub(super) fn check_script(&self) -> String {
        assets::path("check.js")
    }

    /// A message.
    pub(super) fn say(&self, id: &str) -> String {
        self.voice().say(id, &[])
    }

    /// A message with one value.
    pub(super) fn say_with(&self, id: &str, name: &str, value: impl Display) -> String {
        self.voice().say(id, &[(name, &value)])
    }

    /// A message with two values.
    pub(super) fn say_of(
        &self,
        id: &str,
        first: &(&str, impl Display),
        second: &(&str, impl Display),
    ) -> String {
        self.voice().say(id, &[(first.0, &first.1), (second.0, &second.1)])
    }

    /// The word of a code, such as `phase-held`.
    pub(super) fn word(&self, kind: &str, code: &str) -> String {
        self.voice().say(&format!("{kind}-{code}"), &[])
    }

    /// The address of another page in the same language.
    pub(super) fn href(&self, path: &str) -> String {
        match (self.is_chosen, path.contains('?')) {
            (false, _) => path.to_owned(),
            (true, false) => format!("{path}?{LANG}={}", self.language),
            (true, true) => format!("{path}&{LANG}={}", self.language),
        }
    }

    /// The address of a page whose path ends in a name.
    pub(super) fn to(&self, path: &str, name: impl Display) -> String {
        self.href(&format!("{path}{name}"))
    }

    /// The address of a page with a name in its path and one after it.
    pub(super) fn to_of(&self, path: &str, name: impl Display, then: &str, last: impl Display) -> String {
        self.href(&format!("{path}{name}{then}{last}"))
    }

    /// The language, where forms must send it along.
    pub(super) fn chosen(&self) -> Option<&'static str> {
        self.is_chosen.then_some(self.language)
    }

    pub(super) fn languages(&self) -> Vec<LanguageLink> {
        let sign = if self.here.contains('?') { '&' } else { '?' };
        let link = |(code, name): &(&'static str, &'static str)| LanguageLink {
            code,
            name,
            href: format!("{}{sign}{LANG}={code}", self.here),
            is_current: *code == self.language,
        };
        LANGUAGES.iter().map(link).collect()
    }

    /// A name in the language, else in English, else in any.
    pub(super) fn name_in<'n>(&self, names: &'n BTreeMap<String, String>) -> Option<&'n str> {
        let name = names.get(self.language).or_else(|| names.get("en")).or_else(|| names.values().next());
        name.map(String::as_str)
    }

    /// A unit of quantity by its name on a day, if the law knows it then.
    pub(super) fn unit(&self, code: &str, day: Date) -> Option<&str> {
        let unit = self.shared.country.law().procedures.units.on(code, day)?;
        self.name_in(&unit.value.name)
    }

    /// The country's name.
    pub(super) fn country(&self) -> String {
        let country = &self.shared.country;
        let name = self.name_in(&country.pack.manifest.name);
        name.map_or_else(|| country.law().country.to_string(), str::to_owned)
    }

    /// The version of the law, and the day by its clock.
    pub(super) fn law(&self) -> String {
        let law = self.shared.country.law();
        format!("{} {}", law.pack, law.version)
    }

    /// The moment by the clock of the service.
    pub(super) fn now(&self) -> Timestamp {
        (self.shared.clock)()
    }

    /// Today by the clock of the country.
    pub(super) fn today(&self) -> Date {
        self.shared.country.law().day_of(self.now())
    }

    /// The moment that a day begins by the clock of the country; now where none is meant.
    pub(super) fn start_of(&self, day: Option<Date>) -> Timestamp {
        let zone = self.shared.country.law().time_zone.clone();
        day.and_then(|day| day.to_zoned(zone).ok()).map_or_else(|| self.now(), |zoned| zoned.timestamp())
    }

    /// A day in words.
    pub(super) fn day(&self, day: impl Borrow<Date>) -> String {
        let day = *day.borrow();
        let month = self.say(&format!("page-month-{}", day.month()));
        self.voice().say("page-day", &[("day", &day.day()), ("month", &month), ("year", &day.year())])
    }

    /// A moment in words, by the clock of the country.
    pub(super) fn moment(&self, at: impl Borrow<Timestamp>) -> String {
        let local = self.shared.country.law().time_zone.to_datetime(*at.borrow());
        let time = format!("{:02}:{:02}", local.hour(), local.minute());
        self.say_of("page-moment", &("day", self.day(local.date())), &("time", time))
    }

    /// The pages to go to from any page: the way, the name, and whether it is this one.
    pub(super) fn menu(&self) -> Vec<(&'static str, String, bool)> {
        let mut all = Vec::new();
        let is = |roles: &[Role]| {
            self.person.as_ref().is_some_and(|person| roles.iter().any(|role| person.caller.is(*role)))
        };
        for (roles, path, name) in WORK {
            if is(roles) {
                all.push((*path, *name));
            }
        }
        if all.is_empty() {
            all.extend([("/", "front"), ("/estimate", "estimate"), ("/track", "track")]);
        }
        all.extend([("/thresholds", "thresholds"), ("/figures", "figures")]);
        if self.has_demo() {
            all.push(("/demo", "demo"));
        }
        let is_here = |path: &str| match path {
            "/" => self.path() == "/",
            path => self.path().starts_with(path),
        };
        all.into_iter().map(|(path, name)| (path, self.word("page-menu", name), is_here(path))).collect()
    }

    /// The path of this page.
    fn path(&self) -> &str {
        self.here.split('?').next().unwrap_or_default()
    }

    /// Whoever is signed in, by name and organisation.
    pub(super) fn person(&self) -> Option<(&str, &str)> {
        self.person.as_ref().map(|person| (person.name.as_str(), &*person.caller.organisation))
    }

    /// What forms of whoever is signed in must carry.
    pub(super) fn proof(&self) -> Option<&str> {
        self.person.as_ref().map(|person| person.proof.as_str())
    }

    /// A key for a form, so that it is carried out once.
    pub(super) fn new_key(&self) -> String {
        let bytes: [u8; 12] = self.shared.secret.random().unwrap_or_default();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// How long it is until a moment, in the two greatest units.
    pub(super) fn left(&self, until: impl Borrow<Timestamp>) -> String {
        let minutes = until.borrow().duration_since(self.now()).as_mins();
        let size = minutes.abs();
        let (days, hours) = (size / 1440, size / 60 % 24);
        let text = match (days, hours) {
            (0, 0) => self.say_with("page-left-minutes", "minutes", size),
            (0, hours) => self.say_of("page-left-hours", &("hours", hours), &("minutes", size % 60)),
            (days, hours) => self.say_of("page-left-days", &("days", days), &("hours", hours)),
        };
        let id = if minutes < 0 { "page-left-late" } else { "page-left-in" };
        self.say_with(id, "time", text)
    }

    /// Who must act, in words; another authority by its name.
    pub(super) fn owner(&self, owner: &Owner) -> String {
        match owner {
            Owner::Agency(agency) => self.agency(agency),
            owner => self.word("owner", owner.as_str()),
        }
    }

    /// An agency by its name.
    pub(super) fn agency(&self, id: &str) -> String {
        let agencies = &self.shared.country.law().procedures.agencies;
        let found = agencies.rows().find(|(known, _)| known.as_str() == id);
        found.and_then(|(_, row)| self.name_in(&row.value.name)).unwrap_or(id).to_owned()
    }

    /// Whether this is a demonstration.
    pub(super) fn has_demo(&self) -> bool {
        self.shared.demo.is_some()
    }

    /// Whether a field of a form is wrong.
    pub(super) fn is_wrong<N: AsRef<str>>(&self, wrong: &[(N, String)], name: &str) -> bool {
        wrong.iter().any(|(field, _)| field.as_ref() == name)
    }

    /// Whether everything here is test data.
    pub(super) fn is_sandbox(&self) -> bool {
        self.shared.credentials.is_sandbox()
    }
}

/// The language that the browser prefers, of those there are.
fn accepted(shared: &Shared, headers: &HeaderMap) -> &'static str {
    let known = |language: &str| LANGUAGES.iter().find(|(code, _)| *code == language).map(|(code, _)| *code);
    preferred(headers)
        .into_iter()
        .find_map(known)
        .filter(|code| shared.country.texts.voice(code).is_some())
        .unwrap_or("en")
}
