//! Values as they go to a database and come from it.

use super::Failure;
use rusqlite::types::{ToSqlOutput, ValueRef};

/// A value, borrowed from where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// What a statement can be given.
pub(crate) trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

/// What a row can be read as; none where the value is of another kind.
pub(crate) trait FromValue: Sized {
    fn from_value(value: Value<'_>) -> Option<Self>;
}

/// The values that a statement is given.
pub(crate) trait Params {
    fn values(&self) -> impl AsRef<[Value<'_>]>;
}

impl Params for () {
    fn values(&self) -> impl AsRef<[Value<'_>]> {
        [Value::Null; 0]
    }
}

impl<T: ToValue, const N: usize> Params for [T; N] {
    fn values(&self) -> impl AsRef<[Value<'_>]> {
        self.each_ref().map(ToValue::to_value)
    }
}

impl Params for &[Value<'_>] {
    fn values(&self) -> impl AsRef<[Value<'_>]> {
        self
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        *self
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

/// Integers that go to a database as they are.
macro_rules! small_integers {
    ($($kind:ty),*) => {
        $(impl ToValue for $kind {
            fn to_value(&self) -> Value<'_> {
                Value::Integer(i64::from(*self))
            }
        })*
    };
}

small_integers!(u8, i32, i64);

/// Integers as which one that fits can be read.
macro_rules! read_integers {
    ($($kind:ty),*) => {
        $(impl FromValue for $kind {
            fn from_value(value: Value<'_>) -> Option<$kind> {
                if let Value::Integer(integer) = value { integer.try_into().ok() } else { None }
            }
        })*
    };
}

read_integers!(u8, u32, u64, usize, i64);

impl ToValue for usize {
    /// How many of something there are, or may be at most.
    fn to_value(&self) -> Value<'_> {
        Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Integer(i64::from(*self))
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Option<bool> {
        i64::from_value(value).map(|integer| integer != 0)
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Option<String> {
        if let Value::Text(text) = value { Some(text.to_owned()) } else { None }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Vec<u8>> {
        if let Value::Bytes(bytes) = value { Some(bytes.to_owned()) } else { None }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value<'_>) -> Option<[u8; N]> {
        if let Value::Bytes(bytes) = value { bytes.try_into().ok() } else { None }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Option<T>> {
        if value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(integer) => ValueRef::Integer(*integer),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl<'a> Value<'a> {
    /// A value of SQLite's.
    pub(super) fn of_sqlite(value: ValueRef<'a>) -> Result<Value<'a>, Failure> {
        match value {
            ValueRef::Null => Ok(Value::Null),
            ValueRef::Integer(integer) => Ok(Value::Integer(integer)),
            ValueRef::Text(text) => str::from_utf8(text).map(Value::Text).map_err(|_| Failure::Kind),
            ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes)),
            ValueRef::Real(_) => Err(Failure::Kind),
        }
    }
}
