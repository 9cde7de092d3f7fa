public-reason-routine_control = This parcel was chosen for a routine control.
