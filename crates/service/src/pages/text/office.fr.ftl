# What the pages of figures, agencies and the administration say.

page-figures-title = Chiffres
page-figures-lead = Ce que sont devenus les colis déclarés pour la première fois du { $from } au { $to }.
page-figures-periods = Jours
page-figures-days-1 = Aujourd'hui
page-figures-days-7 = 7 jours
page-figures-days-30 = 30 jours
page-figures-declarations = Déclarations
page-figures-sent_back = et { $count } renvoyées
page-figures-share = Mainlevée accordée
page-figures-of = { $part } colis sur { $all }
page-figures-median = La moitié libérée en moins de
page-figures-nine_in_ten = Neuf sur dix en moins de
page-figures-due = Reste à payer
page-figures-collected = Payé
page-figures-none = –
page-figures-nothing = Rien à montrer pour ces jours.
page-figures-below_minute = moins de 1 min
page-figures-fates = Colis par catégorie, et ce qu'ils sont devenus
page-figures-category = Catégorie
page-figures-all_categories = Toutes les catégories
page-figures-all = Total
page-figures-charges = Droits et taxes selon ce qu'ils sont devenus, en { $currency }
page-figures-charge = Droit ou taxe
page-figures-since-filing = De la première déclaration à la mainlevée
page-figures-since-arrival = De l'arrivée et de la déclaration à la mainlevée
page-figures-releases = Mainlevées
page-figures-how = Personne n'est nommé ici. Pas admis : refusé ou renvoyé. Autres : seulement annoncé, ou retiré. Un colis compte au jour de sa première déclaration. Au-delà de 16 minutes, les durées sont exactes à un huitième près : tant de colis sur cent n'ont pas pris plus longtemps.
page-figures-table = En tableau
page-figures-programs = Les mêmes pour les programmes :
page-fate-released = Libéré
page-fate-expected = À l'arrivée
page-fate-held = En attente
page-fate-examined = À vérifier
page-fate-refused = Pas admis
page-fate-other = Autres

page-agency-title = Ce qui vous est demandé
page-agency-done = Réponse donnée :
page-agency-empty = Rien n'attend votre réponse.
page-agency-count = { $pieces ->
    [one] 1 question vous attend.
   *[other] { $pieces } questions vous attendent, la plus urgente d'abord.
}
page-agency-first = Voici les { $shown } premières.
page-agency-due = Répondre
page-agency-goods = Marchandises
page-agency-code = Code
page-agency-origin = Origine
page-agency-from = Expédié de
page-agency-why = Pourquoi on vous demande
page-agency-referral = Question { $control }
page-agency-back = Retour à la liste
page-agency-yours = C'est à vous
page-agency-closed = Ce n'est plus à vous
page-agency-approved = Vous avez approuvé.
page-agency-refused = Vous n'avez pas approuvé.
page-agency-quantity = Quantité
page-agency-mass = Masse nette
page-agency-documents = Documents présentés
page-agency-no-documents = Aucun que vous ayez à confirmer.
page-agency-parties = Expéditeur et destinataire
page-agency-question = Ces marchandises peuvent-elles entrer ?
page-agency-answer-approve = Approuver
page-agency-answer-refuse = Ne pas approuver
page-agency-reason = Motif
page-agency-reason-hint = Nécessaire si vous n'approuvez pas. Le déclarant peut le lire.
page-agency-missing-answer = Choisissez une réponse
page-agency-send = Envoyer la réponse
page-agency-keys = a approuve, n n'approuve pas ; puis Entrée dans le motif.

page-admin-title = Administration
page-admin-state = État du service
page-admin-law = Droit
page-admin-kind = Fiabilité
page-admin-kind-law = il énonce le droit
page-admin-kind-sample = fait pour des essais
page-admin-kind-fictional = le pays n'existe pas
page-admin-register = Registre
page-admin-entries = Entrées du journal
page-admin-bytes = Taille de la base de données
page-admin-megabytes = { $number } Mo
page-admin-waiting = En attente de décision
page-admin-stuck = Bloqués
page-admin-stuck-what = Des envois sont bloqués : leur délai est passé et rien ne s'est produit.
page-admin-packs = Paquets en vigueur
page-admin-inherits = fondé sur
page-admin-unverified = { $pieces ->
    [one] 1 ligne n'est pas vérifiée sur le texte officiel
   *[other] { $pieces } lignes ne sont pas vérifiées sur le texte officiel
}
page-admin-accounts = Comptes
page-admin-account = Compte
page-admin-organisation = Organisation
page-admin-roles = Rôles
page-admin-created = Créé
page-admin-disabled = désactivé
page-admin-add = Ajouter un compte
page-admin-add-go = Ajouter le compte
page-admin-name-hint = Pour se connecter
page-admin-organisation-hint = Comme ses déclarations la nomment. Une autre autorité est l'une de : { $agencies }
page-admin-taken = Ce nom est pris
page-admin-wrong-organisation = Indiquez pour quelle organisation le compte agit
page-admin-wrong-agency = Un compte d'une autre autorité agit pour l'une de : { $agencies }
page-admin-wrong-roles = Choisissez au moins un rôle
page-admin-done-added = Le compte a été ajouté.
page-admin-done-password = Le mot de passe a été fixé.
page-admin-done-disabled = Le compte a été désactivé.
page-admin-password = Autre mot de passe
page-admin-password-what = Quiconque est connecté avec ce compte devra se reconnecter.
page-admin-password-opens = Le compte est désactivé. Avec un nouveau mot de passe, on pourra de nouveau se connecter avec lui.
page-admin-password-set = Fixer le mot de passe
page-admin-disable = Désactiver le compte
page-admin-disable-what = Personne ne pourra plus se connecter avec lui. Ce qu'il a servi à faire reste consigné.
page-admin-own = Vous ne pouvez pas désactiver votre propre compte. Un autre administrateur le peut.
page-admin-tokens = Accès des programmes
page-admin-tokens-what = Ils sont créés et révoqués sur la machine du service avec
page-admin-no-tokens = Aucun programme n'a d'accès.
page-admin-note = Pour
page-admin-counts = Valide
page-admin-counts-now = oui
page-admin-until = jusqu'au { $moment }
page-admin-revoked = révoqué
page-admin-expired = expiré

# Who has looked at what the record has of people and firms.
page-menu-accesses = Consultations
page-accesses-what = Quiconque consulte les noms et adresses de personnes ou d’entreprises laisse une écriture au registre : qui, quand, pour quoi, quels champs. Personne ne peut la retirer.
page-accesses-show = Afficher
page-accesses-all = Tout afficher
page-accesses-one = Seulement ce qu’un utilisateur a consulté.
page-accesses-none = Personne n’a rien consulté.
page-accesses-nothing = rien trouvé
page-accesses-no-consignment = Ce n’est pas un envoi : écrivez son identifiant, comme c_0000000000012
page-accesses-when = Quand
page-accesses-who = Qui
page-accesses-purpose = Pour quoi
page-accesses-fields = Champs
page-accesses-older = Plus anciennes
page-access-noted = Il est noté que vous voyez ceci :
page-access-ask = Dans quel but consultez-vous ?
page-access-hint = Rien n’attend la douane ici. Les parties s’affichent dès que vous dites pour quoi ; c’est noté et communiqué à vos supérieurs et, sauf enquête, aux personnes concernées.
page-access-note = Votre dossier, sans noms
page-access-show = Afficher les parties
page-purpose-clearance = décider de l’envoi
page-purpose-referral = répondre à la question posée à une autre autorité
page-purpose-post_clearance = contrôler à nouveau après mainlevée
page-purpose-investigation = enquêter sur une infraction
page-purpose-appeal = statuer sur un recours ou une plainte
page-purpose-audit = examiner le travail d’autrui
page-purpose-data_subject = répondre à la personne elle-même
page-looked = Qui a consulté les noms et adresses
page-looked-nobody = Personne encore. Des programmes les ont vérifiés.

# The record, and its participants.
page-record = Le registre
page-record-what = Ce qui a été déposé, répondu et décidé est conservé de sorte que personne ne puisse le réécrire. Chacun peut le copier et le vérifier, et d’autres veillent à ce qu’il ne fasse que croître.
page-record-name = Nom
page-record-key = Clé
page-record-key-what = Comparez-la avec la clé que l’administration a publiée ailleurs : celle qui vient d’ici ne prouve rien sur ce site.
page-record-leaves = Lots enregistrés
page-record-witnesses = Qui d’autre a signé
page-record-no-witness = Aucun témoin n’est désigné. Chacun peut l’être.
page-record-witness = Témoin
page-record-signed = Signé
page-record-not-yet = rien encore
page-record-checkpoint = Le dernier point de contrôle
page-record-checkpoint-what = Nom, taille et racine du registre, signés. Conservez-le : un registre qui n’en est pas la suite a été réécrit.
page-participants = Participants au registre
page-participants-what = Toutes les organisations qui écrivent dans le registre. Rien n’est accepté de celle qui est exclue ; elle peut continuer à lire. Dans les deux cas c’est une écriture du registre, avec votre motif, et l’organisation en est informée.
page-participants-state = État
page-participants-change = Modifier
page-participants-writes = écrit
page-participants-frozen = exclue
page-participants-freeze = Exclure
page-participants-readmit = Réadmettre
page-participants-reason = Motif
page-participants-reason-missing = Dites pourquoi : le motif fait partie du registre.

# Legal hold, and who asks to be forgotten.
page-hold = Gel juridique
page-hold-is = gelé
page-hold-put = Geler l’envoi
page-hold-lift = Lever le gel
page-hold-what = Rien d’un envoi gelé n’est effacé. C’est une écriture du registre ; le déposant n’en est pas informé.
page-hold-reason-missing = Dites pourquoi : le motif fait partie du registre.
page-forget = Effacer une personne
page-forget-what = Efface les noms, adresses et numéros d’une personne dans tous les dépôts que la loi n’oblige plus à garder, et les documents avec eux. Le registre et ses preuves demeurent. Essayez d’abord : ce qui est effacé ne revient pas.
page-forget-identifier = Identifiant
page-forget-identifier-hint = Là où les dépôts en ont un de cette personne : demandez d’abord avec lui. Soit lui, soit le nom.
page-forget-scheme = Système de l’identifiant
page-forget-name = Nom
page-forget-name-hint = Tel qu’il a été déposé, lettre par lettre : pour les dépôts sans identifiant de la personne.
page-forget-reason = Pourquoi
page-forget-reason-request = la personne le demande
page-forget-reason-unlawful = cela n’aurait pas dû être conservé
page-forget-reason-order = un tribunal ou une autorité l’ordonne
page-forget-basis = En vertu de quelle loi
page-forget-basis-hint = Elle est conservée et ne doit pas dire de qui il s’agit.
page-forget-basis-names = La base légale est conservée et ne doit pas dire de qui il s’agit.
page-forget-basis-missing = Nommez la loi.
page-forget-reason-missing = Choisissez pourquoi.
page-forget-who-missing = Dites de qui il s’agit : soit un identifiant, soit un nom.
page-forget-try = Essayer
page-forget-erase = Effacer définitivement
page-forget-would = { $pieces ->
    [one] { $pieces } dépôt serait effacé. Rien n’a été modifié.
   *[other] { $pieces } dépôts seraient effacés. Rien n’a été modifié.
}
page-forget-done = { $pieces ->
    [one] { $pieces } dépôt a été effacé.
   *[other] { $pieces } dépôts ont été effacés.
}
page-forget-more = Il y a d’autres dépôts de cette personne : recommencez.
page-forget-kept = { $pieces ->
    [one] { $pieces } dépôt est conservé
   *[other] { $pieces } dépôts sont conservés
}
page-forget-as = En tant que
page-forget-why = Pourquoi
page-forget-kept-not_over = quelque chose est attendu
page-forget-kept-money_open = une somme est en suspens
page-forget-kept-legal_hold = gel juridique
page-forget-kept-within_retention = la loi impose de le conserver jusqu’au
page-forget-kept-no_retention_law = la loi n’en dit rien
page-forget-subject-consignor = expéditeur
page-forget-subject-consignee = destinataire
page-forget-subject-seller = vendeur
page-forget-subject-payer = payeur
page-forget-subject-document = document
