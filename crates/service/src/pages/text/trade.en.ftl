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
