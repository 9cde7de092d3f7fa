//! Minting: one order from the command line, or one a line from a file of any length.

use super::{chance, private_key};
use crate::failure::{Answer, Failure};
use clearance::{TokenAmount, TokenClaim, consignee_commitment};
use evidence::{Opening, SigningKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// Arguments of `cocket tax-token mint`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The file of the private key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Orders, one a line: CSV with a header, or NDJSON; `-` for standard input. Options stand for what a line leaves out.
    #[arg(long, value_name = "FILE", conflicts_with = "order")]
    file: Option<PathBuf>,
    /// The scheme under which the tax was collected.
    #[arg(long)]
    scheme: Option<String>,
    /// The vendor's number under it.
    #[arg(long)]
    number: Option<String>,
    /// The number of the market place, if the goods were sold on one.
    #[arg(long)]
    market: Option<String>,
    /// The number of the order.
    #[arg(long)]
    order: Option<String>,
    /// What the goods of the parcel are worth, as `100.00EXD`.
    #[arg(long)]
    goods: Option<String>,
    /// The tax that was collected on them, as `15.00EXD`.
    #[arg(long)]
    tax: Option<String>,
    /// The last day on which the token can be used.
    #[arg(long, value_name = "DATE")]
    expires: Option<String>,
    /// The name of who receives the goods.
    #[arg(long)]
    name: Option<String>,
    /// Their postcode.
    #[arg(long)]
    postcode: Option<String>,
    /// The two letters of their country.
    #[arg(long)]
    country: Option<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// What an order is told by, as options, columns and members.
const NAMES: [&str; 10] =
    ["scheme", "number", "market", "order", "goods", "tax", "expires", "name", "postcode", "country"];
/// The longest line of a file of orders, in bytes.
const LONGEST: usize = 64 << 10;

type Order = BTreeMap<&'static str, String>;

/// Mints what is asked for. The answer is no if something of a file could not be minted.
pub(super) fn mint(asked: &Arguments) -> Result<Answer, Failure> {
    let key = private_key(&asked.key)?;
    let given = asked.given();
    match &asked.file {
        None => {
            let (_, token, salt) = minted(&given, &key)?.map_err(Failure::WrongUse)?;
            let shown = match asked.json {
                true => json!({ "token": token, "salt": salt }).to_string(),
                false => format!("token {token}\nsalt  {salt}"),
            };
            writeln!(std::io::stdout(), "{shown}").map_err(Failure::output)?;
            Ok(Answer::Yes)
        }
        Some(file) => mint_all(file, &given, &key, asked.json),
    }
}

impl Arguments {
    fn given(&self) -> Order {
        let Arguments { scheme, number, market, order, goods, tax, expires, name, postcode, country, .. } =
            self;
        let texts = [scheme, number, market, order, goods, tax, expires, name, postcode, country];
        NAMES.into_iter().zip(texts).filter_map(|(name, text)| Some((name, text.clone()?))).collect()
    }
}

/// The order, its token and the salt of it; or what is wrong with it, in words.
fn minted(order: &Order, key: &SigningKey) -> Result<Result<(String, String, String), String>, Failure> {
    let salt = salt()?;
    Ok(claim(order, &salt).and_then(|claim| {
        let token = claim.signed(key).map_err(|_| {
            "no token holds this: scheme and number have 1 to 35 signs, market and order 1 to 70, without control \
             characters, and a token has 512 at most"
                .to_owned()
        })?;
        Ok((claim.order, token.text().to_owned(), salt.to_string()))
    }))
}

/// A salt that no spreadsheet takes for a formula.
fn salt() -> Result<Opening, Failure> {
    loop {
        let salt = Opening::from_bytes(chance()?);
        if !salt.to_string().starts_with('+') {
            return Ok(salt);
        }
    }
}

fn claim(order: &Order, salt: &Opening) -> Result<TokenClaim, String> {
    let said = |name: &str| order.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let text = |name: &str| said(name).ok_or_else(|| format!("`{name}` is missing"));
    let amount = |name: &str| {
        let text = text(name)?;
        TokenAmount::parse(text).ok_or_else(|| format!("`{name}` must be written as 100.00EXD, not `{text}`"))
    };
    let country = text("country")?;
    if country.len() != 2 || !country.bytes().all(|sign| sign.is_ascii_uppercase()) {
        return Err(format!("`country` must be two capital letters, not `{country}`"));
    }
    let expires = text("expires")?;
    Ok(TokenClaim {
        scheme: text("scheme")?.to_owned(),
        number: text("number")?.to_owned(),
        market: said("market").map(str::to_owned),
        order: text("order")?.to_owned(),
        goods: amount("goods")?,
        tax: amount("tax")?,
        expires: expires
            .parse()
            .map_err(|_| format!("`expires` must be a day as 2026-04-30, not `{expires}`"))?,
        consignee: consignee_commitment(salt, text("name")?, said("postcode").unwrap_or_default(), country),
    })
}

fn mint_all(file: &Path, given: &Order, key: &SigningKey, as_json: bool) -> Result<Answer, Failure> {
    let reader: Box<dyn Read> = match file.as_os_str() == "-" {
        true => Box::new(std::io::stdin()),
        false => Box::new(File::open(file).map_err(Failure::file(file))?),
    };
    let mut lines = Lines { reader: BufReader::new(reader), number: 0, form: None };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut answer = Answer::Yes;
    if !as_json {
        writeln!(out, "order,token,salt").map_err(Failure::output)?;
    }
    let unread = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::InvalidData => Failure::WrongUse(error.to_string()),
        _ => Failure::file(file)(error),
    };
    while let Some(read) = lines.next_order().map_err(unread)? {
        let order = read.map(|order| given.clone().into_iter().chain(order).collect::<Order>());
        let made = match order {
            Ok(order) => minted(&order, key)?,
            Err(reason) => Err(reason),
        };
        match made {
            Ok((order, token, salt)) if as_json => {
                writeln!(out, "{}", json!({ "order": order, "token": token, "salt": salt }))
            }
            Ok((order, token, salt)) => writeln!(out, "{},{token},{salt}", cell(&order)),
            Err(reason) => {
                eprintln!("cocket: line {}: {reason}", lines.number);
                answer = Answer::No;
                Ok(())
            }
        }
        .map_err(Failure::output)?;
    }
    out.flush().map_err(Failure::output)?;
    Ok(answer)
}

/// A cell that no spreadsheet takes for two, or for a formula.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    match text.contains([',', '"', '\'']) || !guard.is_empty() {
        true => format!("\"{guard}{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// Lines of a file, read one after the other into memory of a fixed size.
struct Lines<R> {
    reader: BufReader<R>,
    number: u64,
    /// None before the first line.
    form: Option<Form>,
}

/// How orders are written: the first line tells.
enum Form {
    Json,
    /// Under these columns.
    Csv(Vec<String>),
}

impl<R: Read> Lines<R> {
    /// The next order, or what is wrong with its line; none at the end.
    fn next_order(&mut self) -> std::io::Result<Option<Result<Order, String>>> {
        while let Some(line) = self.next_line()? {
            let line = match line {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => line,
                Err(reason) => return Ok(Some(Err(reason))),
            };
            match &self.form {
                Some(Form::Json) => return Ok(Some(of_json(&line))),
                Some(Form::Csv(columns)) => return Ok(Some(of_cells(columns, &line))),
                None if line.trim_start().starts_with('{') => {
                    self.form = Some(Form::Json);
                    return Ok(Some(of_json(&line)));
                }
                None => self.form = Some(Form::Csv(header(&line)?)),
            }
        }
        Ok(None)
    }

    fn next_line(&mut self) -> std::io::Result<Option<Result<String, String>>> {
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(LONGEST as u64).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if bytes.last() != Some(&b'\n') && read == LONGEST {
            self.pass_over()?;
            return Ok(Some(Err(format!("a line has {LONGEST} bytes at most"))));
        }
        let text = String::from_utf8(bytes).map_err(|_| "the line is not UTF-8".to_owned());
        Ok(Some(text.map(|text| text.trim_start_matches('\u{feff}').to_owned())))
    }

    /// Passes over what is left of a line.
    fn pass_over(&mut self) -> std::io::Result<()> {
        loop {
            let held = self.reader.fill_buf()?;
            let Some(end) = held.iter().position(|byte| *byte == b'\n') else {
                let length = held.len();
                self.reader.consume(length);
                if length == 0 {
                    return Ok(());
                }
                continue;
            };
            self.reader.consume(end + 1);
            return Ok(());
        }
    }
}

fn cells(line: &str) -> Option<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
    let mut records = reader.records();
    let record = records.next()?.ok()?;
    // A quotation mark that is left open takes the end of the line in.
    let is_whole = records.next().is_none() && record.iter().all(|cell| !cell.contains('\n'));
    is_whole.then(|| record.iter().map(str::to_owned).collect())
}

/// The columns that a header names.
fn header(line: &str) -> std::io::Result<Vec<String>> {
    let names = cells(line).unwrap_or_default();
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    match names.iter().find(|name| name_of(name).is_none()) {
        None if !names.is_empty() => Ok(names),
        unknown => {
            let unknown = unknown.map(String::as_str).unwrap_or_default();
            let reason = format!("no column is called `{unknown}`; there are {}", NAMES.join(", "));
            Err(std::io::Error::new(std::io::ErrorKind::InvalidData, reason))
        }
    }
}

fn of_cells(columns: &[String], line: &str) -> Result<Order, String> {
    let cells = cells(line).ok_or_else(|| "this is not one line of CSV".to_owned())?;
    if cells.len() != columns.len() {
        return Err(format!("the line has {} cells, the header {}", cells.len(), columns.len()));
    }
    let named = columns.iter().zip(cells).filter(|(_, cell)| !cell.trim().is_empty());
    Ok(named.filter_map(|(name, cell)| Some((name_of(name)?, cell))).collect())
}

fn of_json(line: &str) -> Result<Order, String> {
    let Ok(Value::Object(members)) = serde_json::from_str(line) else {
        return Err("this is no object of JSON".to_owned());
    };
    let mut order = Order::new();
    for (name, value) in members {
        let known = name_of(&name).ok_or_else(|| format!("no member is called `{name}`"))?;
        match value {
            Value::String(text) => drop(order.insert(known, text)),
            Value::Null => {}
            _ => return Err(format!("`{name}` must be a text")),
        }
    }
    Ok(order)
}

fn name_of(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == name)
}
