//! A small complete pack that every test may change.

use pack::Finding;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory of its own, gone after the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("cocket-pack-{}-{number}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        Folder(dir)
    }

    /// A directory with the tiny pack.
    pub(crate) fn tiny() -> Folder {
        let folder = Folder::new();
        for (path, text) in FILES {
            folder.write(path, text);
        }
        folder
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.0
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn replace(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(old), "{path} has no `{old}`");
        self.write(path, text.replacen(old, new, 1));
    }

    pub(crate) fn append(&self, path: &str, more: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        self.write(path, text + more);
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// Findings as `error tariff/duties.csv:3 malformed_rate`.
    pub(crate) fn findings(&self) -> Vec<String> {
        pack::validate(self.dir()).iter().map(brief).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn brief(finding: &Finding) -> String {
    let row = finding.row.map(|row| format!(":{row}")).unwrap_or_default();
    format!("{} {}{row} {}", finding.severity.as_str(), finding.file, finding.code)
}

const FILES: [(&str, &str); 25] = [
    (
        "pack.toml",
        r#"id = "tiny"
version = "1"
country = "XA"
currency = "EXD"
currency_minor_units = 2
timezone = "Etc/UTC"
languages = ["en", "fr"]
authentic_language = "en"
kind = "law"
valid_from = 2020-01-01
[name]
en = "Tiny"
"#,
    ),
    (
        "tariff/countries.csv",
        "country,name:en,name:fr,valid_from,valid_to,law\n\
         XA,Examplia,Examplie,2020-01-01,,ISO 3166-1\n\
         US,United States,États-Unis,2020-01-01,,ISO 3166-1\n",
    ),
    (
        "tariff/currencies.csv",
        "currency,minor_units,valid_from,valid_to,law\n\
         EXD,2,2020-01-01,,ISO 4217\n\
         USD,2,2020-01-01,,ISO 4217\n",
    ),
    (
        "tariff/units.csv",
        "unit,name:en,name:fr,piece,valid_from,valid_to,law\n\
         C62,piece,pièce,yes,2020-01-01,,UN/ECE Rec 20\n",
    ),
    (
        "tariff/geo-groups.csv",
        "group,country,valid_from,valid_to,law\n\
         gsp,US,2020-01-01,,s.1\n",
    ),
    (
        "tariff/commodities.csv",
        "code,description:en,description:fr,unit,valid_from,valid_to,law\n\
         61,Knitted clothing,Vêtements en maille,,2020-01-01,,HS 2017\n\
         610910,T-shirts,T-shirts,C62,2020-01-01,,HS 2017\n\
         61091010,Printed,Imprimés,C62,2020-01-01,2025-12-31,HS 2017\n",
    ),
    (
        "tariff/duties.csv",
        "code,origin_group,measure,rate,proof,valid_from,valid_to,law\n\
         *,*,third_country,5 %,,2020-01-01,,s.2\n\
         610910,gsp,preference,free,origin_declaration,2020-01-01,2025-12-31,s.3\n\
         610910,US,preference,1 %,,2026-01-01,,s.3\n",
    ),
    (
        "tariff/taxes.csv",
        "code,tax,rate,base,valid_from,valid_to,law,status\n\
         *,vat,15 %,customs_value+duty,2020-01-01,,s.4,unverified\n",
    ),
    (
        "tariff/exchange-rates.csv",
        "currency,local_per_unit,valid_from,valid_to,law\n\
         USD,0.92,2020-01-01,,s.5\n",
    ),
    (
        "controls/agencies.csv",
        "id,name:en,name:fr,valid_from,valid_to,law\n\
         vet,Veterinary office,Office vétérinaire,2020-01-01,,s.6\n",
    ),
    (
        "controls/prohibitions.csv",
        "id,code,origin_group,name:en,name:fr,valid_from,valid_to,law\n\
         shirts,610910,gsp,Shirts,Chemises,2020-01-01,2020-12-31,s.7\n",
    ),
    (
        "controls/permits.csv",
        "id,code,origin_group,document_type,agency,name:en,name:fr,valid_from,valid_to,law\n\
         wool,61,*,certificate,vet,Wool,Laine,2020-01-01,,s.8\n",
    ),
    (
        "procedures/categories.csv",
        "category,name:en,name:fr,valid_from,valid_to,law\n\
         1,a,a,2020-01-01,,s.9\n\
         2,b,b,2020-01-01,,s.9\n\
         3,c,c,2020-01-01,,s.9\n\
         4,d,d,2020-01-01,,s.9\n",
    ),
    (
        "procedures/data-requirements.csv",
        "stage,channel,category,field,level,valid_from,valid_to,law\n\
         *,*,*,reference,required,2020-01-01,,s.10\n\
         pre_arrival,post,4,goods_items.*.commodity_code,advised,2020-01-01,,s.10\n",
    ),
    (
        "procedures/offices.csv",
        "office,name:en,name:fr,valid_from,valid_to,law\n\
         XA1,Airport,Aéroport,2020-01-01,,s.11\n",
    ),
    (
        "procedures/identifiers.csv",
        "scheme,check,pattern,valid_from,valid_to,law\n\
         xa-id,pattern,######,2020-01-01,,s.12\n",
    ),
    (
        "procedures/schemes.csv",
        "scheme,collects,collector,pattern,cap,cap_basis,valid_from,valid_to,law\n\
         vendor,vat,vendor,XAV###,150.00,intrinsic,2020-01-01,,s.13\n",
    ),
    (
        "procedures/collection.csv",
        "channel,charge,debtor,collector,release_waits,valid_from,valid_to,law\n\
         *,*,consignee,customs,yes,2020-01-01,,s.14\n\
         post,vat,consignee,carrier,no,2020-01-01,2020-12-31,s.14\n",
    ),
    (
        "procedures/vague-terms.csv",
        "term,advice:en,advice:fr,valid_from,valid_to,law\n\
         goods,Say what,Dites quoi,2020-01-01,,s.15\n",
    ),
    ("parameters/all.toml", PARAMETERS),
    (
        "thresholds.toml",
        r#"[[relief]]
id = "low-value"
relieves = ["duty"]
amount = "150.00"
currency = "USD"
basis = "intrinsic"
unit = "consignment"
bound = "inclusive"
shape = "cliff"
channels = ["post"]
dispatched_from = ["US"]
except_codes = ["61"]
law = "s.16"
valid_from = 2020-01-01
"#,
    ),
    (
        "risk/lists/denied.csv",
        "id,name,kind,valid_from,valid_to,law\n\
         D1,Casimir Droyle,person,2020-01-01,,s.17\n",
    ),
    (
        "risk/profiles/some.toml",
        r#"[[profile]]
id = "P1"
title = "Shirts"
owner = "customs"
action = "add_weight"
weight = 5
purpose = "safety"
reason = "shown to officers"
public_reason = "routine"
law = "s.18"
valid_from = 2026-01-01
valid_to = 2026-12-31
[[profile.criteria]]
field = "goods_items.commodity_code"
starts_with = ["61"]
[[profile.criteria]]
field = "goods_items.value_local"
below = "20.00"
[[profile.criteria]]
field = "listed_on"
in = ["denied"]
"#,
    ),
    (
        "tests/some.yaml",
        "base: { stage: pre_arrival, value: { currency: EXD, goods: \"1.00\" } }
examples:
  - name: A shirt
    law: s.16
    now: 2026-03-01T09:00:00Z
    declare: { value: { goods: \"150.00\" } }
    expect:
      outcome: release
      category: 2
      payable: \"0.00\"
      charges: { \"1 duty\": \"0.00\" }
      grounds: [low_value_relief]
      faults: []
      warnings: [description_short]
",
    ),
    ("text/en.ftl", "public-reason-routine = A control.\n"),
];

const PARAMETERS: &str = r#"[[parameter]]
name = "tax_point"
value = "arrival"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "customs_value_basis"
value = "cif"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "apportionment"
value = "value"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "full_declaration_above"
value = "1000.00"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "rounding_customs_value"
value = "half_up 0.01"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "rounding_duty"
value = "half_up 0.01"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "rounding_vat"
value = "down 1"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "value_sum_tolerance"
value = "0.01"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "arrival_due_days"
value = "30"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "document_due_days"
value = "15"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "payment_due_days"
value = "14"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "examination_due_hours"
value = "24"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "agency_due_hours"
value = "48"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "return_due_days"
value = "30"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "examine_at_weight"
value = "100"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "disagreement_weight"
value = "60"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "disagreement_tolerance_percent"
value = "10"
law = "s.20"
valid_from = 2020-01-01
[[parameter]]
name = "implausible_unit_mass_g"
value = "0.1 70000"
law = "s.20"
valid_from = 2020-01-01
"#;
