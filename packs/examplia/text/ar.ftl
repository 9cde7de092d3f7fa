# سبب إيقاف الطرد بكلمات موجهة إلى صاحبه.
public-reason-document_control = نحتاج إلى الاطلاع على مستند، وهو عادة الفاتورة أو إثبات الدفع، قبل أن يتابع طردك طريقه.
public-reason-loading_refused = لا يجوز تحميل الطرد.
public-reason-more_information = يلزم مزيد من المعلومات عن البضائع قبل تحميل الطرد.
public-reason-routine_control = اختير طردك لرقابة روتينية.
public-reason-safety_control = تُفحص البضائع من هذا النوع حفاظاً على سلامتك.
public-reason-security_screening = يجب فحص الطرد أمنياً قبل التحميل.
