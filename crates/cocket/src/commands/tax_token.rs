//! `cocket tax-token`: a vendor's pair of keys, tokens at the sale, and what anybody can check of them offline.

mod orders;

use crate::clock;
use crate::country::register;
use crate::failure::{Answer, Failure};
use clap::Subcommand;
use clearance::{HeaderField, TaxToken, TokenFlaw, TokenKeys, TokenSubject, token_flaw};
use evidence::{Opening, SigningKey, VerifyingKey};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quantity::Decimal;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Arguments of `cocket tax-token`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make a pair of keys: the private one is written to a file of its own, the public one shown.
    Key {
        /// Where the private key goes; a file that is there is left alone.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Sign a token for an order, or for each order of a file.
    Mint(orders::Arguments),
    /// What a token claims, and whether it is good. The answer is no if it is not.
    Verify(Verify),
}

#[derive(clap::Args)]
struct Verify {
    /// The token; that of the declaration if absent.
    token: Option<String>,
    /// The public key of the vendor.
    #[arg(long, value_parser = public_key, required_unless_present = "register", conflicts_with = "register")]
    key: Option<VerifyingKey>,
    /// A register with the keys of vendors, as `cocket register show` writes it.
    #[arg(long, value_name = "FILE.csv")]
    register: Option<PathBuf>,
    /// The declaration that it comes with, as JSON; `-` for standard input.
    #[arg(long, value_name = "FILE", required_unless_present = "token")]
    declaration: Option<PathBuf>,
    /// The day on which it is used; today by universal time if absent.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// The most bytes of a declaration.
const MOST_BYTES: u64 = 1 << 20;

pub(super) fn public_key(text: &str) -> Result<VerifyingKey, String> {
    VerifyingKey::parse(text).ok_or_else(|| "a public key is 44 signs of base64".to_owned())
}

/// Makes keys, mints or verifies.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    match &arguments.what {
        What::Key { out, json } => make_keys(out, *json),
        What::Mint(arguments) => orders::mint(arguments),
        What::Verify(arguments) => verify(arguments),
    }
}

/// 32 bytes of chance.
fn chance() -> Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    let made = SystemRandom::new().fill(&mut bytes);
    let source = std::io::Error::other("the system gives no random bytes");
    made.map(|()| bytes).map_err(|_| Failure::World { what: "chance".to_owned(), source })
}

fn make_keys(out: &Path, as_json: bool) -> Result<Answer, Failure> {
    let seed = chance()?;
    let key = SigningKey::from_seed(&seed)
        .ok_or_else(|| Failure::WrongUse("no key can be made of these bytes".to_owned()))?;
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(out).map_err(Failure::file(out))?;
    // Seeds, salts and public keys are written alike: 32 bytes as 44 signs.
    writeln!(file, "{}", Opening::from_bytes(seed)).map_err(Failure::file(out))?;
    let public = key.verifying_key().to_string();
    let shown = if as_json { json!({ "key": public }).to_string() } else { public };
    writeln!(std::io::stdout(), "{shown}").map_err(Failure::output)?;
    eprintln!("the private key is in `{}`; the public one is for the register", out.display());
    Ok(Answer::Yes)
}

/// The private key of a file.
fn private_key(path: &Path) -> Result<SigningKey, Failure> {
    let mut text = String::new();
    let file = File::open(path).map_err(Failure::file(path))?;
    file.take(200).read_to_string(&mut text).map_err(Failure::file(path))?;
    SigningKey::parse(text.trim()).ok_or_else(|| {
        Failure::WrongUse(format!("`{}` is no private key: it must be 44 signs of base64", path.display()))
    })
}

fn verify(asked: &Verify) -> Result<Answer, Failure> {
    let bytes = asked.declaration.as_deref().map(|path| super::read_whole(path, MOST_BYTES)).transpose()?;
    let submission = bytes.as_deref().map(wire::intake::json::read).transpose().map_err(|fault| {
        Failure::WrongUse(format!("the declaration cannot be read: {}", fault.code.as_str()))
    })?;
    let of = |field| submission.as_ref().and_then(|submission| submission.text(field));
    let Some(text) = asked.token.as_deref().or_else(|| of(HeaderField::TaxSchemeToken)) else {
        return Err(Failure::WrongUse("the declaration has no token".to_owned()));
    };
    let register = asked.register.as_deref().map(register).transpose()?;
    let today = asked.on.unwrap_or_else(|| clock::now().to_zoned(TimeZone::UTC).date());
    let Ok(token) = TaxToken::parse(text.trim()) else {
        return tell(&json!({ "good": false, "flaw": "malformed" }), asked.json);
    };
    let keys = match (&asked.key, &register) {
        (Some(key), _) => TokenKeys::Given(key),
        (None, Some(register)) => TokenKeys::Registered(register, today),
        (None, None) => return Err(Failure::WrongUse("name a key or a register".to_owned())),
    };
    let goods = of(HeaderField::ValueGoods).and_then(|goods| Decimal::parse(goods).ok());
    let subject = submission.as_ref().map(|_| TokenSubject {
        scheme: of(HeaderField::TaxScheme).unwrap_or_default(),
        number: of(HeaderField::TaxSchemeNumber).unwrap_or_default(),
        market: of(HeaderField::PlatformIdentifier),
        order: of(HeaderField::OrderNumber),
        goods: goods.zip(of(HeaderField::ValueCurrency)),
        name: of(HeaderField::ConsigneeName),
        postcode: of(HeaderField::ConsigneePostcode),
        country: of(HeaderField::ConsigneeCountry),
        salt: of(HeaderField::TaxSchemeSalt).and_then(Opening::parse),
    });
    let flaw = token_flaw(&token, subject.as_ref(), keys, today);
    tell(&claims(&token, flaw), asked.json)
}

fn claims(token: &TaxToken, flaw: Option<TokenFlaw>) -> Value {
    let claim = token.claim();
    json!({
        "good": flaw.is_none(),
        "flaw": flaw.map(TokenFlaw::as_str),
        "scheme": claim.scheme,
        "number": claim.number,
        "market": claim.market,
        "order": claim.order,
        "goods": claim.goods.in_words(),
        "tax": claim.tax.in_words(),
        "expires": claim.expires.to_string(),
        "id": token.id().to_string(),
    })
}

/// Tells what a token claims and whether it is good; what a bad one claims is not to be believed.
fn tell(told: &Value, as_json: bool) -> Result<Answer, Failure> {
    let is_good = told["good"] == true;
    let mut out = std::io::stdout().lock();
    let written = match as_json {
        true => writeln!(out, "{told}"),
        false => {
            let members = told.as_object().into_iter().flatten();
            let members = members.filter_map(|(name, value)| Some((name, value.as_str()?)));
            let verdict = if is_good { "the token is good" } else { "the token is NOT good" };
            writeln!(out, "{verdict}").and_then(|()| {
                members.into_iter().try_for_each(|(name, value)| writeln!(out, "  {name:8} {value}"))
            })
        }
    };
    written.map_err(Failure::output)?;
    Ok(Answer::yes_if(is_good))
}
