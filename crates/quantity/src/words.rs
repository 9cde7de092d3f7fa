//! Closed sets of words, each with its name on the wire and in packs, said once.

/// Defines an enum whose variants have names, with `ALL`, `as_str` and `from_name`.
///
/// ```
/// quantity::words! {
///     /// Who carries the consignment.
///     Channel {
///         /// A designated postal operator.
///         Post = "post",
///         /// An express carrier.
///         Express = "express",
///     }
/// }
/// assert_eq!(Channel::from_name("express"), Some(Channel::Express));
/// assert_eq!(Channel::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The name on the wire and in packs.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The value of a name.
            pub fn from_name(name: &str) -> Option<$name> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }
    };
}
