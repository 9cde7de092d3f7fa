//! Values and their twins: what a row keeps of a value, and how it becomes the value again.

use super::flaw::RowFlaw;
use std::collections::BTreeSet;

/// A value that rows keep.
pub(in crate::row) trait Kept: Sized + 'static {
    /// What a row holds of it: borrowed from the value on the way out, from the row on the way in.
    type Twin<'a>;

    /// What a row holds of it.
    fn twin(&self) -> Self::Twin<'_>;

    /// The value again, if the domain knows it.
    fn of_twin(twin: Self::Twin<'_>) -> Result<Self, RowFlaw>;
}

/// Defines twins field by field, in the order on disk, and both conversions. The domain's type is taken apart
/// and put together without `..`, so that what it gains or loses breaks the build.
macro_rules! twins {
    () => {};
    ($(#[$doc:meta])* struct $twin:ident of $kept:ident { $($field:ident: $type:ty),+ $(,)? } $($rest:tt)*) => {
        $(#[$doc])*
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(bound(serialize = "", deserialize = "'de: 'a"))]
        pub(in crate::row) struct $twin<'a> {
            $($field: <$type as $crate::row::kept::Kept>::Twin<'a>),+
        }

        impl $crate::row::kept::Kept for $kept {
            type Twin<'a> = $twin<'a>;

            fn twin(&self) -> $twin<'_> {
                let $kept { $($field),+ } = self;
                $twin { $($field: $crate::row::kept::Kept::twin($field)),+ }
            }

            fn of_twin(twin: $twin<'_>) -> Result<$kept, $crate::row::flaw::RowFlaw> {
                let $twin { $($field),+ } = twin;
                Ok($kept { $($field: $crate::row::kept::Kept::of_twin($field)?),+ })
            }
        }

        twins! { $($rest)* }
    };
    ($(#[$doc:meta])* enum $twin:ident of $kept:ident {
        $($variant:ident $({ $($field:ident: $type:ty),+ $(,)? })? $(($one:ident: $of:ty))?),+ $(,)?
    } $($rest:tt)*) => {
        $(#[$doc])*
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(bound(serialize = "", deserialize = "'de: 'a"))]
        pub(in crate::row) enum $twin<'a> {
            $($variant
                $({ $($field: <$type as $crate::row::kept::Kept>::Twin<'a>),+ })?
                $((<$of as $crate::row::kept::Kept>::Twin<'a>))?
            ),+
        }

        impl $crate::row::kept::Kept for $kept {
            type Twin<'a> = $twin<'a>;

            fn twin(&self) -> $twin<'_> {
                match self {$(
                    $kept::$variant $({ $($field),+ })? $(($one))? => $twin::$variant
                        $({ $($field: $crate::row::kept::Kept::twin($field)),+ })?
                        $(($crate::row::kept::Kept::twin($one)))?,
                )+}
            }

            fn of_twin(twin: $twin<'_>) -> Result<$kept, $crate::row::flaw::RowFlaw> {
                Ok(match twin {$(
                    $twin::$variant $({ $($field),+ })? $(($one))? => $kept::$variant
                        $({ $($field: $crate::row::kept::Kept::of_twin($field)?),+ })?
                        $(($crate::row::kept::Kept::of_twin($one)?))?,
                )+})
            }
        }

        twins! { $($rest)* }
    };
}
pub(in crate::row) use twins;

impl Kept for String {
    type Twin<'a> = &'a str;

    fn twin(&self) -> &str {
        self
    }

    fn of_twin(twin: &str) -> Result<String, RowFlaw> {
        Ok(twin.to_owned())
    }
}

/// Values that are their own twins.
macro_rules! kept_as_they_are {
    ($($type:ty),+) => {$(
        impl Kept for $type {
            type Twin<'a> = $type;

            fn twin(&self) -> $type {
                *self
            }

            fn of_twin(twin: $type) -> Result<$type, RowFlaw> {
                Ok(twin)
            }
        }
    )+};
}
kept_as_they_are!(bool, u32, u64, i32);

impl<T: Kept> Kept for Option<T> {
    type Twin<'a> = Option<T::Twin<'a>>;

    fn twin(&self) -> Option<T::Twin<'_>> {
        self.as_ref().map(T::twin)
    }

    fn of_twin(twin: Option<T::Twin<'_>>) -> Result<Option<T>, RowFlaw> {
        twin.map(T::of_twin).transpose()
    }
}

impl<T: Kept> Kept for Vec<T> {
    type Twin<'a> = Vec<T::Twin<'a>>;

    fn twin(&self) -> Vec<T::Twin<'_>> {
        self.iter().map(T::twin).collect()
    }

    fn of_twin(twin: Vec<T::Twin<'_>>) -> Result<Vec<T>, RowFlaw> {
        twin.into_iter().map(T::of_twin).collect()
    }
}

impl<T: Kept + Ord> Kept for BTreeSet<T> {
    type Twin<'a> = Vec<T::Twin<'a>>;

    fn twin(&self) -> Vec<T::Twin<'_>> {
        self.iter().map(T::twin).collect()
    }

    fn of_twin(twin: Vec<T::Twin<'_>>) -> Result<BTreeSet<T>, RowFlaw> {
        twin.into_iter().map(T::of_twin).collect()
    }
}

impl<T: Kept, U: Kept> Kept for (T, U) {
    type Twin<'a> = (T::Twin<'a>, U::Twin<'a>);

    fn twin(&self) -> (T::Twin<'_>, U::Twin<'_>) {
        (self.0.twin(), self.1.twin())
    }

    fn of_twin(twin: (T::Twin<'_>, U::Twin<'_>)) -> Result<(T, U), RowFlaw> {
        Ok((T::of_twin(twin.0)?, U::of_twin(twin.1)?))
    }
}
