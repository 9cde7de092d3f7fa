# ما يقرؤه الناس. يجوز لحزمة البلد أن تضيف رسائل وأن تحل محل هذه.
# الأخطاء: تقول الرسالة ما الخطأ، وتقول السمة `fix` ما العمل.

fault-malformed_json = النص ليس JSON مقروءًا عند البايت { $at }: { $reason }.
    .fix = أرسل كائن JSON واحدًا؛ وتحقق من علامات الاقتباس والفواصل والأقواس في ذلك الموضع.
fault-not_utf8 = البيانات ليست نصًا بترميز UTF-8 (تبدو بترميز { $encoding }).
    .fix = احفظ الملف بترميز UTF-8.
fault-line_too_long = حجم السجل يتجاوز الحد الأقصى (بالبايت): { $limit }.
    .fix = أرسل عددًا أقل من أصناف البضائع في البيان الواحد، أو ابحث عن فاصل أسطر أو علامة اقتباس ناقصة.
fault-ragged_row = عدد الخلايا في السطر { $found }، وفي سطر العناوين { $expected }.
    .fix = اجعل عدد خلايا السطر { $expected }؛ وضع النصوص التي فيها فواصل بين علامتي اقتباس.
fault-duplicate_key = ورد الحقل مرتين؛ ولا يُقرأ إلا الأول.
    .fix = أرسل الحقل مرة واحدة.
fault-wrong_type = يحتوي الحقل على { $found ->
        [text] نص
        [number] رقم
        [boolean] true أو false
        [null] قيمة فارغة (null)
        [object] كائن
        [list] قائمة
       *[other] «{ $found }»
    } والمطلوب { $expected ->
        [text] نص
        [object] كائن
        [list] قائمة
       *[other] «{ $expected }»
    }.
    .fix = النوع الذي يجب إرساله: { $expected ->
        [text] نص
        [object] كائن
        [list] قائمة
       *[other] «{ $expected }»
    }.
fault-too_many_goods_items = عدد أصناف البضائع { $found }؛ والحد الأقصى في البيان الواحد { $limit }.
    .fix = وزّع البضائع على عدة بيانات جمركية.
fault-too_many_entries = عدد المدخلات { $found }؛ والحد الأقصى المسموح به { $limit }.
    .fix = لا ترسل أكثر من { $limit }.
fault-too_long = عدد أحرف النص { $found }؛ وأقصى ما يتسع له الحقل { $limit }.
    .fix = اختصر النص حتى لا يتجاوز عدد أحرفه { $limit }.
fault-control_character = يحتوي النص على رمز تحكم غير مرئي.
    .fix = احذفه؛ فالمسموح به هو الحروف والأرقام والعلامات العادية.

fault-missing = هذا الحقل إلزامي هنا وهو غير موجود.
    .fix = املأ الحقل.
fault-malformed_amount = «{ $found }» ليس رقمًا بالشكل المطلوب: أرقام مع نقطة قبل الكسور العشرية.
    .fix = اكتبه مثل 1234.56 دون فواصل للآلاف.
fault-negative = «{ $found }» أقل من الصفر.
    .fix = أرسل رقمًا يساوي صفرًا أو أكثر.
fault-out_of_range = الرقم كبير جدًا أو خاناته العشرية كثيرة جدًا.
    .fix = استعمل ما لا يزيد على اثنتي عشرة خانة قبل النقطة وست خانات بعدها.
fault-malformed_date = «{ $found }» ليس تاريخًا ووقتًا صحيحين بالشكل {"\u200E"}2026-03-02T06:40:00Z.
    .fix = أرسل التاريخ والوقت والمنطقة الزمنية مثل {"\u200E"}2026-03-02T06:40:00Z.
fault-malformed_identifier = رقم التعريف ليس بالشكل المقرر لنوعه.
    .fix = قارنه بالمستند الذي أُخذ منه.
fault-check_digit = رقم التحقق غير صحيح: كُتب أحد الرموز خطأً.
    .fix = قارن كل رمز بالملصق أو بالمستند.
fault-unknown_scheme = لا يوجد في هذا البلد نظام باسم «{ $found }».
    .fix = استعمل نظامًا من قائمة هذا البلد.
fault-unknown_currency = «{ $found }» ليس رمز عملة في معيار ISO 4217.
    .fix = استعمل ثلاثة أحرف لاتينية كبيرة مثل USD.
fault-no_exchange_rate = لا يوجد سعر صرف رسمي للعملة { $currency } في { $day }.
    .fix = صرّح بالقيمة بعملة لها سعر صرف رسمي.
fault-unknown_country = «{ $found }» ليس رمز بلد في معيار ISO 3166-1.
    .fix = استعمل حرفين لاتينيين كبيرين مثل CN.
fault-unknown_unit = «{ $found }» ليس من رموز الوحدات المستعملة هنا من التوصية 20 الصادرة عن UN/ECE.
    .fix = استعمل C62 للقطع أو KGM للكيلوغرامات.
fault-unknown_commodity = لا يوجد رمز سلعة «{ $found }» ساري المفعول في { $day }.
    .fix = ابحث عن البضائع في التعريفة الجمركية السارية في ذلك اليوم.
fault-commodity_too_short = «{ $found }» يقل عن ستة أرقام.
    .fix = اذكر على الأقل الأرقام الستة للبند الفرعي في النظام المنسق.
fault-unknown_office = لا يوجد مكتب جمركي برمز «{ $found }».
    .fix = استعمل رمز المكتب الجمركي الذي تصل إليه البضائع.
fault-unknown_stage = «{ $found }» ليست مرحلة معروفة.
    .fix = استعمل pre_loading أو pre_arrival أو on_arrival.
fault-unknown_channel = «{ $found }» ليست قناة نقل معروفة.
    .fix = استعمل post أو express أو cargo.
fault-unknown_nature = «{ $found }» ليست طبيعة معاملة معروفة.
    .fix = استعمل sale أو gift أو documents أو commercial_sample أو returned_goods أو other.
fault-zero_value = لا يمكن أن تكون قيمة البضائع المبيعة صفرًا.
    .fix = صرّح بما دفعه المشتري، أو بقيمة بضائع مماثلة.
fault-no_goods_items = لا يتضمن البيان الجمركي أي صنف من البضائع.
    .fix = أضف صنفًا لكل نوع من البضائع.
fault-duplicate_line = السطر { $found } وارد مرتين.
    .fix = رقّم أصناف البضائع 1، 2، 3 وهكذا.
fault-items_do_not_sum = مجموع الأصناف { $correct }، والإجمالي المصرح به { $found }.
    .fix = صحّح الإجمالي أو الأصناف حتى يتطابقا.
fault-net_exceeds_gross = الوزن الصافي للبضائع { $net } كغ، وهو أكبر من وزن الإرسالية كلها البالغ { $found } كغ.
    .fix = صحّح الأوزان؛ فالوزن الإجمالي يشمل التغليف.
fault-consignment_already_declared = سبق أن صرّحت بهذه الإرسالية بمحتوى آخر في البيان رقم { $declaration }.
    .fix = أرسل تعديلًا لذلك البيان.
fault-reference_already_used = سبق أن استعملت هذا المرجع لإرسالية أخرى في البيان رقم { $declaration }.
    .fix = اجعل لهذه الإرسالية مرجعًا خاصًا بها.
fault-consignment_closed = رُفض دخول هذه الإرسالية أو هي عائدة إلى المرسل، فلا يمكن التصريح بشيء آخر بشأنها.
    .fix = إن كانت إرسالية جديدة فاجعل لها رقمًا خاصًا بها.
fault-outside_the_law = قانون «{ $pack }» لا يشمل يوم { $day }.
    .fix = تحقق من التواريخ، أو حمّل نسخة من القانون تشمل ذلك اليوم.

fault-unknown_field = لا يوجد حقل بهذا الاسم؛ ولم يُقرأ.
    .fix = احذفه أو صحّح الاسم.
fault-advised = هذا الحقل ليس إلزاميًا هنا، لكنه يسرّع الإفراج.
    .fix = املأه إن كنت تعرفه.
fault-description_vague = «{ $words }» لا يبيّن ما هي البضائع.
    .fix = اذكر ما هي ومم صُنعت وفيم تُستعمل، مثل «قميص رجالي من القطن، محبوك».
fault-description_short = الوصف أقصر من أن يبيّن ما هي البضائع.
    .fix = اذكر ما هي ومم صُنعت وفيم تُستعمل.
fault-one_unit_value = القيمة المصرح بها للبضائع وحدة نقدية واحدة بالضبط.
    .fix = صرّح بما دفعه المشتري.
fault-implausible_mass = وزن { $found } كغ { $pieces ->
        [one] لقطعة واحدة
        [two] لقطعتين
        [few] لعدد { $pieces } قطع
        [many] لعدد { $pieces } قطعة
       *[other] لعدد { $pieces } قطعة
    } يكاد يكون مستحيلًا.
    .fix = تحقق من الوزن الصافي (بالكيلوغرام) ومن الكمية.
fault-formula_like = يبدأ النص كأنه صيغة في جدول حسابات.
    .fix = احذف العلامة التي في أوله.
fault-scheme_over_cap = لا يسري نظام تحصيل الضريبة إلا حتى { $cap }؛ والضريبة مستحقة عند الحدود.
    .fix = صرّح بالإرسالية دون هذا النظام، أو اطلب من البائع رد الضريبة.
fault-preference_unproven = يمكن تطبيق رسم جمركي بمعدل { $rate } إذا ثبت المنشأ.
    .fix = أضف مستندًا من نوع { $document_type }.
fault-quota_not_open = لا تفيد الحصة التعريفية «{ $found }» هذه البضائع في { $day }: فهي غير مفتوحة لها، أو أن الرسم خارجها ليس أعلى.
    .fix = تحقق من رقم الحصة في المستند، أو احذف المستند.
fault-quantity_needed = معدل هذه البضائع يُحسب بالوحدة { $unit }.
    .fix = صرّح بكميتها بالوحدة { $unit }.

fault-commodity_too_general = بعض البضائع المندرجة تحت { $found } محظورة ({ $prohibition }، { $longer }).
    .fix = اذكر الرمز الأطول لهذه البضائع.
fault-longer_code_advised = بعض البضائع المندرجة تحت { $found } محظورة ({ $prohibition }، { $longer }).
    .fix = اذكر الرمز الأطول حتى لا يحتاج أحد إلى التحقق.
fault-zero_quantity = كمية مقدارها صفر ليست بضاعة.
    .fix = صرّح بالكمية الموجودة أو احذف البند.
fault-arrival_too_late = يُتوقع وصول البضائع بعد أكثر من { $days } يومًا من الآن؛ وسيكون البيان قد سقط.
    .fix = صرّح بها لاحقًا أو صحّح تاريخ الوصول.
fault-more_faults = وُجدت أخطاء أخرى عددها { $count } ولم تُذكر.
    .fix = صحّح الأخطاء المذكورة أولًا.
fix-check_digit = قارن كل حرف ورقم بالملصق؛ وإذا كان كل ما سواه صحيحًا فالرقم كاملًا هو { $correct }.
fix-correct = هل تقصد { $correct }؟
fix-suggestion = هل تقصد «{ $suggestion }»؟

# على من الدور.
turn-correct_declaration = صحّح الأخطاء وأرسل البيان الجمركي من جديد.
turn-lodge_declaration = وصلت البضائع؛ قدّم بيانًا جمركيًا.
turn-present_goods = يمكن سحب البضائع فور وصولها.
turn-present_goods_held = أحضر البضائع إلى المكتب الجمركي؛ ولا يزال هناك أمر آخر منتظر.
turn-provide_document = قدّم المستند الناقص أو صحّح البيان الجمركي.
turn-pay = ادفع المستحق؛ ويلي ذلك الإفراج.
turn-examine = تعاين الجمارك البضائع.
turn-answer = يجب أن ترد جهة أخرى.
turn-decide = يجب أن يبت في الأمر موظف الجمارك.
turn-load_goods = اكتمل التقييم: يمكن تحميل البضائع.
turn-provide_information = قدّم مزيدًا من المعلومات عن البضائع قبل تحميلها.
turn-screen_goods = أخضع البضائع للفحص الأمني قبل تحميلها.
turn-do_not_load = لا تحمّل البضائع.
turn-deliver_and_settle = يمكن سحب البضائع؛ ولا تزال هناك رسوم أو ضرائب يجب تسويتها.
turn-deliver = يمكن سحب البضائع.
turn-return_goods = لا يجوز أن تبقى البضائع ويجب أن تغادر البلد.
turn-nothing = لم يبق شيء يجب عمله.

# لماذا: رسالة لكل سبب.
ground-documents_only = هذه وثائق ليست لها قيمة تجارية.
ground-low_value_relief = لا تُستوفى { $kind ->
        [additional_duty] الرسوم الإضافية
        [surcharge] الرسم المضاف
        [excise] ضريبة الإنتاج
        [fee] رسم الخدمة
        [sales_tax] ضريبة المبيعات
        [income_tax] ضريبة الدخل
        [vat] ضريبة القيمة المضافة
       *[duty] الرسوم الجمركية
    }: قيمة البضائع { $in_local }، وهي ضمن الحد البالغ { $threshold }.
ground-excess_charged = لا يخضع { $kind ->
        [additional_duty] للرسوم الإضافية
        [surcharge] للرسم المضاف
        [excise] لضريبة الإنتاج
        [fee] لرسم الخدمة
        [sales_tax] لضريبة المبيعات
        [income_tax] لضريبة الدخل
        [vat] لضريبة القيمة المضافة
       *[duty] للرسوم الجمركية
    } إلا ما يتجاوز { $threshold }.
ground-flat_rate = حتى { $threshold } تُستوفى { $kind ->
        [additional_duty] الرسوم الإضافية
        [surcharge] الرسم المضاف
        [excise] ضريبة الإنتاج
        [fee] رسم الخدمة
        [sales_tax] ضريبة المبيعات
        [income_tax] ضريبة الدخل
        [vat] ضريبة القيمة المضافة
       *[duty] الرسوم الجمركية
    } بمعدل { $rate }.
ground-part_collected = يُستوفى { $share } فقط من { $kind ->
        [additional_duty] الرسوم الإضافية
        [surcharge] الرسم المضاف
        [excise] ضريبة الإنتاج
        [fee] رسم الخدمة
        [sales_tax] ضريبة المبيعات
        [income_tax] ضريبة الدخل
        [vat] ضريبة القيمة المضافة
       *[duty] الرسوم الجمركية
    }.
ground-added_up = مع ما أُرسل إلى المستلم { $over ->
        [consignee_month] هذا الشهر
        [consignee_year] هذه السنة
        [consignee_seller_day] من البائع نفسه اليوم
       *[consignee_day] اليوم
    } تتجاوز البضائع { $limit }.
ground-waived_as_small = المبلغ { $amount } أقل من أن يُستوفى: الحد { $threshold }.
ground-quota_drawn = يُخصم السطر { $line } كمية { $quantity } { $unit } من الحصة التعريفية { $quota }؛ ويبقى { $left } { $unit }.
ground-quota_used_up = يطلب السطر { $line } كمية { $quantity } { $unit } من الحصة التعريفية { $quota }، ولم يبق منها سوى { $left } { $unit }: يُستوفى الرسم خارج الحصة.
ground-tax_collected_by_vendor = حصّل البائع ضريبة القيمة المضافة عند البيع تحت الرقم { $scheme_number }.
ground-scheme_number_not_in_force = { $standing ->
        [ended] كان رقم النظام الضريبي { $scheme_number } ساريًا من { $valid_from } إلى { $valid_to } فقط
        [not_begun] لا يسري رقم النظام الضريبي { $scheme_number } إلا ابتداءً من { $valid_from }
       *[unknown] رقم النظام الضريبي { $scheme_number } غير مقيد في السجل
    }؛ فلا يُعتد به في { $day }، وتُستحق الرسوم والضرائب من دونه.
ground-payment_deferred = أُجّل دفع { $amount } بموجب الرقم { $number } إلى كشف الإفراج المستحق في { $due } على الأقرب.
ground-payment_not_deferred = { $why ->
        [not_offered] لا يعرف القانون الساري تأجيل الدفع
        [unknown] الرقم { $number } غير مقيد في السجل
        [not_in_force] الرقم { $number } غير سارٍ في هذا اليوم
        [not_the_filers] الرقم { $number } يخص طرفًا لا ينوب عنه مقدم البيان
        [paid_in_part] دُفع جزء من المبلغ من قبل
       *[beyond_security] لا يمكن تأجيل سوى { $room } من { $owed } بموجب الرقم { $number } ما لم يُدفع أو يُضمن المزيد
    }؛ يجب دفع { $owed } قبل الإفراج.
ground-security_runs_short = استُخدم { $used } من { $most } الممكن تأجيلها.
ground-tax_token_counts = الرمز الضريبي للبائع تحت الرقم { $scheme_number } صالح حتى { $expires }: حُصّلت عند البيع ضريبة قدرها { $tax }.
ground-tax_token_refused = { $flaw ->
        [missing] لا يُعتد برقم النظام الضريبي { $scheme_number } إلا مع رمز ضريبي من البائع، ولا يوجد رمز: تُستحق الرسوم والضرائب من دونه.
        [other_number] لا يخص الرمز الضريبي رقم النظام الضريبي { $scheme_number }.
        [not_in_force] رقم النظام الضريبي { $scheme_number } الوارد في الرمز الضريبي غير ساري.
        [unknown_key] لا يوجد في السجل مفتاح للتحقق من رمز ضريبي للرقم { $scheme_number }.
        [wrong_signature] لم يوقّع صاحب الرقم { $scheme_number } الرمز الضريبي، أو غُيّر بعد توقيعه.
        [expired] انتهت صلاحية الرمز الضريبي للرقم { $scheme_number }.
        [other_order] الرمز الضريبي للرقم { $scheme_number } يخص طلبًا آخر.
        [other_value] الرمز الضريبي للرقم { $scheme_number } يخص بضائع بقيمة أخرى.
        [other_consignee] الرمز الضريبي للرقم { $scheme_number } يخص بضائع مرسلة إلى شخص آخر.
       *[used_before] استُعمل الرمز الضريبي للرقم { $scheme_number } لشحنة أخرى.
    }
ground-duty_charged = الرسوم الجمركية المستحقة: { $amount }.
ground-vat_charged = ضريبة القيمة المضافة المستحقة: { $amount }.
ground-additional_duty_charged = المستحق من الرسوم الإضافية: { $amount }.
ground-surcharge_charged = المستحق من الرسم المضاف: { $amount }.
ground-excise_charged = المستحق من ضريبة الإنتاج: { $amount }.
ground-fee_charged = المستحق من رسم الخدمة: { $amount }.
ground-sales_tax_charged = المستحق من ضريبة المبيعات: { $amount }.
ground-income_tax_charged = المستحق من ضريبة الدخل: { $amount }.
ground-preference_applied = يُطبق على السطر { $line } المعدل التفضيلي { $rate } بسبب المنشأ.
ground-high_value = القيمة الجمركية { $customs_value } تتجاوز { $limit }: يلزم بيان جمركي كامل.
ground-no_duty_rate = لم يُعثر على معدل رسم جمركي للسطر { $line }؛ ويجب أن يبت في الأمر موظف الجمارك.
ground-no_vat_rate = لم يُعثر على نسبة ضريبة القيمة المضافة للسطر { $line }؛ وعلى موظف أن يقرر.
ground-prohibited = لا يجوز دخول بضائع السطر { $line } ({ $prohibition }).
ground-permit_missing = يحتاج السطر { $line } إلى مستند من نوع { $document_type } ولم يُقدَّم.
ground-permit_presented = قُدِّم الترخيص اللازم للسطر { $line } ({ $permit }).
ground-profile_hit = ملف المخاطر { $profile } التابع لـ { $owner }: { $reason }
ground-listed_party = الطرف المذكور في { $field } مدرج في القائمة { $list } تحت { $entry }.
ground-shadow_hit = ملف المخاطر { $profile } التابع لـ { $owner }، وهو قيد التجربة فقط، كان سيختار هذه الإرسالية.
ground-resembles_listed = قد يكون الطرف المذكور في { $field } هو { $entry } في القائمة { $list }، بدرجة { $score_per_mille } من 1000. كلمات القيد المتوافقة: { $aligned }. الواردة في القائمة فقط: { $only_listed }. عدد الكلمات الأخرى المصرح بها: { $only_declared }.
ground-weight_reached = مجموع أوزان مؤشرات المخاطر { $weight }؛ وابتداءً من { $limit } تُعاين البضائع.
ground-beyond_capacity = مجموع أوزان مؤشرات المخاطر { $weight }، وهو كافٍ للمعاينة ابتداءً من { $usual }؛ لكن لدى المكتب من المعاينات ما يجعله يبدأ الآن من { $limit }.
ground-filings_disagree = قدّم طرفان معلومات مختلفة عن { $field }.
ground-splitting = { $consignments } إرساليات أخرى إلى الشخص نفسه خلال { $days } أيام تبقى دون الحد { $limit } بقليل، كهذه بقيمة { $declared }؛ ومجموعها { $together }.
ground-split_order = { $consignments } إرساليات أخرى من الطلب أو الدفع نفسه؛ كل منها دون الحد { $limit }، ومجموعها { $together }.
ground-undervaluation = مصرح بها بقيمة { $declared } لكل { $per ->
    [kilogram] كيلوغرام
   *[piece] قطعة
}؛ نصف { $sellers } من بائعي هذه البضائع من المنشأ نفسه يصرحون بـ { $median } أو أكثر، وثلاثة من كل أربعة بـ { $lower_quartile } أو أكثر.
ground-three_way_mismatch = مصرح بها مع النقل والضريبة بقيمة { $declared }، لكن الطلب يقول { $ordered ->
   *[other] { $ordered }
    [none] لا شيء
} والدفع { $paid ->
   *[other] { $paid }
    [none] لا شيء
}.
ground-repeated_description = { $consignments } إرساليات أخرى على الأقل خلال { $days } أيام لها المرسل والكلمات والقيمة نفسها.
ground-data_quality = وُجدت { $warnings } نواقص في التصريح.
ground-party_history = معاينات سابقة للأطراف نفسها: { $findings } كشفت مخالفة و{ $no_findings } لم تكشف شيئًا.
ground-clean_history = { $no_findings } معاينات للأطراف نفسها لم تكشف شيئًا.
ground-identity_assurance = هوية المرسل إليه مؤكدة بمستوى { $level }.
ground-tax_standing = لا مآخذ للإدارة الضريبية على الطرف منذ { $years } سنوات.
ground-trusted_trader = مقدم التصريح أو البائع متعامل موثوق.
ground-means_of_payment = دفع الثمن شخص غير المرسل إليه.
ground-control_sample = اختير بالقرعة ضمن عينة الرقابة بنسبة { $per_mille } من الألف.
ground-charges_changed = بموجب القانون الساري في { $day }، المبلغ الواجب دفعه { $after } بدلًا من { $before }.
ground-examined = عُوينت البضائع بموجب الرقابة رقم { $control }.
ground-officer_decided = قرر موظف الجمارك: { $what ->
        [release] { outcome-release }
        [hold] { outcome-hold }
        [examine] { outcome-examine }
        [refer] الإحالة إلى رئيس أو مختص
        [refuse_entry] { outcome-refuse_entry }
       *[other] { $what }
    }. { $reason }
ground-agency_answered = { $approved ->
        [true] وافقت
       *[false] لم توافق
    } الجهة { $agency } على البضائع. { $reason }
ground-payment_received = المبلغ المدفوع { $amount }؛ والمتبقي { $outstanding }.
ground-payment_reversed = أُعيد المبلغ المدفوع { $amount } إلى دافعه؛ والمتبقي { $outstanding }. { $reason }
ground-taxed_above_cap = يصرّح البائع بأنه حصّل الضريبة بموجب الرقم { $scheme_number }. تبلغ قيمة البضائع { $value } ولا يسري النظام إلا حتى { $cap }؛ لذلك فالضريبة مستحقة عند الحدود، وعلى من حصّلها أن يردّها إلى المشتري.
ground-deadline_passed = انقضت المهلة المحددة { $gate ->
        [document] لتقديم المستند
        [payment] للدفع
        [agency] لرد الجهة الأخرى
        [referral] لقرار الرئيس أو المختص
        [arrival] لوصول البضائع
        [examination] لمعاينة البضائع
       *[other] من أجل «{ $gate }»
    }.
ground-invalidated = أُبطل البيان الجمركي. { $reason }
ground-declined = المرسل إليه لا يريد البضائع. { $reason }
ground-returned_to_sender = غادرت البضائع تحت الرقم { $outbound }.
ground-goods_went_back = أُعيد من السطر { $line } مقدار { $quantity } من { $of } تحت الرقم { $outbound }.
ground-given_back = يُرد { $amount } من أصل { $charge } على السطر { $line } ({ $kind ->
        [additional_duty] الرسوم الإضافية
        [surcharge] الرسم المضاف
        [excise] ضريبة الإنتاج
        [fee] رسم الخدمة
        [sales_tax] ضريبة المبيعات
        [income_tax] ضريبة الدخل
        [vat] ضريبة القيمة المضافة
       *[duty] الرسوم الجمركية
    }): أُعيد { $quantity } من { $of } بعد { $days } يومًا.
ground-given_back_by_vendor = يرد البائع { $amount } من أصل { $charge } حُصّل عند البيع على السطر { $line } ({ $kind ->
        [additional_duty] الرسوم الإضافية
        [surcharge] الرسم المضاف
        [excise] ضريبة الإنتاج
        [fee] رسم الخدمة
        [sales_tax] ضريبة المبيعات
        [income_tax] ضريبة الدخل
        [vat] ضريبة القيمة المضافة
       *[duty] الرسوم الجمركية
    }): أُعيد { $quantity } من { $of } بعد { $days } يومًا.
ground-not_given_back = أُعيدت بضائع من السطر { $line } دون رد ({ $kind ->
        [additional_duty] الرسوم الإضافية
        [surcharge] الرسم المضاف
        [excise] ضريبة الإنتاج
        [fee] رسم الخدمة
        [sales_tax] ضريبة المبيعات
        [income_tax] ضريبة الدخل
        [vat] ضريبة القيمة المضافة
       *[duty] الرسوم الجمركية
    }): { $why ->
        [too_late] غادرت بعد { $days } يومًا والمهلة { $within }
        [asked_too_late] قُدّم الطلب بعد { $days } يومًا والمهلة { $within }
       *[no_rule] لا نص يقضي بالرد
    }.
ground-refund_paid = صُرف { $amount }؛ والمتبقي للرد { $left }.
ground-corrected = صححت الجمارك ما صُرّح به{ $wilful ->
        [true] ، وكان خاطئا عمدا
       *[false] {""}
    }. { $explanation }
ground-assessed_more = تُستوفى { $after } بدلا من { $before }؛ ويُدفع الفرق في موعد أقصاه { $due }.
ground-assessed_less = تُستوفى { $after } بدلا من { $before }؛ ويُرد ما دُفع زيادة على ذلك.
ground-interest_charged = فائدة قدرها { $amount }: { $rate } سنويا على { $base } لمدة { $days } يوما.
ground-remitted = أُعفي من { $amount }. { $explanation }
ground-written_off = شُطب { $amount } لتعذر التحصيل. { $explanation }
ground-proposed = يُنتظر توقيع ثان: { $act ->
        [write_off] شطب
       *[remission] إعفاء من
    } { $amount }. { $reason }
ground-not_signed = لم يُوقع: { $act ->
        [write_off] شطب
       *[remission] إعفاء من
    } { $amount }. { $reason }
ground-claimed = يطلب المصرح إعادة النظر في الرسوم. { $explanation }
ground-claim_refused = تبقى الرسوم كما هي. { $explanation }
ground-joined = الإرسالية { $consignment } هي هذه الإرسالية نفسها وقد ضُمّت إليها. { $reason }
ground-joined_into = هذه الإرسالية هي نفسها { $consignment } التي تحل محلها من الآن فصاعدًا. { $reason }
ground-selected_for_control = اختيرت الإرسالية للرقابة.
public-reason-routine_control = رقابة روتينية.

# كلمات مفردة.
outcome-release = الإفراج
outcome-hold = تعليق الإفراج
outcome-examine = معاينة البضائع
outcome-refuse_entry = رفض الدخول
outcome-correct = يلزم التصحيح
outcome-assessment_complete = اكتمل التقييم
outcome-request_information = طلب معلومات
outcome-request_screening = طلب فحص أمني
outcome-do_not_load = عدم التحميل
phase-received = تم الاستلام
phase-accepted = تم القبول
phase-held = الإفراج معلّق
phase-released = تم الإفراج
phase-cleared = تم التخليص
phase-refused = رُفض الدخول
phase-invalidated = أُبطل البيان
phase-returned = تمت الإعادة
kind-duty = الرسوم الجمركية
kind-vat = ضريبة القيمة المضافة
kind-additional_duty = الرسوم الإضافية
kind-surcharge = الرسم المضاف
kind-excise = ضريبة الإنتاج
kind-fee = رسم الخدمة
kind-sales_tax = ضريبة المبيعات
kind-income_tax = ضريبة الدخل
kind-interest = فائدة
status-due = واجب الدفع
status-relieved = معفى
status-collected_elsewhere = حصّله البائع
status-paid = مدفوع
status-void = غير مستحق
status-deferred = في كشف حساب
status-repayable = واجب الرد
status-given_back = رُد
status-given_back_elsewhere = يرده البائع
status-remitted = معفى منه
status-written_off = مشطوب
category-1 = 1، وثائق
category-2 = 2، قيمة منخفضة، لا شيء مستحق
category-3 = 3، قيمة منخفضة، عليها رسوم أو ضرائب
category-4 = 4، قيمة مرتفعة أو بضائع مراقبة
owner-filer = مقدّم البيانات
owner-carrier = الناقل
owner-consignee = المرسل إليه
owner-customs = الجمارك
owner-supervisor = الرئيس المشرف
owner-authority = جهة أخرى
owner-nobody = لا أحد
explain-customs_value = القيمة الجمركية
explain-payable = المبلغ الواجب دفعه
explain-law = القانون
explain-why = الأسباب
explain-next = الخطوة التالية
explain-sum = الحساب
explain-faults = ما يجب تصحيحه
explain-warnings = ما يمكن تحسينه
explain-by = في موعد أقصاه
