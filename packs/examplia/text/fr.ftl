# Pourquoi un colis a été arrêté, dit à son destinataire.
public-reason-document_control = Nous devons voir un document, en général la facture ou la preuve de paiement, avant que votre colis ne poursuive sa route.
public-reason-loading_refused = Le colis ne doit pas être chargé.
public-reason-more_information = Il faut plus de renseignements sur les marchandises avant le chargement du colis.
public-reason-routine_control = Votre colis a été choisi pour un contrôle de routine.
public-reason-safety_control = Les marchandises de ce genre sont contrôlées pour votre sécurité.
public-reason-security_screening = Le colis doit être inspecté avant le chargement.
