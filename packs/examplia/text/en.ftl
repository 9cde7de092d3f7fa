# Why a parcel was stopped, in words for its owner.
public-reason-document_control = We need to see a document, usually the invoice or proof of payment, before your parcel can go on.
public-reason-loading_refused = The parcel may not be loaded.
public-reason-more_information = More information about the goods is needed before the parcel is loaded.
public-reason-routine_control = Your parcel was chosen for a routine control.
public-reason-safety_control = Goods of this kind are checked for your safety.
public-reason-security_screening = The parcel must be screened before it is loaded.
