# What the pages of filers say.

page-trade-file-send = Envoyer un fichier de déclarations
page-trade-file-hint = Un CSV avec nos noms de colonnes, ou NDJSON, jusqu'à 16 Mo. Dans un tableur : enregistrez en « CSV UTF-8 ». Les fichiers plus grands passent par l'API.
page-trade-file-go = Envoyer et décider
page-trade-file-sending = Le fichier est envoyé et décidé. La réponse vient d'elle-même.
page-trade-file-wrong-none = Choisissez un fichier
page-trade-file-wrong-large = Le fichier dépasse 16 Mo. Coupez-le en parties, ou envoyez-le par l'API
page-trade-file-wrong-spreadsheet = C'est un classeur de tableur. Enregistrez-le en « CSV UTF-8 » et envoyez ce fichier
page-trade-waits = Ce qui vous attend
page-trade-waits-nothing = Rien ne vous attend.
page-trade-due = Jusqu'au
page-trade-do = Que faire
page-trade-reference = Votre référence
page-trade-more = { $pieces ->
    [one] Et { $pieces } autre
   *[other] Et { $pieces } autres
}
page-trade-consignments = Mes envois
page-trade-phase-empty = Aucun envoi n'en est là.
page-trade-older = Plus anciens
page-trade-files = Mes derniers fichiers
page-trade-files-none = Vous n'avez encore envoyé aucun fichier.
page-trade-file = Fichier
page-trade-file-received = Reçu
page-trade-answer = Réponse
page-trade-back-count = { $pieces ->
    [one] { $pieces } ligne à corriger
   *[other] { $pieces } lignes à corriger
}
page-trade-sound = tout est accepté
page-trade-not-whole = incomplet
page-trade-under-way = Le fichier est encore en cours de décision. Les nombres augmentent jusqu'à la fin.
page-trade-unfinished = Le fichier n'a pas été décidé jusqu'au bout. Les lignes décidées le restent ; renvoyez le fichier quand ceci est réglé.
page-trade-count-lines = Lignes
page-trade-count-taken = Acceptées
page-trade-count-back = À corriger
page-trade-count-known = Déjà connues
page-trade-count-returned = Renvoyées
page-trade-count-share = Part renvoyée
page-trade-count-better = Acceptées, mais perfectibles
page-trade-sound-what = Toutes les lignes sont acceptées. Rien n'est à corriger.
page-trade-corrections = Télécharger le fichier avec ce qu'il faut corriger
page-trade-corrections-how-1 = Ouvrez le fichier dans un tableur. La colonne « fix » dit que faire, « fault_fields » dans quelles colonnes.
page-trade-corrections-how-2 = Corrigez ces cellules. Laissez les noms des colonnes tels quels, et aussi ces deux colonnes.
page-trade-corrections-how-3 = Enregistrez en « CSV UTF-8 » et renvoyez le fichier. Les lignes acceptées n'ont pas à être renvoyées.
page-trade-corrections-all = Télécharger toutes les lignes
page-trade-unread = La ligne { $line } de votre fichier n’a pas pu être lue. Complétez cette ligne à partir de là, ou supprimez-la
page-trade-corrected-send = Envoyer le fichier corrigé
page-trade-lines-back = Lignes à corriger
page-trade-lines-all = Toutes les lignes
page-trade-lines-none = Il n'y a plus de lignes.
page-trade-lines-next = Continuer à la ligne { $line }
page-trade-show-back = Montrer seulement ce qui est à corriger
page-trade-show-all = Montrer toutes les lignes
page-trade-back-none = Aucune ligne n'est à corriger.
page-trade-back = renvoyée
page-trade-advice = conseil
page-trade-line = Ligne
page-trade-turn = À qui d'agir
page-trade-you = vous
page-trade-declaration = Déclaration
page-trade-number = Voyage sous
page-trade-accepted = Acceptée
page-trade-not-governing = Une autre déclaration fait foi pour cet envoi. On vous dit si les marchandises peuvent partir.
page-trade-repayable = Payé et à rembourser :
page-trade-document = Comment produire un document
page-trade-document-how = Indiquez-le, avec son type et son numéro, dans une modification de la déclaration { $declaration }. Pour l’instant, cela passe uniquement par l’API, avec le programme qui envoie vos déclarations. N’envoyez pas la déclaration une nouvelle fois dans un fichier : elle reviendrait comme déjà déposée.
page-trade-quality = La qualité de mes données
page-trade-quality-lead = Ce que vous avez déclaré du { $from } au { $to }.
page-trade-quality-codes = Ce qui a été relevé, le plus grave d'abord
page-trade-quality-none = Rien n'a été relevé.
page-trade-quality-fault = Ce qui ne va pas
page-trade-quality-fix = Que faire
page-trade-quality-effect = Effet
page-trade-quality-often = Déclarations

page-statement-parties = Organisations en paiement différé
page-statement-payable = À régler sur les relevés arrêtés :
page-statement-security = Garantie
page-statement-short = Presque tout ce qui peut être reporté est utilisé. Ce qui ne trouve plus de place doit être payé avant la mainlevée.
page-statement-security-guaranteed = garanti
page-statement-security-owed = dû sur les relevés
page-statement-security-expected = attendu pour des envois en cours
page-statement-security-called = dû par les garants
page-statement-security-room = disponible
page-statement-used = { $percent } % de ce qui peut être reporté est utilisé.
page-statement-none-deferred = Rien n'est reporté pour cette organisation : le registre n'a pas de paiement différé à son nom aujourd'hui.
page-statement-all = Tous les relevés
page-statement-none = Il n'y a pas encore de relevé.
page-statement-period = Période
page-statement-state = État
page-statement-due = À régler le
page-statement-charged = Porté au relevé
page-statement-left = Reste à payer
page-statement-state-open = en cours
page-statement-state-due = à régler
page-statement-state-paid = réglé
page-statement-state-overdue = en retard
page-statement-of = Relevé { $period }
page-statement-days = Du { $from } au { $to }.
page-statement-sum = Le calcul
page-statement-what = Objet
page-statement-opening = Dû auparavant
page-statement-closing = Dû à la fin
page-statement-postings = { $count } écritures
page-statement-entry-payment = paiement
page-statement-entry-reversal = paiement rejeté
page-statement-entry-call = appel de la garantie
page-statement-entry-guarantor_payment = paiement du garant
page-statement-entry-interest = intérêts de retard
page-statement-entry-write_off = admis en non-valeur
page-statement-lines = Colis par colis
page-statement-paper = Relevé sur papier (PDF)
page-statement-by-day = Jour par jour
page-statement-put-on = Porté au compte
page-statement-taken-off = Déduit
page-statement-lines-none = Rien n'a été porté sur cette période.
page-statement-day = Jour
page-statement-consignment = Envoi
page-statement-more = Lignes suivantes

## Taxe perçue à la vente
page-vendor-none = Aucun régime de ce pays ne perçoit la taxe à la vente par période.
page-vendor-schemes = Régimes
page-vendor-unused = Aucun numéro que vous pouvez voir n’a servi dans cette période.
page-vendor-number = Numéro
page-vendor-no-return = pas de déclaration
page-vendor-filed = Déclaration du
page-vendor-differences = Écarts
page-vendor-agrees = Aucun écart.
page-vendor-parcel = Colis ou commande
page-vendor-more = { $count ->
    [one] Encore { $count } écart.
   *[other] Encore { $count } écarts.
}
page-vendor-sum-collected = Perçu
page-vendor-sum-declared = Déclaré
page-vendor-sum-difference = Différence
page-vendor-sum-parcels = Colis
page-vendor-sum-agreed = Lignes concordantes
page-vendor-kind-not_declared = absent de la déclaration
page-vendor-kind-not_seen = colis inconnu
page-vendor-kind-amount_differs = autre montant
page-vendor-kind-returned = marchandises reparties
page-vendor-kind-other_period = d’une autre période
page-vendor-kind-not_released = pas encore libéré
page-vendor-kind-taxed_at_border = taxé à la frontière
