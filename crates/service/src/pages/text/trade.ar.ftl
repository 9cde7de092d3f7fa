# What the pages of filers say.

page-trade-file-send = أرسل ملف بيانات جمركية
page-trade-file-hint = ملف CSV بأسماء أعمدتنا، أو NDJSON، حتى 16 ميغابايت. من برنامج الجداول: احفظه بصيغة «CSV UTF-8». الملفات الأكبر تُرسل عبر واجهة البرمجة.
page-trade-file-go = أرسل واحصل على القرار
page-trade-file-sending = يُرسل الملف ويُبت فيه. يأتي الجواب من تلقاء نفسه.
page-trade-file-wrong-none = اختر ملفًا
page-trade-file-wrong-large = حجم الملف أكبر من 16 ميغابايت. قسّمه أجزاءً، أو أرسله عبر واجهة البرمجة
page-trade-file-wrong-spreadsheet = هذا ملف برنامج جداول. احفظه بصيغة «CSV UTF-8» وأرسل ذلك الملف
page-trade-waits = ما ينتظرك
page-trade-waits-nothing = لا شيء ينتظرك.
page-trade-due = حتى
page-trade-do = المطلوب
page-trade-reference = مرجعك
page-trade-more = { $pieces ->
    [one] وواحد آخر
   *[other] و{ $pieces } أخرى
}
page-trade-consignments = إرسالياتي
page-trade-phase-empty = لا توجد إرسالية في هذه المرحلة.
page-trade-older = الأقدم
page-trade-files = آخر ملفاتي
page-trade-files-none = لم ترسل أي ملف بعد.
page-trade-file = الملف
page-trade-file-received = ورد في
page-trade-answer = الجواب
page-trade-back-count = { $pieces ->
    [one] سطر واحد للتصحيح
    [two] سطران للتصحيح
    [few] { $pieces } أسطر للتصحيح
   *[other] { $pieces } سطرًا للتصحيح
}
page-trade-sound = قُبل كله
page-trade-not-whole = غير مكتمل
page-trade-under-way = لا يزال البت في الملف جاريًا. تزداد الأرقام حتى ينتهي.
page-trade-unfinished = لم يُبت في الملف حتى نهايته. ما بُت فيه من الأسطر يبقى كذلك؛ أرسل الملف مرة أخرى بعد معالجة السبب.
page-trade-count-lines = الأسطر
page-trade-count-taken = المقبولة
page-trade-count-back = للتصحيح
page-trade-count-known = معروفة من قبل
page-trade-count-returned = المُعادة
page-trade-count-share = نسبة المُعاد
page-trade-count-better = مقبولة ويمكن تحسينها
page-trade-sound-what = قُبلت كل الأسطر. لا شيء للتصحيح.
page-trade-corrections = نزّل الملف مع ما يجب تصحيحه
page-trade-corrections-how-1 = افتح الجدول في برنامج جداول. العمود «fix» يقول ما العمل، والعمود «fault_fields» في أي أعمدة.
page-trade-corrections-how-2 = صحّح هذه الخلايا. اترك أسماء الأعمدة كما هي، وهذين العمودين أيضًا.
page-trade-corrections-how-3 = احفظه بصيغة «CSV UTF-8» وأرسله مرة أخرى. الأسطر المقبولة لا حاجة إلى إرسالها ثانية.
page-trade-corrections-all = نزّل كل الأسطر
page-trade-unread = تعذرت قراءة السطر { $line } من ملفك. املأ هذا الصف منه أو احذفه
page-trade-corrected-send = أرسل الملف المصحَّح
page-trade-lines-back = أسطر للتصحيح
page-trade-lines-all = كل الأسطر
page-trade-lines-none = لا مزيد من الأسطر.
page-trade-lines-next = تابع من السطر { $line }
page-trade-show-back = أظهر ما يجب تصحيحه فقط
page-trade-show-all = أظهر كل الأسطر
page-trade-back-none = لا سطر للتصحيح.
page-trade-back = يُعاد
page-trade-advice = نصيحة
page-trade-line = السطر
page-trade-turn = الدور على
page-trade-you = أنت
page-trade-declaration = البيان الجمركي
page-trade-number = رقم النقل
page-trade-accepted = قُبل في
page-trade-not-governing = بيان جمركي آخر هو المعتمد لهذه الإرسالية. يُقال لك هل يمكن أن تمضي البضائع.
page-trade-repayable = دُفع ويجب رده:
page-trade-document = كيف يُقدَّم مستند
page-trade-document-how = قدّمه أدناه ثم اذكره بنوعه ورقمه في تعديل للبيان { $declaration }. لا يتم التعديل حاليًا إلا عبر واجهة البرمجة (API)، بالبرنامج الذي يرسل بياناتك. لا ترسل البيان في ملف مرة أخرى، إذ يعود إليك لأنه مُقدَّم من قبل.
page-trade-quality = جودة بياناتي
page-trade-quality-lead = ما صرّحت به من { $from } إلى { $to }.
page-trade-quality-codes = ما وُجد، الأسوأ أولًا
page-trade-quality-none = لم يوجد أي نقص.
page-trade-quality-fault = الخلل
page-trade-quality-fix = ما العمل
page-trade-quality-effect = الأثر
page-trade-quality-often = البيانات

page-statement-parties = المؤسسات ذات الدفع المؤجل
page-statement-payable = المستحق من الكشوف الصادرة:
page-statement-security = الضمان
page-statement-short = استُخدم معظم ما يمكن تأجيله. وما لا يتسع له الضمان يجب دفعه قبل الإفراج.
page-statement-security-guaranteed = مضمون
page-statement-security-owed = مستحق في الكشوف
page-statement-security-expected = متوقع لبضائع في الطريق
page-statement-security-called = مستحق على الضامنين
page-statement-security-room = متاح
page-statement-used = استُخدم { $percent } % مما يمكن تأجيله.
page-statement-none-deferred = لا شيء مؤجل لهذه المؤسسة: ليس لها اليوم دفع مؤجل في السجل.
page-statement-all = جميع الكشوف
page-statement-none = لا يوجد كشف بعد.
page-statement-period = الفترة
page-statement-state = الحالة
page-statement-due = يُدفع قبل
page-statement-charged = المقيد
page-statement-left = المتبقي للدفع
page-statement-state-open = مفتوح
page-statement-state-due = واجب الدفع
page-statement-state-paid = مدفوع
page-statement-state-overdue = متأخر
page-statement-of = كشف { $period }
page-statement-days = من { $from } إلى { $to }.
page-statement-sum = الحساب
page-statement-what = البيان
page-statement-opening = المستحق سابقًا
page-statement-closing = المستحق في النهاية
page-statement-postings = { $count } قيد
page-statement-entry-payment = دفعة
page-statement-entry-reversal = دفعة مرتدة
page-statement-entry-call = مطالبة الضامن
page-statement-entry-guarantor_payment = دفعة الضامن
page-statement-entry-interest = فائدة التأخير
page-statement-entry-write_off = مشطوب
page-statement-lines = طردًا طردًا
page-statement-paper = الكشف على الورق (PDF)
page-statement-by-day = يوما بيوم
page-statement-put-on = أضيف
page-statement-taken-off = خُصم
page-statement-lines-none = لم يُقيد شيء في هذه الفترة.
page-statement-day = اليوم
page-statement-consignment = الإرسالية
page-statement-more = السطور التالية

## الضريبة المحصلة عند البيع
page-vendor-none = لا يوجد في هذا البلد نظام يحصّل الضريبة عند البيع بالفترات.
page-vendor-schemes = الأنظمة
page-vendor-unused = لم يُستعمل في هذه الفترة أي رقم يمكنك رؤيته.
page-vendor-number = الرقم
page-vendor-next = أرقام أخرى
page-vendor-no-return = لا إقرار
page-vendor-filed = إقرار
page-vendor-differences = الفروق
page-vendor-agrees = لا فروق.
page-vendor-parcel = الطرد أو الطلب
page-vendor-more = { $count ->
    [one] فرق آخر.
    [two] فرقان آخران.
    [few] { $count } فروق أخرى.
    [many] { $count } فرقًا آخر.
   *[other] { $count } فرق آخر.
}
page-vendor-sum-collected = المحصَّل
page-vendor-sum-declared = المصرَّح به
page-vendor-sum-difference = الفرق
page-vendor-sum-parcels = الطرود
page-vendor-sum-agreed = الأسطر المتطابقة
page-vendor-kind-not_declared = ليس في الإقرار
page-vendor-kind-not_seen = طرد غير معروف
page-vendor-kind-amount_differs = مبلغ مختلف
page-vendor-kind-returned = أُعيدت البضاعة
page-vendor-kind-other_period = من فترة أخرى
page-vendor-kind-not_released = لم يُفرج عنه بعد
page-vendor-kind-taxed_at_border = خضع للضريبة على الحدود
