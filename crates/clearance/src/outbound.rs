//! Outbound scans matched to the import that they are of, by whatever number or order the carrier knows.

use crate::Declaration;
use crate::case::{Case, Filing, State};
use crate::command::{ReturnReport, ReturnedGoods};
use crate::consignments::Consignments;
use crate::filer::FilerRole;
use crate::going_back::Condition;
use crate::identifier::{TrackingNumber, Ucr};
use crate::known::KeyKind;
use jiff::{SignedDuration, Timestamp};
use quantity::{Decimal, words};
use tariff::CommodityCode;

/// How many imports are looked at under one number or order.
const MOST: usize = 20;
/// How long a postal number stands for one item (UPU S10).
const S10_STANDS_FOR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What a carrier has scanned that leaves the country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboundScan {
    /// The number under which it leaves.
    pub outbound: TrackingNumber,
    /// The number under which it came.
    pub tracking_number: Option<TrackingNumber>,
    /// The unique consignment reference under which it came.
    pub ucr: Option<Ucr>,
    /// The order under which it was sold.
    pub order: Option<ScannedOrder>,
    /// The goods; nothing named means all that are left.
    pub goods: Vec<ScannedGoods>,
    /// What they are like.
    pub condition: Condition,
    /// Whether they were exchanged: other goods than those that came.
    pub is_exchanged: bool,
    /// When they left; none for the moment of the scan.
    pub exported: Option<Timestamp>,
    /// When the return was asked for; none for the moment of the scan.
    pub asked: Option<Timestamp>,
}

/// An order as a carrier knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScannedOrder {
    /// Its number.
    pub number: String,
    /// The number of the market place that gave it.
    pub platform: String,
}

/// Goods as a carrier sees them: by line, code or words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScannedGoods {
    /// The line of the import.
    pub line: Option<u32>,
    /// The commodity code.
    pub commodity_code: Option<CommodityCode>,
    /// The words for it.
    pub description: Option<String>,
    /// How much; none for all that is left.
    pub quantity: Option<Decimal>,
}

words! {
    /// Why a scan is not carried out by itself.
    Doubt {
        /// No import is known to which it fits.
        NoImport = "no_import",
        /// The goods are not released yet.
        NotReleased = "not_released",
        /// Several imports fit.
        Several = "several",
        /// What it says of numbers and order is of different imports.
        Disagrees = "disagrees",
        /// An order alone, without goods, is not enough.
        GoodsUnnamed = "goods_unnamed",
        /// The goods are not those that came in, or may be several of them.
        OtherGoods = "other_goods",
        /// More than came in, or than is left.
        TooMany = "too_many",
        /// The same goods have gone back under another number.
        SameGoods = "same_goods",
        /// They are not as they came.
        ConditionChanged = "condition_changed",
        /// They were exchanged.
        Exchanged = "exchanged",
        /// No declaration of the import is valid.
        NotDeclared = "not_declared",
        /// They left before they were released, or later than now.
        WrongMoment = "wrong_moment",
        /// Another carrier says that it has them.
        OtherCarrier = "other_carrier",
    }
}

impl Doubt {
    /// Whether it may go by itself: the import, or its release, may still come.
    pub fn may_pass(self) -> bool {
        matches!(self, Doubt::NoImport | Doubt::NotReleased)
    }
}

/// What a scan comes to.
#[derive(Clone, Debug)]
pub enum Match {
    /// It is of this import without doubt.
    Sure(u64, Box<ReturnReport>),
    /// The import knows of it already.
    Known(u64),
    /// An officer must say, or it waits; with the import that it may be of, if there is one.
    Doubtful(Option<u64>, Vec<Doubt>),
}

impl Case {
    /// Whether a carrier may move its goods without an officer: it filed itself, or no other filed as the carrier.
    pub fn may_be_carried_by(&self, organisation: &str) -> bool {
        let is_theirs = self.filings.iter().any(|filing| filing.filer.organisation == organisation);
        let is_carrier = |filing: &Filing| !filing.is_invalid && filing.filer.role == FilerRole::Carrier;
        is_theirs || !self.filings.iter().any(is_carrier)
    }
}

/// Matches a scan that was told at a moment: by the number under which it came, else by its unique consignment
/// reference, else by order and goods.
///
/// # Errors
/// Those of whoever keeps consignments.
pub fn match_scan<C: Consignments>(
    consignments: &mut C,
    scan: &OutboundScan,
    told: Timestamp,
    now: Timestamp,
) -> Result<Match, C::Failure> {
    let mut found: Vec<(u64, Result<Match, Vec<Doubt>>)> = Vec::new();
    for number in candidates(consignments, scan)? {
        let Some(case) = consignments.case(number)? else { continue };
        if is_of(case, scan, now) {
            found.push((number, judge(case, number, scan, (told, now))));
        }
    }
    let is_by_order = scan.tracking_number.is_none() && scan.ucr.is_none();
    if is_by_order && found.len() > 1 {
        // An order may come in several parcels: the goods say which.
        found.retain(|(_, judged)| !matches!(judged, Err(doubts) if doubts.contains(&Doubt::OtherGoods)));
    }
    Ok(match found.as_mut_slice() {
        [] => Match::Doubtful(None, vec![Doubt::NoImport]),
        [(number, judged)] => match std::mem::replace(judged, Err(Vec::new())) {
            Ok(matched) => matched,
            Err(doubts) => Match::Doubtful(Some(*number), doubts),
        },
        several => match several.iter().find(|(_, judged)| matches!(judged, Ok(Match::Known(_)))) {
            Some((number, _)) => Match::Known(*number),
            None => Match::Doubtful(None, vec![Doubt::Several]),
        },
    })
}

/// The imports under the surest of what is known.
fn candidates<C: Consignments>(consignments: &mut C, scan: &OutboundScan) -> Result<Vec<u64>, C::Failure> {
    let hash = if let Some(number) = &scan.tracking_number {
        consignments.hash(KeyKind::HouseNumber, &[number.as_str()])
    } else if let Some(ucr) = &scan.ucr {
        consignments.hash(KeyKind::Ucr, &[ucr.as_str()])
    } else if let Some(order) = &scan.order {
        consignments.hash(KeyKind::Order, &[&order.platform, &order.number])
    } else {
        return Ok(Vec::new());
    };
    consignments.under(hash, MOST)
}

/// Whether a case has the number, reference or order that it was found by: hashes may collide, and numbers are used
/// again.
fn is_of(case: &Case, scan: &OutboundScan, now: Timestamp) -> bool {
    if case.joined_into().is_some() {
        return false;
    }
    case.filings.iter().any(|filing| {
        let declaration = &filing.declaration;
        if let Some(number) = &scan.tracking_number {
            let is_postal = matches!(number, TrackingNumber::S10(_));
            let stands = !is_postal || now.duration_since(filing.accepted) <= S10_STANDS_FOR;
            stands && declaration.house_number() == Some(number.as_str())
        } else if let Some(ucr) = &scan.ucr {
            declaration.ucr.as_ref() == Some(ucr)
        } else {
            has_order(declaration, scan)
        }
    })
}

fn has_order(declaration: &Declaration, scan: &OutboundScan) -> bool {
    let Some(order) = &scan.order else { return false };
    declaration.order.number.as_deref() == Some(order.number.as_str())
        && declaration.platform.as_ref().is_some_and(|platform| platform.value == order.platform)
}

/// What a scan of this import comes to.
fn judge(
    case: &Case,
    number: u64,
    scan: &OutboundScan,
    (told, now): (Timestamp, Timestamp),
) -> Result<Match, Vec<Doubt>> {
    if case.has_left_under(scan.outbound.as_str()) {
        return Ok(Match::Known(number));
    }
    let mut doubts = Vec::new();
    match &case.state {
        State::Advised => doubts.push(Doubt::NotReleased),
        State::Waiting { .. } => doubts.push(Doubt::NotReleased),
        State::Invalidated { .. } | State::Joined { .. } => doubts.push(Doubt::NotDeclared),
        State::Returned { .. } => doubts.push(Doubt::TooMany),
        State::Released { .. } | State::Cleared { .. } | State::Refused { .. } | State::Leaving { .. } => {}
    }
    let is_released = matches!(case.state, State::Released { .. } | State::Cleared { .. });
    if contradicts(case, scan) {
        doubts.push(Doubt::Disagrees);
    }
    if scan.tracking_number.is_none() && scan.ucr.is_none() && scan.goods.is_empty() {
        doubts.push(Doubt::GoodsUnnamed);
    }
    if scan.condition != Condition::Unchanged {
        doubts.push(Doubt::ConditionChanged);
    }
    if scan.is_exchanged {
        doubts.push(Doubt::Exchanged);
    }
    let is_future = |moment: Option<Timestamp>| moment.is_some_and(|moment| moment > now);
    if is_future(scan.exported) || is_future(scan.asked) {
        doubts.push(Doubt::WrongMoment);
    }
    let goods = match scanned_goods(case, scan) {
        Ok(goods) => goods,
        Err(doubt) => {
            doubts.push(doubt);
            Vec::new()
        }
    };
    if is_released && goods.iter().any(|goods| has_gone_like(case, goods)) {
        doubts.push(Doubt::SameGoods);
    }
    match doubts.is_empty() {
        true => Ok(Match::Sure(number, Box::new(report(case, scan, goods, told)))),
        false => Err(doubts),
    }
}

/// The report that a scan makes of goods of a case; `released` and `scan` are for whoever keeps them. Where the scan
/// says nothing of when they left, it was when it was told, however long it then waited for its import or an officer;
/// goods that were not released by then, when they were.
pub fn report(case: &Case, scan: &OutboundScan, goods: Vec<ReturnedGoods>, told: Timestamp) -> ReturnReport {
    let unsaid = case.released_at().map_or(told, |released| released.max(told));
    ReturnReport {
        goods,
        condition: scan.condition,
        exported: Some(scan.exported.unwrap_or(unsaid)),
        asked: Some(scan.asked.unwrap_or(unsaid)),
        ..ReturnReport::of_all(scan.outbound)
    }
}

/// Whether what else the scan says is of another import.
fn contradicts(case: &Case, scan: &OutboundScan) -> bool {
    let mut filings = case.filings.iter().map(|filing| &filing.declaration);
    let is_other_reference =
        |said: &Declaration| scan.ucr.is_some() && said.ucr.is_some() && said.ucr != scan.ucr;
    let is_other_order = |said: &Declaration| {
        let is_named = said.order.number.is_some() && said.platform.is_some();
        scan.order.is_some() && is_named && !has_order(said, scan)
    };
    filings.any(|said| is_other_reference(said) || is_other_order(said))
}

/// The lines of an import that the scanned goods are, each once.
///
/// # Errors
/// Why they are not those that came in.
pub fn scanned_goods(case: &Case, scan: &OutboundScan) -> Result<Vec<ReturnedGoods>, Doubt> {
    let is_released = matches!(case.state, State::Released { .. } | State::Cleared { .. });
    let items = &case.filings.governing().declaration.items;
    let kept_out = case.kept_out();
    let mut goods: Vec<ReturnedGoods> = Vec::with_capacity(scan.goods.len());
    for scanned in &scan.goods {
        let words = scanned.description.as_deref().map(risk::normalise);
        let mut fitting = items.iter().filter(|item| {
            let is_named =
                scanned.line.is_some() || scanned.commodity_code.is_some() || scanned.description.is_some();
            let has_words =
                |words: &String| item.description.as_deref().map(risk::normalise).as_ref() == Some(words);
            is_named
                && scanned.line.is_none_or(|line| line == item.line)
                && (scanned.commodity_code.is_none() || scanned.commodity_code == item.commodity_code)
                && words.as_ref().is_none_or(has_words)
        });
        let (Some(item), None) = (fitting.next(), fitting.next()) else { return Err(Doubt::OtherGoods) };
        let is_twice = goods.iter().any(|known| known.line == item.line);
        if is_twice || (is_released && kept_out.contains(&item.line)) {
            return Err(Doubt::OtherGoods);
        }
        let left = case.left_of(item.line);
        let quantity = scanned.quantity.unwrap_or(left);
        if !case.can_go(item.line, quantity) {
            return Err(Doubt::TooMany);
        }
        goods.push(ReturnedGoods { line: item.line, quantity: scanned.quantity });
    }
    Ok(goods)
}

/// Whether as much of the line has gone back before: it may be the same goods, told under another number.
fn has_gone_like(case: &Case, goods: &ReturnedGoods) -> bool {
    let quantity = goods.quantity.unwrap_or_else(|| case.left_of(goods.line));
    let gone = case.returns.iter().flat_map(|gone| &gone.goods);
    gone.clone().any(|gone| gone.line == goods.line && gone.quantity == quantity)
}
