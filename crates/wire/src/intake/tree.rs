//! The tree of a declaration's members, made once from the names of the fields.

use super::door::Slot;
use super::text::TextField;
use clearance::{DocumentField, HeaderField, ItemField, MAX_DOCUMENTS, MAX_GOODS_ITEMS};
use std::sync::LazyLock;

/// The members of an object.
#[derive(Debug)]
pub(super) struct Level {
    /// The JSON pointer of the object; of the list, for an object in a list.
    pub(super) pointer: String,
    members: Vec<Member>,
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) node: Node,
}

/// What belongs into a member.
#[derive(Debug)]
pub(super) enum Node {
    /// A text, a number or a truth value.
    Text(Slot),
    /// A line of an address.
    Line(Slot, HeaderField),
    /// An object.
    Object(Level),
    /// A list.
    List(List),
}

/// A list and what belongs into it.
#[derive(Debug)]
pub(super) struct List {
    pub(super) kind: ListKind,
    pub(super) pointer: String,
    pub(super) entry: Box<Node>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListKind {
    Goods,
    Documents,
    Lines(HeaderField),
}

/// The members of a declaration.
pub(super) static DECLARATION: LazyLock<Level> = LazyLock::new(declaration);

impl Level {
    /// The member of a name and its place. The search begins at `from`, for members mostly come in their order.
    pub(super) fn find(&self, name: &str, from: usize) -> Option<(usize, &Member)> {
        let (before, after) = self.members.split_at_checked(from).unwrap_or((&self.members, &[]));
        let found = after.iter().position(|member| member.name == name).map(|at| at + before.len());
        let at = found.or_else(|| before.iter().position(|member| member.name == name))?;
        self.members.get(at).map(|member| (at, member))
    }

    /// The names of the members.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.members.iter().map(|member| member.name)
    }

    fn new(pointer: impl Into<String>) -> Level {
        Level { pointer: pointer.into(), members: Vec::new() }
    }

    fn put(&mut self, name: &'static str, node: Node) {
        self.members.push(Member { name, node });
    }

    /// The object of a name, which is made if it is not there.
    fn object(&mut self, name: &'static str) -> Option<&mut Level> {
        if !self.members.iter().any(|member| member.name == name) {
            let pointer = format!("{}/{name}", self.pointer);
            self.put(name, Node::Object(Level::new(pointer)));
        }
        self.members.iter_mut().find(|member| member.name == name).and_then(|member| match &mut member.node {
            Node::Object(level) => Some(level),
            Node::Text(_) | Node::Line(..) | Node::List(_) => None,
        })
    }
}

impl Node {
    /// What belongs here, as faults name it.
    pub(super) fn expected(&self) -> &'static str {
        match self {
            Node::Text(_) | Node::Line(..) => "text",
            Node::Object(_) => "object",
            Node::List(_) => "list",
        }
    }
}

impl ListKind {
    /// The most entries that are kept.
    pub(super) fn limit(self) -> usize {
        match self {
            ListKind::Goods => MAX_GOODS_ITEMS,
            ListKind::Documents => MAX_DOCUMENTS,
            ListKind::Lines(_) => super::door::MAX_ADDRESS_LINES,
        }
    }
}

fn declaration() -> Level {
    let mut top = Level::new("");
    for field in HeaderField::ALL {
        put_header(&mut top, *field, field.as_str());
    }
    let items = ItemField::ALL.iter().map(|field| (field.as_str(), TextField::Item(*field)));
    top.put("goods_items", list_of(ListKind::Goods, "/goods_items", items));
    let documents = DocumentField::ALL.iter().map(|field| (field.as_str(), TextField::Document(*field)));
    top.put("documents", list_of(ListKind::Documents, "/documents", documents));
    top
}

/// Puts a header field at the end of its dotted name.
fn put_header(level: &mut Level, field: HeaderField, name: &'static str) {
    if let Some((parent, rest)) = name.split_once('.') {
        if let Some(object) = level.object(parent) {
            put_header(object, field, rest);
        }
        return;
    }
    let slot = Slot::of(TextField::Header(field));
    let node = if is_address(field) {
        let pointer = format!("{}/{name}", level.pointer);
        let entry = Box::new(Node::Line(slot, field));
        Node::List(List { kind: ListKind::Lines(field), pointer, entry })
    } else {
        Node::Text(slot)
    };
    level.put(name, node);
}

/// Whether the field is the lines of an address.
pub(super) fn is_address(field: HeaderField) -> bool {
    matches!(field, HeaderField::ConsignorAddressLines | HeaderField::ConsigneeAddressLines)
}

fn list_of(kind: ListKind, pointer: &str, fields: impl Iterator<Item = (&'static str, TextField)>) -> Node {
    let mut entry = Level::new(pointer);
    for (name, field) in fields {
        entry.put(name, Node::Text(Slot::of(field)));
    }
    Node::List(List { kind, pointer: pointer.to_owned(), entry: Box::new(Node::Object(entry)) })
}
