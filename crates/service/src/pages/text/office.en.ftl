# What the pages of figures, agencies and the administration say.

page-figures-title = Figures
page-figures-lead = What became of the parcels that were first declared from { $from } to { $to }.
page-figures-periods = Days
page-figures-days-1 = Today
page-figures-days-7 = 7 days
page-figures-days-30 = 30 days
page-figures-declarations = Declarations
page-figures-sent_back = and { $count } sent back
page-figures-share = Free to go
page-figures-of = { $part } of { $all } parcels
page-figures-median = Half were free to go within
page-figures-nine_in_ten = Nine in ten within
page-figures-due = Still to be paid
page-figures-collected = Paid
page-figures-none = –
page-figures-nothing = Nothing to show for these days.
page-figures-below_minute = under 1 min
page-figures-fates = Parcels by category, and what became of them
page-figures-category = Category
page-figures-all_categories = All categories
page-figures-all = All
page-figures-charges = Duty and tax by what became of them, in { $currency }
page-figures-charge = Charge
page-figures-since-filing = Time from the first declaration to release
page-figures-since-arrival = Time from arrival and declaration to release
page-figures-releases = Releases
page-figures-how = Nobody is named here. Not let in: refused or going back. Other: only announced, or withdrawn. A parcel counts under the day of its first declaration. Times above 16 minutes are true to within an eighth: so many of a hundred parcels took no longer.
page-figures-table = As a table
page-figures-programs = The same for programs:
page-fate-released = Free to go
page-fate-expected = Free on arrival
page-fate-held = Waiting
page-fate-examined = To be examined
page-fate-refused = Not let in
page-fate-other = Other

page-agency-title = Referred to you
page-agency-done = Answered:
page-agency-empty = Nothing waits for your answer.
page-agency-count = { $pieces ->
    [one] 1 question waits for you.
   *[other] { $pieces } questions wait for you, what is due first before the rest.
}
page-agency-first = The first { $shown } are shown.
page-agency-due = Answer
page-agency-goods = Goods
page-agency-code = Code
page-agency-origin = Origin
page-agency-from = Sent from
page-agency-why = Why you are asked
page-agency-referral = Question { $control }
page-agency-back = Back to the list
page-agency-yours = It is your turn
page-agency-closed = It is not your turn any more
page-agency-approved = You approved.
page-agency-refused = You did not approve.
page-agency-quantity = Quantity
page-agency-mass = Net mass
page-agency-documents = Documents presented
page-agency-no-documents = None that is yours to confirm.
page-agency-parties = Sender and recipient
page-agency-question = May these goods enter?
page-agency-answer-approve = Approve
page-agency-answer-refuse = Do not approve
page-agency-reason = Reason
page-agency-reason-hint = Needed where you do not approve. The filer may read it.
page-agency-missing-answer = Choose an answer
page-agency-send = Send the answer
page-agency-keys = a approves, n does not; then Enter in the reason.

page-admin-title = Administration
page-admin-state = State of the service
page-admin-law = Law
page-admin-kind = How far it can be relied on
page-admin-kind-law = it states the law
page-admin-kind-sample = made for trials
page-admin-kind-fictional = the country does not exist
page-admin-register = Register
page-admin-entries = Entries in the journal
page-admin-bytes = Size of the database
page-admin-megabytes = { $number } MB
page-admin-waiting = Waiting to be decided
page-admin-stuck = Stuck
page-admin-stuck-what = Some consignments are stuck: their deadline passed and nothing came of it.
page-admin-packs = Packs in force
page-admin-inherits = built on
page-admin-unverified = { $pieces ->
    [one] 1 row is not checked against the official text
   *[other] { $pieces } rows are not checked against the official text
}
page-admin-accounts = Accounts
page-admin-account = Account
page-admin-organisation = Organisation
page-admin-roles = Roles
page-admin-created = Made
page-admin-disabled = disabled
page-admin-add = Add an account
page-admin-add-go = Add the account
page-admin-name-hint = To sign in with
page-admin-organisation-hint = As its declarations name it. Another authority is one of: { $agencies }
page-admin-taken = This name is taken
page-admin-wrong-organisation = Say for which organisation the account acts
page-admin-wrong-agency = An account of another authority acts for one of: { $agencies }
page-admin-wrong-roles = Choose at least one role
page-admin-done-added = The account was added.
page-admin-done-password = The password was set.
page-admin-done-disabled = The account was disabled.
page-admin-password = Another password
page-admin-password-what = Whoever is signed in with the account must sign in again.
page-admin-password-opens = The account is disabled. With a new password somebody can sign in with it again.
page-admin-password-set = Set the password
page-admin-disable = Disable the account
page-admin-disable-what = Nobody can sign in with it any more. What was done with it stays on record.
page-admin-own = You cannot disable your own account. Another administrator can.
page-admin-tokens = Credentials of programs
page-admin-tokens-what = They are made and revoked on the machine of the service with
page-admin-no-tokens = No program has a credential.
page-admin-note = For
page-admin-counts = Valid
page-admin-counts-now = yes
page-admin-until = until { $moment }
page-admin-revoked = revoked
page-admin-expired = expired

# Who has looked at what the record has of people and firms.
page-menu-accesses = Who has looked
page-accesses-what = Whoever looks at the names and addresses of people and firms leaves an entry of the record: who, when, what for, which fields. Nobody can take it out.
page-accesses-show = Show
page-accesses-all = Show all
page-accesses-one = Only what one user has looked at.
page-accesses-none = Nobody has looked.
page-accesses-nothing = nothing found
page-accesses-no-consignment = This is no consignment: write its id, as c_0000000000012
page-accesses-when = When
page-accesses-who = Who
page-accesses-purpose = What for
page-accesses-fields = Fields
page-accesses-older = Older
page-access-noted = It is noted down that you see this:
page-access-ask = What do you look for?
page-access-hint = Nothing waits for customs here. Who is in it is shown once you say what for; that is noted down, and told to your superiors and, unless you investigate, to those whom it is about.
page-access-note = Your case, without names
page-access-show = Show the parties
page-purpose-clearance = to decide about the parcel
page-purpose-referral = to answer what another authority is asked
page-purpose-post_clearance = to check again after release
page-purpose-investigation = to investigate an offence
page-purpose-appeal = to decide about an appeal or a complaint
page-purpose-audit = to see how others have worked
page-purpose-data_subject = to answer the person themselves
page-looked = Who has looked at names and addresses
page-looked-nobody = Nobody yet. Programs have checked them.

# The record, and its participants.
page-record = The record
page-record-what = What was lodged, answered and decided is kept so that nobody can rewrite it. Anybody can copy it and look, and others watch that it only grows.
page-record-name = Name
page-record-key = Key
page-record-key-what = Compare it with the key that the administration has published elsewhere: one that comes from here proves nothing about here.
page-record-leaves = Batches in it
page-record-witnesses = Who else has signed
page-record-no-witness = No witness is named. Anybody can be one.
page-record-witness = Witness
page-record-signed = Signed
page-record-not-yet = nothing yet
page-record-checkpoint = The newest checkpoint
page-record-checkpoint-what = Name, size and root of the record, signed. Keep it: a record that does not go on from it was rewritten.
page-participants = Participants of the record
page-participants-what = Every organisation that writes into the record. Nothing is taken in from one that is frozen out; it can read on. Either is an entry of the record, with your reason, and the organisation is told.
page-participants-state = State
page-participants-change = Change
page-participants-writes = writes
page-participants-frozen = frozen out
page-participants-freeze = Freeze out
page-participants-readmit = Readmit
page-participants-reason = Why
page-participants-reason-missing = Say why: the reason is part of the record.

# Legal hold, and who asks to be forgotten.
page-hold = Legal hold
page-hold-is = under legal hold
page-hold-put = Put under legal hold
page-hold-lift = Lift the legal hold
page-hold-what = Nothing of a consignment under legal hold is erased. It is an entry of the record; the filer is not told.
page-hold-reason-missing = Say why: the reason is part of the record.
page-forget = Forget somebody
page-forget-what = Erases the names, addresses and numbers of somebody in every filing that the law lets go, and the documents with them. The record and its proofs stay. Try it out first: what is erased cannot come back.
page-forget-identifier = Identifier
page-forget-identifier-hint = Where filings have one of this person: ask with it first. Either this or the name.
page-forget-scheme = Scheme of the identifier
page-forget-name = Name
page-forget-name-hint = As it was filed, letter by letter: for filings without an identifier of the person.
page-forget-reason = Why
page-forget-reason-request = the person asks for it
page-forget-reason-unlawful = it should not have been kept
page-forget-reason-order = a court or an authority orders it
page-forget-basis = By which law
page-forget-basis-hint = It is kept, and must not say who it is.
page-forget-basis-names = The legal basis is kept, and must not say who it is.
page-forget-basis-missing = Name the law.
page-forget-reason-missing = Choose why.
page-forget-who-missing = Say who it is: either an identifier or a name.
page-forget-try = Try it out
page-forget-erase = Erase for good
page-forget-would = { $pieces ->
    [one] 1 filing would be erased. Nothing was changed.
   *[other] { $pieces } filings would be erased. Nothing was changed.
}
page-forget-done = { $pieces ->
    [one] 1 filing was erased.
   *[other] { $pieces } filings were erased.
}
page-forget-more = There are more filings of this person: do it again.
page-forget-kept = { $pieces ->
    [one] 1 filing is kept
   *[other] { $pieces } filings are kept
}
page-forget-as = As
page-forget-why = Why
page-forget-kept-not_over = something is waited for
page-forget-kept-money_open = money is open
page-forget-kept-legal_hold = legal hold
page-forget-kept-within_retention = the law has it kept until
page-forget-kept-no_retention_law = the law says nothing of it
page-forget-subject-consignor = sender
page-forget-subject-consignee = recipient
page-forget-subject-seller = seller
page-forget-subject-payer = payer
page-forget-subject-document = document
