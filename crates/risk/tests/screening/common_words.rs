//! Names made of words that nearly every name has.

use risk::EntryKind;
use risk::screening::Screen;

#[test]
fn names_of_common_words_are_found_among_thousands_that_share_one() {
    let wanted = ["Al The", "Al R", "Al Mahmoud Dar", "Y Muhammad Is", "Sara Company", "Sara Limited Ben"];
    let others = (0..3_000).flat_map(|number| {
        [
            format!("R {number}"),
            format!("Mahmoud {number} Dar"),
            format!("{number} Company"),
            format!("Sara {number} Omar"),
        ]
    });
    let names: Vec<String> = wanted.into_iter().map(str::to_owned).chain(others).collect();
    let screen = Screen::new(names.iter().map(|name| (EntryKind::Person, name.as_str())));
    for (asked, place) in [
        ("The, Al", 0),
        ("R. Al", 1),
        ("Al Mahmoud", 2),
        ("Mahmoud Al Dar", 2),
        ("Is Y", 3),
        ("Sara Compny", 4),
        ("Limted Sara", 5),
        ("Ben Sara Limitde", 5),
    ] {
        let found = screen.search(EntryKind::Person, asked, 300_000);
        assert!(found.iter().any(|found| found.place == place), "{asked}: {} found", found.len());
    }
}
