//! Rules of officers over a real database: they count from the next batch on, a restart keeps them, replay agrees.

use super::*;
use crate::RulesInForce;
use crate::rules::{Bench, NotStepped, RuleStep, Stepped};
use risk::{Mark, RuleRefusal, RuleState, Rulebook};
use store::Rulebooks;

fn rule(below: &str) -> RuleStep {
    let text = format!(
        "[[profile]]\nid = \"XA-R-0007\"\ntitle = \"Cheap\"\nowner = \"customs\"\naction = \"examine\"\n\
         purpose = \"trade marks\"\nreason = \"below\"\npublic_reason = \"routine_control\"\n\
         law = \"XA Trade Marks Act s.80\"\nvalid_from = 2026-01-01\nvalid_to = 2026-12-31\n\
         [[profile.criteria]]\nfield = \"value_local\"\nbelow = \"{below}\"\n"
    );
    RuleStep::Propose { file: "a.toml".to_owned(), text: text.into_bytes() }
}

impl Desk {
    /// Makes a step beside the lane, as another program does, and lets the lane take it.
    fn step(&mut self, by: &str, of: Option<u32>, step: &RuleStep) -> Result<Stepped, NotStepped> {
        let stepped = self.step_beside(by, of, step)?;
        self.take();
        Ok(stepped)
    }

    fn step_beside(&mut self, by: &str, of: Option<u32>, step: &RuleStep) -> Result<Stepped, NotStepped> {
        let mut rulebooks = Rulebooks::open(&self.dir).unwrap();
        let fact = rulebooks.current().unwrap();
        let book = fact.as_ref().map_or_else(Rulebook::default, |fact| pack::rulebook(&fact.body).unwrap());
        let country = Arc::clone(self.lane.country());
        let archive = pack::Archive::from_bytes(&country.archive).unwrap();
        let bench = Bench { archive: &archive, pack: &country.pack, today: country.law().day_of(self.now()) };
        self.hour += 1;
        let mark = Mark { by: by.to_owned(), at: self.now() };
        let stepped = bench.step(&book, of.map(|version| ("XA-R-0007", version)), step, mark)?;
        assert!(stepped.keep_beside(&mut rulebooks, fact.map(|fact| fact.id)).unwrap());
        Ok(stepped)
    }

    fn take(&mut self) {
        let fact = self.lane.writer().rulebook().unwrap();
        let rules = RulesInForce::of(fact.as_ref(), &self.lane.country().pack).unwrap();
        let now = self.now();
        self.lane.rule_by(Arc::new(rules), now).unwrap();
    }

    /// The codes of what speaks for a look at a new parcel.
    fn looked(&mut self, who: &str) -> (Outcome, Vec<&'static str>) {
        let done = self.lodge(who, None, Some(&format!("6CNSELLER42-ORDER-{who}")));
        let codes = done.case.unwrap().grounds().map(clearance::Ground::code).collect::<Vec<_>>();
        (done.outcome, codes.into_iter().filter(|code| code.ends_with("_hit")).collect())
    }

    /// Ends, and opens the same database again.
    fn again(mut self) -> Desk {
        let dir = std::mem::take(&mut self.dir);
        let (origin, hour, now) = (self.origin.clone(), self.hour, self.now());
        drop(self);
        let Store { writer, readers, signing } = store::open(&dir, Purpose::Sandbox).unwrap();
        let (secret, key) = (readers.secret().clone(), SigningKey::from_seed(&signing).unwrap());
        let country = Country::read(&root().join("packs/examplia")).map_err(|_| "the pack is sound").unwrap();
        let lane = Lane::new(writer, Arc::new(country), origin.clone(), key, now).unwrap();
        Desk { lane, readers, secret, dir, origin, signing, hour }
    }
}

#[test]
fn a_rule_counts_from_the_next_batch_on_and_after_a_restart_and_replay_agrees() {
    let mut desk = Desk::open("rules");
    let (before, hits) = desk.looked("a");
    assert_eq!(hits, [""; 0]);
    desk.step("Ana", None, &rule("150.00")).unwrap();
    assert_eq!(desk.looked("b").1, [""; 0], "a draft looks at nobody");
    desk.step("Ana", Some(1), &RuleStep::Shadow).unwrap();
    let (outcome, hits) = desk.looked("c");
    assert_eq!((outcome, hits.as_slice()), (before, ["shadow_hit"].as_slice()));
    let own = desk.step("ana ", Some(1), &RuleStep::Activate);
    assert!(matches!(own, Err(NotStepped::Refused(RuleRefusal::OwnRule))));
    desk.step("Bo", Some(1), &RuleStep::Activate).unwrap();
    let (outcome, hits) = desk.looked("d");
    assert_eq!((outcome, hits.as_slice()), (Outcome::Examine, ["profile_hit"].as_slice()));
    desk.replays();

    let mut desk = desk.again();
    assert_eq!(desk.looked("e").1, ["profile_hit"]);
    // Another version is written while the first one counts, and takes its place at once.
    desk.step("Bo", None, &rule("1.00")).unwrap();
    assert_eq!(desk.looked("f").1, ["profile_hit"]);
    let stepped = desk.step("Ana", Some(2), &RuleStep::Activate).unwrap();
    assert_eq!(stepped.rulebook.version("XA-R-0007", 1).unwrap().state(), RuleState::Retired);
    assert_eq!(desk.looked("g").1, [""; 0]);
    desk.replays();
}

#[test]
fn what_was_kept_and_not_taken_counts_after_the_restart() {
    let mut desk = Desk::open("kept-rules");
    desk.step("Ana", None, &rule("150.00")).unwrap();
    // The program ends between the rulebook and the entry that says that it counts.
    desk.step_beside("Bo", Some(1), &RuleStep::Activate).unwrap();
    assert_eq!(desk.looked("a").1, [""; 0]);
    let mut desk = desk.again();
    assert_eq!(desk.looked("b").1, ["profile_hit"]);
    desk.replays();
}

#[test]
fn of_two_changes_at_once_one_is_refused() {
    let mut desk = Desk::open("two-changes");
    let stepped = desk.step("Ana", None, &rule("150.00")).unwrap();
    let mut rulebooks = Rulebooks::open(&desk.dir).unwrap();
    let before = rulebooks.current().unwrap();
    // Made from the empty rulebook, which counts no more.
    assert!(!stepped.keep_beside(&mut rulebooks, None).unwrap());
    assert_eq!(rulebooks.current().unwrap(), before);
}
