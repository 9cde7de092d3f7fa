//! Words for people, firms and places of a country that does not exist. First names are common ones; surnames and
//! the first words of firms are invented, and nobody who exists is meant by any of them.

#[rustfmt::skip] // many short words
pub(crate) static FIRST_NAMES: [&str; 60] = [
    "Ana", "Ben", "Carla", "Dana", "Elias", "Farah", "Georg", "Hana", "Ivo", "Jana", "Karim", "Lena",
    "Milo", "Nadia", "Omar", "Petra", "Rafi", "Sara", "Tarek", "Una", "Vera", "Wanda", "Yara", "Zeno",
    "Alma", "Boris", "Chloe", "Dario", "Edda", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Louis",
    "Maya", "Noor", "Oskar", "Paula", "Rosa", "Samir", "Tilda", "Ugo", "Viola", "Willem", "Yusuf", "Zora",
    "Amal", "Bruno", "Celia", "Dunja", "Emil", "Flora", "Gina", "Hamid", "Irma", "Jakob", "Lina", "Mats",
];

#[rustfmt::skip] // many short words
pub(crate) static SURNAMES: [&str; 80] = [
    "Examplar", "Harbourly", "Quillmoor", "Tandervale", "Ostrimer", "Belvarro", "Kestenholm", "Marravel",
    "Pellinore-Ash", "Dunmarrow", "Fennivar", "Galdersby", "Hollendrift", "Istermann", "Jorvanel",
    "Kaldimore", "Lorrimand", "Mistervik", "Nandorelle", "Orvandal", "Pembrasse", "Quarrelin", "Rostavel",
    "Sandermoor", "Tolliveer", "Umbermann", "Vantorelle", "Wexmarrow", "Yarrowind", "Zellamar", "Arkenvold",
    "Brindelow", "Castermar", "Dovrelin", "Elmsvard", "Farrowind", "Glimmerby", "Haskavel", "Ingelmoor",
    "Jessomer", "Korrimand", "Lasterholm", "Mordavine", "Nessimar", "Ollivand", "Parrendel", "Quintamor",
    "Ravenstrom-Lee", "Selvarro", "Tremmelin", "Ulvarez-Dun", "Vessimoor", "Wandermark", "Yellowind",
    "Zandrelle", "Amberholm", "Bostavel", "Crestomar", "Dellaworth-Ix", "Embervik", "Fostrimand",
    "Grenvallow", "Hestermoor", "Illavand", "Jandrifel", "Kellomar", "Lindrassen", "Mellavine", "Norvanter",
    "Ostavine", "Perrimoor", "Quessandro", "Rellimand", "Stavrelin", "Torvimar", "Undermeer", "Vollindra",
    "Westrimand", "Yandoval", "Zimmerlow",
];

/// The first word of a made-up firm.
#[rustfmt::skip] // many short words
pub(crate) static FIRM_WORDS: [&str; 64] = [
    "Larkspire", "Tamberlin", "Brightmoor", "Quillstone", "Zephyrine", "Oakhollow", "Silverfen", "Lumivar",
    "Kestrelin", "Marlowind", "Pinevale", "Cobaltine", "Dewmarch", "Everlume", "Foxglimmer", "Glasswren",
    "Harrowmint", "Indigora", "Junivale", "Kitewell", "Lanternby", "Moonfarrow", "Nettlemere", "Opalwick",
    "Plumridge", "Quartzline", "Rivenna", "Saffrel", "Thistlemar", "Umbrelle", "Velvarin", "Willomere",
    "Xandrine", "Yarrowbee", "Zinnivar", "Amberlyn", "Birchavel", "Cindermoss", "Daffodine", "Elderquay",
    "Fernavale", "Goldenquill", "Hazelmark", "Ivorine", "Jadewell", "Kindlebrook", "Lotusfen", "Mapleforge",
    "Nimbusine", "Orchidell", "Pearlquay", "Quincemoor", "Rosemarch", "Sunvarrow", "Topazine", "Ultramarel",
    "Vanillune", "Waxwing Nine", "Yewbright", "Zestrella", "Acornine", "Bluemallow", "Cloverdeep",
    "Driftoria",
];

/// What a firm of each department calls itself, in the order of `Department::ALL`.
pub(crate) static TRADES: [[&str; 3]; 7] = [
    ["Garments", "Textiles", "Fashion"],
    ["Accessories", "Leather Goods", "Jewels"],
    ["Electronics", "Digital", "Devices"],
    ["Homeware", "Lamps", "Living"],
    ["Cosmetics", "Care", "Wellness"],
    ["Toys", "Sports", "Outdoor"],
    ["Books and Prints", "Parts", "Craft Supplies"],
];

#[rustfmt::skip] // many short words
pub(crate) static STREETS: [&str; 24] = [
    "Harbour St", "Lighthouse Rd", "Old Customs Lane", "Sample Sq", "Mill Hill", "Station Rd",
    "Orchard Way", "Cedar Av", "Quay St", "Market St", "Garden Row", "River Walk", "Chapel Rd",
    "Windmill Lane", "Ferry Rd", "Almond St", "Beacon Hill", "Canal St", "Tower Rd", "Meadow Cl",
    "Foundry St", "Saltworks Rd", "Fig Tree Lane", "Northern Ring",
];

/// Cities of Examplia: share in a hundred, name, first postcode.
pub(crate) static CITIES: [(u32, &str, u32); 10] = [
    (34, "Port Example", 1001),
    (18, "Sampleton", 2001),
    (12, "Specimen Bay", 2601),
    (9, "Prototype", 3101),
    (7, "Template Hills", 3501),
    (6, "Mockford", 4001),
    (5, "Illustria", 4401),
    (4, "Upper Instance", 5001),
    (3, "Placeholder", 5601),
    (2, "Saint Foobar", 6101),
];
