# What the pages of filers say.

page-trade-file-send = Send a file of declarations
page-trade-file-hint = A CSV with our column names, or NDJSON, up to 16 MB. In a spreadsheet: save as “CSV UTF-8”. Larger files go over the API.
page-trade-file-go = Send and decide
page-trade-file-sending = The file is sent and decided. The answer comes by itself.
page-trade-file-wrong-none = Choose a file
page-trade-file-wrong-large = The file is larger than 16 MB. Cut it into parts, or send it over the API
page-trade-file-wrong-spreadsheet = This is a spreadsheet. Save it as “CSV UTF-8” and send that file
page-trade-waits = What waits for you
page-trade-waits-nothing = Nothing waits for you.
page-trade-due = Until
page-trade-do = What to do
page-trade-reference = Your reference
page-trade-more = { $pieces ->
    [one] And 1 more
   *[other] And { $pieces } more
}
page-trade-consignments = My consignments
page-trade-phase-empty = No consignment stands here.
page-trade-older = Older ones
page-trade-files = My last files
page-trade-files-none = You have sent no file yet.
page-trade-file = File
page-trade-file-received = Received
page-trade-answer = Answer
page-trade-back-count = { $pieces ->
    [one] 1 line to correct
   *[other] { $pieces } lines to correct
}
page-trade-sound = all taken
page-trade-not-whole = not whole
page-trade-under-way = The file is still being decided. The numbers grow until it is done.
page-trade-unfinished = The file was not decided to its end. Lines that were decided stay so; send the file again once this is put right.
page-trade-count-lines = Lines
page-trade-count-taken = Taken
page-trade-count-back = To correct
page-trade-count-known = Known before
page-trade-count-returned = Sent back
page-trade-count-share = Share sent back
page-trade-count-better = Taken, but could be better
page-trade-sound-what = Every line was taken. Nothing is to be corrected.
page-trade-corrections = Download the file with what to fix
page-trade-corrections-how-1 = Open the table in a spreadsheet. The column “fix” says what to do, “fault_fields” in which columns.
page-trade-corrections-how-2 = Correct these cells. Leave the names of the columns as they are, and the two columns, too.
page-trade-corrections-how-3 = Save it as “CSV UTF-8” and send it again. Lines that were taken need not be sent again.
page-trade-corrections-all = Download all lines
page-trade-unread = Line { $line } of your file could not be read. Fill in this row from there, or delete it
page-trade-corrected-send = Send the corrected file
page-trade-lines-back = Lines to correct
page-trade-lines-all = All lines
page-trade-lines-none = No more lines.
page-trade-lines-next = Go on with line { $line }
page-trade-show-back = Show only what is to be corrected
page-trade-show-all = Show all lines
page-trade-back-none = No line is to be corrected.
page-trade-back = goes back
page-trade-advice = advice
page-trade-line = Line
page-trade-turn = Whose turn
page-trade-you = you
page-trade-declaration = Declaration
page-trade-number = Travels under
page-trade-accepted = Accepted
page-trade-not-governing = Another declaration governs this consignment. You are told whether the goods may go.
page-trade-repayable = Paid and owed back:
page-trade-document = How to produce a document
page-trade-document-how = Name it, with its type and number, in an amendment of the declaration { $declaration }. For now this goes over the API only, with the program that sends your declarations. Do not send the declaration in a file once more: it would come back as declared already.
page-trade-quality = The quality of my data
page-trade-quality-lead = What you declared from { $from } to { $to }.
page-trade-quality-codes = What was found, the worst first
page-trade-quality-none = Nothing was found wanting.
page-trade-quality-fault = What is wrong
page-trade-quality-fix = What to do
page-trade-quality-effect = Effect
page-trade-quality-often = Declarations

page-statement-parties = Organisations that pay later
page-statement-payable = To be paid of statements that are made:
page-statement-security = Security
page-statement-short = Nearly all that may be deferred is used. What has no room must be paid before release.
page-statement-security-guaranteed = guaranteed
page-statement-security-owed = owed on statements
page-statement-security-expected = expected of goods under way
page-statement-security-called = owed by guarantors
page-statement-security-room = room
page-statement-used = { $percent } % of what may be deferred is used.
page-statement-none-deferred = Nothing is deferred for this organisation: the register has no deferred payment for it today.
page-statement-all = All statements
page-statement-none = There is no statement yet.
page-statement-period = Period
page-statement-state = State
page-statement-due = To be paid by
page-statement-charged = Charged
page-statement-left = Left to pay
page-statement-state-open = still open
page-statement-state-due = to be paid
page-statement-state-paid = paid
page-statement-state-overdue = overdue
page-statement-of = Statement of { $period }
page-statement-days = From { $from } to { $to }.
page-statement-sum = The sum
page-statement-what = What
page-statement-opening = Owed before
page-statement-closing = Owed at the end
page-statement-postings = { $count } postings
page-statement-entry-payment = payment
page-statement-entry-reversal = payment that bounced
page-statement-entry-call = guarantee called
page-statement-entry-guarantor_payment = payment of the guarantor
page-statement-entry-interest = interest on what was late
page-statement-entry-write_off = given up
page-statement-lines = Parcel by parcel
page-statement-paper = Statement on paper (PDF)
page-statement-by-day = Day by day
page-statement-put-on = Put on
page-statement-taken-off = Taken off
page-statement-lines-none = Nothing was posted in this period.
page-statement-day = Day
page-statement-consignment = Consignment
page-statement-more = Later lines

## Tax that is collected at the sale
page-vendor-none = No scheme of this country collects tax at the sale by period.
page-vendor-schemes = Schemes
page-vendor-unused = No number that you may see was used in this period.
page-vendor-number = Number
page-vendor-no-return = no return
page-vendor-filed = Return of
page-vendor-differences = What differs
page-vendor-agrees = Nothing differs.
page-vendor-parcel = Parcel or order
page-vendor-more = { $count ->
    [one] One more differs.
   *[other] { $count } more differ.
}
page-vendor-sum-collected = Collected
page-vendor-sum-declared = Declared
page-vendor-sum-difference = Difference
page-vendor-sum-parcels = Parcels
page-vendor-sum-agreed = Lines that agree
page-vendor-kind-not_declared = not in the return
page-vendor-kind-not_seen = no such parcel
page-vendor-kind-amount_differs = another amount
page-vendor-kind-returned = goods went back
page-vendor-kind-other_period = of another period
page-vendor-kind-not_released = not released yet
page-vendor-kind-taxed_at_border = taxed at the border
