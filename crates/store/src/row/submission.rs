//! Rows of submissions: texts by the numbers of their fields.

use super::fault::FaultV1;
use super::field::subject_of;
use super::flaw::RowFlaw;
use super::frame;
use super::kept::Kept;
use super::personal::Subject;
use clearance::{DocumentField, DocumentText, HEADER_FIELDS, HeaderField, ItemField, ItemText, Submission};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A submission as rows: one that stays clear, and one for the texts of each subject.
#[derive(Clone, PartialEq, Eq)]
pub struct SubmissionRow {
    /// What stays clear.
    pub clear: Vec<u8>,
    /// Personal texts, to be sealed.
    pub personal: Vec<(Subject, Vec<u8>)>,
}

/// The rows of a submission, with the faults that the door found in it.
///
/// # Errors
/// [`RowFlaw::Unwritable`].
pub fn encode_submission(submission: &Submission<'_>) -> Result<SubmissionRow, RowFlaw> {
    let item = |item| texts(ItemField::ALL, |field| ItemText::text(item, field));
    let document = |document| texts(DocumentField::ALL, |field| DocumentText::text(document, field));
    let mut header = Vec::with_capacity(HEADER_FIELDS);
    let mut apart = Subject::OF_FILINGS.map(|subject| (subject, Vec::new()));
    for field in HeaderField::ALL {
        let Some(text) = submission.text(*field) else { continue };
        let whose = subject_of(*field);
        let place = apart.iter_mut().find(|(subject, _)| Some(*subject) == whose);
        place.map_or(&mut header, |(_, texts)| texts).push((field.twin(), text));
    }
    let clear = SubmissionV1 {
        header,
        items: submission.items.iter().map(item).collect(),
        documents: submission.documents.iter().map(document).collect(),
        faults: submission.faults.iter().map(Kept::twin).collect(),
    };
    let mut personal = Vec::with_capacity(apart.len());
    for (subject, texts) in apart.iter().filter(|(_, texts)| !texts.is_empty()) {
        personal.push((*subject, frame::write(texts, 128)?));
    }
    Ok(SubmissionRow { clear: frame::write(&clear, 1024)?, personal })
}

/// The submission of rows. Texts that are not given are erased: their fields are not there.
///
/// # Errors
/// Any [`RowFlaw`] of reading.
pub fn decode_submission(
    clear: &[u8],
    personal: &[(Subject, Vec<u8>)],
) -> Result<Submission<'static>, RowFlaw> {
    let SubmissionV1 { header, items, documents, faults } = frame::read(clear)?;
    let mut submission = Submission::default();
    submission.items = items.into_iter().map(item).collect::<Result<_, _>>()?;
    submission.documents = documents.into_iter().map(document).collect::<Result<_, _>>()?;
    submission.faults = Vec::of_twin(faults)?;
    set_header(&mut submission, header, None)?;
    for (subject, row) in personal {
        set_header(&mut submission, frame::read(row)?, Some(*subject))?;
    }
    Ok(submission)
}

/// What stays clear of a submission.
#[derive(Serialize, Deserialize)]
struct SubmissionV1<'a> {
    #[serde(borrow)]
    header: TextsV1<'a>,
    items: Vec<TextsV1<'a>>,
    documents: Vec<TextsV1<'a>>,
    faults: Vec<FaultV1<'a>>,
}

/// The fields that are there, by their numbers on disk.
pub(super) type TextsV1<'a> = Vec<(u8, &'a str)>;

fn texts<'a, F>(fields: &[F], text: impl Fn(F) -> Option<&'a str>) -> TextsV1<'a>
where
    F: Copy + for<'t> Kept<Twin<'t> = u8>,
{
    fields.iter().filter_map(|field| Some((field.twin(), text(*field)?))).collect()
}

/// Takes in texts that are all of one subject, or all of none.
fn set_header(
    submission: &mut Submission<'_>,
    texts: TextsV1<'_>,
    whose: Option<Subject>,
) -> Result<(), RowFlaw> {
    for (code, text) in texts {
        let field = HeaderField::of_twin(code)?;
        if subject_of(field) != whose || submission.text(field).is_some() {
            return Err(RowFlaw::Misplaced);
        }
        submission.set(field, Cow::Owned(text.to_owned()));
    }
    Ok(())
}

fn item(texts: TextsV1<'_>) -> Result<ItemText<'static>, RowFlaw> {
    let mut item = ItemText::default();
    for (code, text) in texts {
        item.set(ItemField::of_twin(code)?, Cow::Owned(text.to_owned()));
    }
    Ok(item)
}

fn document(texts: TextsV1<'_>) -> Result<DocumentText<'static>, RowFlaw> {
    let mut document = DocumentText::default();
    for (code, text) in texts {
        document.set(DocumentField::of_twin(code)?, Cow::Owned(text.to_owned()));
    }
    Ok(document)
}
