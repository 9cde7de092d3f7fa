# What people read. A pack may add messages and override these.
# Faults: the message says what is wrong, the attribute `fix` what to do.

fault-malformed_json = The text is not readable JSON at byte { $at }: { $reason }.
    .fix = Send one JSON object; check quotes, commas and brackets at that place.
fault-not_utf8 = The bytes are not UTF-8 text (they look like { $encoding }).
    .fix = Save the file as UTF-8.
fault-line_too_long = The record is longer than { $limit } bytes.
    .fix = Send fewer goods items in one declaration, or check for a missing line break or quote.
fault-ragged_row = The row has { $found } cells, the header has { $expected }.
    .fix = Give the row { $expected } cells; put texts that hold the separator in quotes, and close every quote.
fault-duplicate_key = The field occurs twice; only the first is read.
    .fix = Send the field once.
fault-wrong_type = The field holds { $found } where { $expected } belongs.
    .fix = Send { $expected }.
fault-too_many_goods_items = There are { $found } goods items; one declaration holds at most { $limit }.
    .fix = Split the goods over several declarations.
fault-too_many_entries = There are { $found } entries; at most { $limit } are allowed.
    .fix = Send at most { $limit }.
fault-too_long = The text has { $found } characters; the field holds { $limit }.
    .fix = Shorten it to { $limit } characters.
fault-control_character = The text contains an invisible control character.
    .fix = Remove it; plain letters, digits and signs are allowed.

fault-missing = The field is required here and is not there.
    .fix = Fill it in.
fault-malformed_amount = “{ $found }” is not a number as required: digits, with a point before the decimals.
    .fix = Write it as 1234.56, without thousands separators.
fault-negative = “{ $found }” is below zero.
    .fix = Send a number that is zero or more.
fault-out_of_range = The number is too large or has too many decimals.
    .fix = Use at most twelve digits before the point and six after it.
fault-malformed_date = “{ $found }” is not a time that exists, in the form 2026-03-02T06:40:00Z.
    .fix = Send date, time and zone as in 2026-03-02T06:40:00Z.
fault-malformed_identifier = The identifier does not have the form of its kind: { $expected }.
    .fix = Check it against the document it comes from.
fault-check_digit = The check digit is wrong: a character was mistyped.
    .fix = Check every character against the label or document.
fault-unknown_scheme = This country knows no scheme called “{ $found }”.
    .fix = Use a scheme from the list of this country.
fault-unknown_currency = “{ $found }” is not a currency code of ISO 4217.
    .fix = Use three capital letters such as USD.
fault-no_exchange_rate = There is no official exchange rate for { $currency } on { $day }.
    .fix = Declare the value in a currency that has an official rate.
fault-unknown_country = “{ $found }” is not a country code of ISO 3166-1.
    .fix = Use two capital letters such as CN.
fault-unknown_unit = “{ $found }” is not a unit code of UN/ECE Recommendation 20 in use here.
    .fix = Use C62 for pieces or KGM for kilograms.
fault-unknown_commodity = No commodity code “{ $found }” is in force on { $day }.
    .fix = Look the goods up in the tariff of that day.
fault-commodity_too_short = “{ $found }” has fewer than six digits.
    .fix = Give at least the six digits of the HS subheading.
fault-unknown_office = There is no customs office “{ $found }”.
    .fix = Use the code of the office where the goods arrive.
fault-unknown_stage = “{ $found }” is not a stage.
    .fix = Use pre_loading, pre_arrival or on_arrival.
fault-unknown_channel = “{ $found }” is not a channel.
    .fix = Use post, express or cargo.
fault-unknown_nature = “{ $found }” is not a nature of transaction.
    .fix = Use sale, gift, documents, commercial_sample, returned_goods or other.
fault-zero_value = Goods that are sold cannot be worth nothing.
    .fix = Declare what the buyer paid, or the value of like goods.
fault-no_goods_items = The declaration has no goods items.
    .fix = Add one goods item for each kind of goods.
fault-duplicate_line = Line { $found } occurs twice.
    .fix = Number the goods items 1, 2, 3 and so on.
fault-items_do_not_sum = The goods items add up to { $correct }, the declared total is { $found }.
    .fix = Correct the total or the items so that they agree.
fault-net_exceeds_gross = The goods weigh { $net } kg net, more than the { $found } kg of the whole consignment.
    .fix = Correct the masses; gross mass includes packing.
fault-consignment_already_declared = You have declared this consignment with other content, under { $declaration }.
    .fix = Send an amendment of that declaration.
fault-reference_already_used = You have used this reference for another consignment, under { $declaration }.
    .fix = Give this consignment a reference of its own.
fault-consignment_closed = Its entry was refused or it goes back: nothing more can be declared about this consignment.
    .fix = If it is a new consignment, give it a number of its own.
fault-outside_the_law = The law of “{ $pack }” does not reach to { $day }.
    .fix = Check the dates, or load a version of the law for that day.

fault-unknown_field = There is no field of this name; it was not read.
    .fix = Remove it, or correct the name.
fault-advised = The field is not required here, but speeds up release.
    .fix = Fill it in if you know it.
fault-description_vague = “{ $words }” does not say what the goods are.
    .fix = Say what it is, what it is made of and what it is for, such as “men's cotton shirt, knitted”.
fault-description_short = The description is too short to say what the goods are.
    .fix = Say what it is, what it is made of and what it is for.
fault-one_unit_value = The goods are valued at exactly one unit of currency.
    .fix = Declare what the buyer paid.
fault-implausible_mass = { $found } kg for { $pieces } { $pieces ->
        [1] piece
       *[other] pieces
    } is hardly possible.
    .fix = Check the net mass (in kilograms) and the quantity.
fault-formula_like = The text begins like a spreadsheet formula.
    .fix = Remove the sign at its beginning.
fault-scheme_over_cap = The tax scheme holds only up to { $cap }; the tax is due at the border.
    .fix = Declare the consignment without the scheme, or ask the seller for a refund.
fault-preference_unproven = A duty of { $rate } could apply if the origin were proven.
    .fix = Add a document of type { $document_type }.
fault-quota_not_open = Tariff quota “{ $found }” gives these goods nothing on { $day }: it is not open for them, or the duty without it is no higher.
    .fix = Check the order number of the document, or leave the document out.
fault-quantity_needed = The rate for these goods is by { $unit }.
    .fix = Declare how many { $unit } they are.

fault-commodity_too_general = Some goods under { $found } are prohibited ({ $prohibition }, { $longer }).
    .fix = Give the longer code of these goods.
fault-longer_code_advised = Some goods under { $found } are prohibited ({ $prohibition }, { $longer }).
    .fix = Give the longer code, so that nobody has to look whether it is yours.
fault-zero_quantity = A quantity of zero is no goods.
    .fix = Declare how many or how much there is, or remove the goods item.
fault-arrival_too_late = The goods are expected more than { $days } days from now; the declaration would have lapsed.
    .fix = Declare them later, or correct the date of arrival.
fault-more_faults = { $count } more faults were found and are not listed.
    .fix = Correct those that are listed first.
fix-check_digit = Check every character against the label; if all the others are right, the whole is { $correct }.
fix-correct = Did you mean { $correct }?
fix-suggestion = Did you mean “{ $suggestion }”?

# Whose turn it is.
turn-correct_declaration = Correct the faults and send the declaration again.
turn-lodge_declaration = The goods are here; lodge a declaration.
turn-present_goods = Goods may move once they have arrived.
turn-present_goods_held = Bring the goods to the customs office; something else is still waited for.
turn-provide_document = Produce the missing document or correct the declaration.
turn-pay = Pay what is owed; release follows.
turn-examine = Customs examines the goods.
turn-answer = Another authority must answer.
turn-decide = An officer must decide.
turn-load_goods = Assessment complete: the goods may be loaded.
turn-provide_information = Say more about the goods before they are loaded.
turn-screen_goods = Screen the goods before they are loaded.
turn-do_not_load = Do not load the goods.
turn-deliver_and_settle = The goods may go; charges are still to be settled.
turn-deliver = The goods may go.
turn-return_goods = The goods may not stay and must leave the country.
turn-nothing = Nothing more is to be done.

# Why: one message a ground.
ground-documents_only = These are documents without commercial value.
ground-low_value_relief = No { $kind ->
        [additional_duty] additional duty
        [surcharge] surcharge
        [excise] excise duty
        [fee] fee
        [sales_tax] sales tax
        [income_tax] income tax
        [vat] VAT
       *[duty] duty
    }: the goods are worth { $in_local }, within the threshold of { $threshold }.
ground-excess_charged = Only what exceeds { $threshold } is charged with { $kind ->
        [additional_duty] additional duty
        [surcharge] surcharge
        [excise] excise duty
        [fee] fee
        [sales_tax] sales tax
        [income_tax] income tax
        [vat] VAT
       *[duty] duty
    }.
ground-flat_rate = Up to { $threshold }, { $kind ->
        [additional_duty] additional duty
        [surcharge] surcharge
        [excise] excise duty
        [fee] fee
        [sales_tax] sales tax
        [income_tax] income tax
        [vat] VAT
       *[duty] duty
    } is charged at { $rate }.
ground-part_collected = { $share } of the { $kind ->
        [additional_duty] additional duty
        [surcharge] surcharge
        [excise] excise duty
        [fee] fee
        [sales_tax] sales tax
        [income_tax] income tax
        [vat] VAT
       *[duty] duty
    } is collected.
ground-added_up = With what else went to the recipient { $over ->
        [consignee_month] this month
        [consignee_year] this year
        [consignee_seller_day] from the same seller today
       *[consignee_day] today
    }, the goods are above { $limit }.
ground-waived_as_small = { $amount } is too little to be collected: the limit is { $threshold }.
ground-quota_drawn = Line { $line } draws { $quantity } { $unit } on tariff quota { $quota }; { $left } { $unit } are left.
ground-quota_used_up = Line { $line } would draw { $quantity } { $unit } on tariff quota { $quota }, of which { $left } { $unit } are left: the duty without it is charged.
ground-tax_collected_by_vendor = The seller collected the VAT at the sale, under number { $scheme_number }.
ground-scheme_number_not_in_force = { $standing ->
        [ended] The tax scheme number { $scheme_number } was in force only from { $valid_from } to { $valid_to }
        [not_begun] The tax scheme number { $scheme_number } is in force only from { $valid_from } on
       *[unknown] The tax scheme number { $scheme_number } is not in the register
    }: on { $day } it does not count, and charges are due without it.
ground-payment_deferred = { $amount } is deferred under { $number } to the statement of the release, due on { $due } at the earliest.
ground-payment_not_deferred = { $why ->
        [not_offered] The law of the day knows no deferred payment
        [unknown] The number { $number } is not in the register
        [not_in_force] The number { $number } is not in force on the day
        [not_the_filers] The number { $number } belongs to a party for whom the filer does not act
        [paid_in_part] A part was paid already
       *[beyond_security] Of { $owed } only { $room } can be deferred under { $number } until more is paid or guaranteed
    }: { $owed } must be paid before release.
ground-security_runs_short = Of { $most } that may be deferred { $used } is used.
ground-tax_token_counts = The seller's tax token under number { $scheme_number } is good until { $expires }: tax of { $tax } was collected at the sale.
ground-tax_token_refused = { $flaw ->
        [missing] The tax scheme number { $scheme_number } counts with a tax token of the seller only, and there is none: charges are due without it.
        [other_number] The tax token is not for the tax scheme number { $scheme_number }.
        [not_in_force] The tax scheme number { $scheme_number } of the tax token is not in force.
        [unknown_key] The register has no key by which a tax token of number { $scheme_number } could be checked.
        [wrong_signature] The tax token was not signed by the holder of number { $scheme_number }, or was changed after it was.
        [expired] The tax token of number { $scheme_number } has expired.
        [other_order] The tax token of number { $scheme_number } is for another order.
        [other_value] The tax token of number { $scheme_number } is for goods of another value.
        [other_consignee] The tax token of number { $scheme_number } is for goods to somebody else.
       *[used_before] The tax token of number { $scheme_number } was used for another consignment.
    }
ground-duty_charged = Duty of { $amount } is due.
ground-vat_charged = VAT of { $amount } is due.
ground-additional_duty_charged = Additional duty of { $amount } is due.
ground-surcharge_charged = Surcharge of { $amount } is due.
ground-excise_charged = Excise duty of { $amount } is due.
ground-fee_charged = Fee of { $amount } is due.
ground-sales_tax_charged = Sales tax of { $amount } is due.
ground-income_tax_charged = Income tax of { $amount } is due.
ground-preference_applied = Line { $line } has the preferential rate of { $rate } for its origin.
ground-high_value = The customs value of { $customs_value } is above { $limit }: a full declaration is needed.
ground-no_duty_rate = No duty rate could be found for line { $line }; an officer must decide.
ground-no_vat_rate = No VAT rate could be found for line { $line }; an officer must decide.
ground-prohibited = The goods of line { $line } may not enter ({ $prohibition }).
ground-permit_missing = Line { $line } needs a document of type { $document_type }, which was not presented.
ground-permit_presented = The permit that line { $line } needs ({ $permit }) was presented.
ground-profile_hit = Profile { $profile } of { $owner }: { $reason }
ground-listed_party = The party in { $field } is on list { $list } as { $entry }.
ground-shadow_hit = Profile { $profile } of { $owner }, which is only tried, would have selected this.
ground-resembles_listed = The party in { $field } may be { $entry } of list { $list }, with a score of { $score_per_mille } in 1,000. These words of the entry agree: { $aligned }. Only listed: { $only_listed }. Other words declared: { $only_declared }.
ground-weight_reached = The signs of risk weigh { $weight }; from { $limit } on, the goods are examined.
ground-beyond_capacity = The signs of risk weigh { $weight }, enough to be examined from { $usual } on; the office has so much to examine that it begins at { $limit } now.
ground-filings_disagree = Two filers say different things about { $field }.
ground-splitting = { $consignments } other consignments to the same person within { $days } days stay just below the limit of { $limit }, as this one does with { $declared }; together they come to { $together }.
ground-split_order = { $consignments } other consignments are of the same order or payment; each stays below the limit of { $limit }, together they come to { $together }.
ground-undervaluation = Declared at { $declared } a { $per }; half of { $sellers } sellers of such goods from there declare { $median } or more, three in four { $lower_quartile } or more.
ground-three_way_mismatch = Declared with carriage and tax at { $declared }, but the order says { $ordered ->
   *[other] { $ordered }
    [none] nothing
} and the payment { $paid ->
   *[other] { $paid }
    [none] nothing
}.
ground-repeated_description = At least { $consignments } other consignments within { $days } days have the same sender, words and value.
ground-data_quality = { $warnings } things were found wanting in the declaration.
ground-party_history = Examinations of the same parties: { $findings } found something, { $no_findings } found nothing.
ground-clean_history = { $no_findings } examinations of the same parties found nothing.
ground-identity_assurance = The consignee's identity is assured at the level { $level }.
ground-tax_standing = The tax administration has had nothing against the party for { $years } years.
ground-trusted_trader = The filer or seller is a trusted trader.
ground-means_of_payment = Somebody else than the consignee has paid.
ground-control_sample = Chosen by lot for the control sample of { $per_mille } in 1,000.
ground-charges_changed = By the law of { $day }, { $after } is payable instead of { $before }.
ground-examined = The goods were examined under { $control }.
ground-officer_decided = An officer decided: { $what }. { $reason }
ground-agency_answered = { $agency } { $approved ->
        [true] approved
       *[false] did not approve
    } the goods. { $reason }
ground-payment_received = { $amount } was paid; { $outstanding } is still owed.
ground-payment_reversed = The payment of { $amount } was taken back; { $outstanding } is owed. { $reason }
ground-taxed_above_cap = The seller says that it collected the tax under { $scheme_number }. The goods are worth { $value } and the scheme covers { $cap } at the most, so the tax is due at the border. Whoever collected it owes it back to the buyer.
ground-deadline_passed = The time for { $gate } has passed.
ground-invalidated = The declaration was made invalid. { $reason }
ground-declined = The consignee does not want the goods. { $reason }
ground-returned_to_sender = The goods left under { $outbound }.
ground-goods_went_back = Of line { $line } { $quantity } of { $of } went back under { $outbound }.
ground-given_back = { $amount } of the { $charge } charged on line { $line } as { $kind ->
        [additional_duty] additional duty
        [surcharge] surcharge
        [excise] excise duty
        [fee] fee
        [sales_tax] sales tax
        [income_tax] income tax
        [vat] VAT
       *[duty] duty
    } is given back: { $quantity } of { $of } went back after { $days } days.
ground-given_back_by_vendor = The seller gives back { $amount } of the { $charge } collected at the sale on line { $line } as { $kind ->
        [additional_duty] additional duty
        [surcharge] surcharge
        [excise] excise duty
        [fee] fee
        [sales_tax] sales tax
        [income_tax] income tax
        [vat] VAT
       *[duty] duty
    }: { $quantity } of { $of } went back after { $days } days.
ground-not_given_back = Goods of line { $line } went back, but { $kind ->
        [additional_duty] additional duty
        [surcharge] surcharge
        [excise] excise duty
        [fee] fee
        [sales_tax] sales tax
        [income_tax] income tax
        [vat] VAT
       *[duty] duty
    } is not given back: { $why ->
        [too_late] they left after { $days } days, and must leave within { $within }
        [asked_too_late] it was asked for after { $days } days, and must be asked for within { $within }
       *[no_rule] no law gives it back
    }.
ground-refund_paid = { $amount } was paid out; { $left } is still owed back.
ground-corrected = Customs corrected what was declared{ $wilful ->
        [true] , which was wrong on purpose
       *[false] {""}
    }. { $explanation }
ground-assessed_more = { $after } is charged instead of { $before }; the difference is to be paid by { $due }.
ground-assessed_less = { $after } is charged instead of { $before }; what was paid beyond that is owed back.
ground-interest_charged = Interest of { $amount }: { $rate } a year on { $base } for { $days } days.
ground-remitted = { $amount } is waived. { $explanation }
ground-written_off = { $amount } is given up. { $explanation }
ground-proposed = A second signature is awaited: { $act ->
        [write_off] to give up
       *[remission] to waive
    } { $amount }. { $reason }
ground-not_signed = It was not signed { $act ->
        [write_off] to give up
       *[remission] to waive
    } { $amount }. { $reason }
ground-claimed = The filer asks customs to look at the charges again. { $explanation }
ground-claim_refused = The charges stand. { $explanation }
ground-joined = Consignment { $consignment } is the same as this one and was joined to it. { $reason }
ground-joined_into = This consignment is the same as { $consignment }, which stands for it now. { $reason }
ground-selected_for_control = The consignment was selected for a control.
public-reason-routine_control = Routine control.

# Single words.
outcome-release = release
outcome-hold = hold
outcome-examine = examine
outcome-refuse_entry = refuse entry
outcome-correct = correct
outcome-assessment_complete = assessment complete
outcome-request_information = request information
outcome-request_screening = request screening
outcome-do_not_load = do not load
phase-received = received
phase-accepted = accepted
phase-held = held
phase-released = released
phase-cleared = cleared
phase-refused = refused
phase-invalidated = invalidated
phase-returned = returned
kind-duty = duty
kind-vat = VAT
kind-additional_duty = additional duty
kind-surcharge = surcharge
kind-excise = excise duty
kind-fee = fee
kind-sales_tax = sales tax
kind-income_tax = income tax
kind-interest = interest
status-due = due
status-relieved = relieved
status-collected_elsewhere = collected by the seller
status-paid = paid
status-void = not owed
status-deferred = on a statement
status-repayable = to be repaid
status-given_back = given back
status-given_back_elsewhere = to be given back by the seller
status-remitted = waived
status-written_off = given up
category-1 = 1, documents
category-2 = 2, low value, nothing due
category-3 = 3, low value, dutiable
category-4 = 4, high value or controlled
owner-filer = filer
owner-carrier = carrier
owner-consignee = consignee
owner-customs = customs
owner-supervisor = supervisor
owner-authority = other authority
owner-nobody = nobody
explain-customs_value = Customs value
explain-payable = Payable
explain-law = Law
explain-why = Why
explain-next = Next
explain-sum = The sum
explain-faults = What must be corrected
explain-warnings = What could be better
explain-by = by
