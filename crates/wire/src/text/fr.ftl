# Ce que les gens lisent. Un paquet de pays peut ajouter des messages et remplacer ceux-ci.
# Erreurs : le message dit ce qui ne va pas, l'attribut `fix` ce qu'il faut faire.

fault-malformed_json = Le texte n'est pas du JSON lisible, à l'octet { $at } : { $reason }.
    .fix = Envoyez un seul objet JSON ; vérifiez les guillemets, les virgules et les crochets à cet endroit.
fault-not_utf8 = Les octets ne sont pas du texte UTF-8 (ils ressemblent à { $encoding }).
    .fix = Enregistrez le fichier en UTF-8.
fault-line_too_long = L'enregistrement dépasse { $limit } octets.
    .fix = Envoyez moins d'articles dans une même déclaration, ou cherchez un retour à la ligne ou un guillemet manquant.
fault-ragged_row = Nombre de cellules : { $found } dans la ligne, { $expected } dans l'en-tête.
    .fix = Donnez à la ligne autant de cellules qu'à l'en-tête ({ $expected }) ; mettez entre guillemets les textes qui contiennent des virgules.
fault-duplicate_key = Le champ figure deux fois ; seul le premier est lu.
    .fix = N'envoyez le champ qu'une fois.
fault-wrong_type = Le champ contient { $found ->
        [text] un texte
        [number] un nombre
        [boolean] true ou false
        [null] la valeur null
        [object] un objet
        [list] une liste
       *[other] « { $found } »
    }, mais il faut { $expected ->
        [text] un texte
        [object] un objet
        [list] une liste
       *[other] « { $expected } »
    }.
    .fix = Envoyez { $expected ->
        [text] un texte
        [object] un objet
        [list] une liste
       *[other] « { $expected } »
    }.
fault-too_many_goods_items = Il y a { $found } articles ; une déclaration en admet au plus { $limit }.
    .fix = Répartissez les marchandises sur plusieurs déclarations.
fault-too_many_entries = Il y a { $found } entrées ; le nombre maximal est { $limit }.
    .fix = N'en envoyez pas plus de { $limit }.
fault-too_long = Le texte compte { $found } caractères ; le champ en admet { $limit }.
    .fix = Raccourcissez-le (longueur maximale : { $limit }).
fault-control_character = Le texte contient un caractère de commande invisible.
    .fix = Supprimez-le ; les lettres, chiffres et signes ordinaires sont admis.

fault-missing = Ce champ est obligatoire ici et il manque.
    .fix = Remplissez-le.
fault-malformed_amount = « { $found } » n'est pas un nombre écrit comme il le faut : des chiffres, avec un point avant les décimales.
    .fix = Écrivez-le comme 1234.56, sans séparateur de milliers.
fault-negative = « { $found } » est inférieur à zéro.
    .fix = Envoyez un nombre supérieur ou égal à zéro.
fault-out_of_range = Le nombre est trop grand ou a trop de décimales.
    .fix = Utilisez au plus douze chiffres avant le point et six après.
fault-malformed_date = « { $found } » n'est pas une date et heure existante, écrite comme 2026-03-02T06:40:00Z.
    .fix = Envoyez la date, l'heure et le fuseau comme dans 2026-03-02T06:40:00Z.
fault-malformed_identifier = L'identifiant n'a pas la forme prévue pour son type.
    .fix = Comparez-le au document d'où il vient.
fault-check_digit = Le chiffre de contrôle est faux : un caractère a été mal saisi.
    .fix = Comparez chaque caractère à l'étiquette ou au document.
fault-unknown_scheme = Ce pays ne connaît aucun régime appelé « { $found } ».
    .fix = Utilisez un régime de la liste de ce pays.
fault-unknown_currency = « { $found } » n'est pas un code de monnaie ISO 4217.
    .fix = Utilisez trois lettres majuscules, par exemple USD.
fault-no_exchange_rate = Il n'y a pas de taux de change officiel pour { $currency } au { $day }.
    .fix = Déclarez la valeur dans une monnaie qui a un taux officiel.
fault-unknown_country = « { $found } » n'est pas un code de pays ISO 3166-1.
    .fix = Utilisez deux lettres majuscules, par exemple CN.
fault-unknown_unit = « { $found } » n'est pas un code d'unité de la Recommandation 20 UN/ECE utilisé ici.
    .fix = Utilisez C62 pour des pièces ou KGM pour des kilogrammes.
fault-unknown_commodity = Aucun code marchandise « { $found } » n'est en vigueur au { $day }.
    .fix = Cherchez les marchandises dans le tarif douanier de ce jour.
fault-commodity_too_short = « { $found } » a moins de six chiffres.
    .fix = Indiquez au moins les six chiffres de la sous-position du SH.
fault-unknown_office = Il n'existe pas de bureau de douane « { $found } ».
    .fix = Utilisez le code du bureau de douane où arrivent les marchandises.
fault-unknown_stage = « { $found } » n'est pas une étape.
    .fix = Utilisez pre_loading, pre_arrival ou on_arrival.
fault-unknown_channel = « { $found } » n'est pas un mode d'acheminement.
    .fix = Utilisez post, express ou cargo.
fault-unknown_nature = « { $found } » n'est pas une nature de transaction.
    .fix = Utilisez sale, gift, documents, commercial_sample, returned_goods ou other.
fault-zero_value = Des marchandises vendues ne peuvent pas avoir une valeur nulle.
    .fix = Déclarez ce que l'acheteur a payé, ou la valeur de marchandises similaires.
fault-no_goods_items = La déclaration ne contient aucun article.
    .fix = Ajoutez un article pour chaque sorte de marchandises.
fault-duplicate_line = La ligne { $found } figure deux fois.
    .fix = Numérotez les articles 1, 2, 3 et ainsi de suite.
fault-items_do_not_sum = La somme des articles est de { $correct }, le total déclaré est de { $found }.
    .fix = Corrigez le total ou les articles pour qu'ils concordent.
fault-net_exceeds_gross = La masse nette des marchandises ({ $net } kg) dépasse la masse brute de tout l'envoi ({ $found } kg).
    .fix = Corrigez les masses ; la masse brute comprend l'emballage.
fault-consignment_already_declared = Vous avez déjà déclaré cet envoi avec un autre contenu, sous le numéro { $declaration }.
    .fix = Envoyez une modification de cette déclaration.
fault-reference_already_used = Vous avez utilisé cette référence pour un autre envoi, sous le numéro { $declaration }.
    .fix = Donnez à cet envoi sa propre référence.
fault-consignment_closed = Son entrée est refusée ou il repart : plus rien ne peut être déclaré pour cet envoi.
    .fix = S’il s’agit d’un nouvel envoi, donnez-lui son propre numéro.
fault-outside_the_law = La législation de « { $pack } » ne couvre pas le { $day }.
    .fix = Vérifiez les dates, ou chargez une version de la législation valable ce jour-là.

fault-unknown_field = Aucun champ ne porte ce nom ; il n'a pas été lu.
    .fix = Supprimez-le ou corrigez le nom.
fault-advised = Ce champ n'est pas obligatoire ici, mais il accélère la mainlevée.
    .fix = Remplissez-le si vous connaissez la réponse.
fault-description_vague = « { $words } » ne dit pas ce que sont les marchandises.
    .fix = Dites ce que c'est, en quelle matière et pour quel usage, par exemple « chemise en coton pour homme, tricotée ».
fault-description_short = La description est trop courte pour dire ce que sont les marchandises.
    .fix = Dites ce que c'est, en quelle matière et pour quel usage.
fault-one_unit_value = La valeur des marchandises est d'exactement une unité monétaire.
    .fix = Déclarez ce que l'acheteur a payé.
fault-implausible_mass = { $found } kg pour { $pieces } { $pieces ->
        [one] pièce
       *[other] pièces
    }, ce n'est guère possible.
    .fix = Vérifiez la masse nette (en kilogrammes) et la quantité.
fault-formula_like = Le texte commence comme une formule de tableur.
    .fix = Supprimez le signe placé au début.
fault-scheme_over_cap = Le régime de perception de la taxe ne vaut que jusqu'à { $cap } ; la taxe est due à la frontière.
    .fix = Déclarez l'envoi sans ce régime, ou demandez un remboursement au vendeur.
fault-preference_unproven = Un droit de { $rate } pourrait s'appliquer si l'origine était prouvée.
    .fix = Ajoutez un document de type { $document_type }.
fault-quota_not_open = Le contingent tarifaire « { $found } » n'apporte rien à ces marchandises le { $day } : il n'est pas ouvert pour elles, ou le droit hors contingent n'est pas plus élevé.
    .fix = Vérifiez le numéro d'ordre du document ou retirez-le.
fault-quantity_needed = Le taux de ces marchandises s'applique par { $unit }.
    .fix = Déclarez combien de { $unit } elles représentent.

fault-commodity_too_general = Certaines marchandises relevant de { $found } sont prohibées ({ $prohibition }, { $longer }).
    .fix = Indiquez le code plus long de ces marchandises.
fault-longer_code_advised = Certaines marchandises relevant de { $found } sont prohibées ({ $prohibition }, { $longer }).
    .fix = Indiquez le code plus long, afin que personne n'ait à vérifier.
fault-zero_quantity = Une quantité nulle n'est pas une marchandise.
    .fix = Déclarez la quantité présente, ou supprimez l'article.
fault-arrival_too_late = Les marchandises sont attendues dans plus de { $days } jours ; la déclaration serait devenue caduque.
    .fix = Déclarez-les plus tard, ou corrigez la date d'arrivée.
fault-more_faults = { $count } autres erreurs ont été trouvées et ne sont pas énumérées.
    .fix = Corrigez d'abord celles qui le sont.
fix-check_digit = Comparez chaque caractère avec l'étiquette ; si tous les autres sont justes, le numéro est { $correct }.
fix-correct = Vouliez-vous dire { $correct } ?
fix-suggestion = Vouliez-vous dire « { $suggestion } » ?

# À qui d'agir.
turn-correct_declaration = Corrigez les erreurs et envoyez de nouveau la déclaration.
turn-lodge_declaration = Les marchandises sont arrivées ; déposez une déclaration.
turn-present_goods = Les marchandises pourront être enlevées dès leur arrivée.
turn-present_goods_held = Présentez les marchandises au bureau de douane ; autre chose est encore attendu.
turn-provide_document = Présentez le document manquant ou corrigez la déclaration.
turn-pay = Payez ce qui est dû ; la mainlevée suivra.
turn-examine = La douane vérifie les marchandises.
turn-answer = Une autre autorité doit répondre.
turn-decide = Un agent des douanes doit décider.
turn-load_goods = Évaluation terminée : les marchandises peuvent être chargées.
turn-provide_information = Donnez plus de renseignements sur les marchandises avant leur chargement.
turn-screen_goods = Soumettez les marchandises à l'inspection-filtrage avant leur chargement.
turn-do_not_load = Ne chargez pas les marchandises.
turn-deliver_and_settle = Les marchandises peuvent être enlevées ; il reste des droits ou taxes à régler.
turn-deliver = Les marchandises peuvent être enlevées.
turn-return_goods = Les marchandises ne peuvent pas rester et doivent quitter le pays.
turn-nothing = Il n'y a plus rien à faire.

# Pourquoi : un message par motif.
ground-documents_only = Ce sont des documents sans valeur commerciale.
ground-low_value_relief = Pas de { $kind ->
        [additional_duty] droits additionnels
        [surcharge] surtaxe
        [excise] accise
        [fee] redevance
        [sales_tax] taxe de vente
        [income_tax] impôt sur le revenu
        [vat] TVA
       *[duty] droits de douane
    } : les marchandises valent { $in_local }, dans la limite du seuil de { $threshold }.
ground-excess_charged = Seule la part qui dépasse { $threshold } est soumise { $kind ->
        [additional_duty] aux droits additionnels
        [surcharge] à la surtaxe
        [excise] à l'accise
        [fee] à la redevance
        [sales_tax] à la taxe de vente
        [income_tax] à l'impôt sur le revenu
        [vat] à la TVA
       *[duty] aux droits de douane
    }.
ground-flat_rate = Jusqu'à { $threshold }, le taux de { $rate } s'applique au titre de : { $kind ->
        [additional_duty] droits additionnels
        [surcharge] surtaxe
        [excise] accise
        [fee] redevance
        [sales_tax] taxe de vente
        [income_tax] impôt sur le revenu
        [vat] TVA
       *[duty] droits de douane
    }.
ground-part_collected = { $share } seulement sont perçus au titre de : { $kind ->
        [additional_duty] droits additionnels
        [surcharge] surtaxe
        [excise] accise
        [fee] redevance
        [sales_tax] taxe de vente
        [income_tax] impôt sur le revenu
        [vat] TVA
       *[duty] droits de douane
    }.
ground-added_up = Avec ce qui a été envoyé au destinataire { $over ->
        [consignee_month] ce mois-ci
        [consignee_year] cette année
        [consignee_seller_day] aujourd'hui par le même vendeur
       *[consignee_day] aujourd'hui
    }, les marchandises dépassent { $limit }.
ground-waived_as_small = { $amount } : montant trop faible pour être perçu, la limite étant de { $threshold }.
ground-quota_drawn = L'article { $line } est imputé pour { $quantity } { $unit } sur le contingent tarifaire { $quota } ; il reste { $left } { $unit }.
ground-quota_used_up = L'article { $line } demande { $quantity } { $unit } du contingent tarifaire { $quota }, dont il reste { $left } { $unit } : le droit hors contingent est dû.
ground-tax_collected_by_vendor = Le vendeur a perçu la TVA lors de la vente, sous le numéro { $scheme_number }.
ground-scheme_number_not_in_force = { $standing ->
        [ended] Le numéro de régime fiscal { $scheme_number } n'était en vigueur que du { $valid_from } au { $valid_to }
        [not_begun] Le numéro de régime fiscal { $scheme_number } n'est en vigueur qu'à partir du { $valid_from }
       *[unknown] Le numéro de régime fiscal { $scheme_number } ne figure pas dans le registre
    } : il ne compte pas au { $day }, et les droits et taxes sont dus sans lui.
ground-payment_deferred = Le paiement de { $amount } est reporté sous le numéro { $number } au relevé de la mainlevée, à régler le { $due } au plus tôt.
ground-payment_not_deferred = { $why ->
        [not_offered] La loi en vigueur ne connaît pas de report de paiement
        [unknown] Le numéro { $number } ne figure pas dans le registre
        [not_in_force] Le numéro { $number } n'est pas en vigueur ce jour
        [not_the_filers] Le numéro { $number } appartient à une partie pour laquelle le déclarant n'agit pas
        [paid_in_part] Une partie a déjà été payée
       *[beyond_security] Sur { $owed }, seuls { $room } peuvent être reportés sous le numéro { $number } tant que rien de plus n'est payé ou garanti
    } : { $owed } doit être payé avant la mainlevée.
ground-security_runs_short = { $used } sont utilisés sur les { $most } qui peuvent être reportés.
ground-tax_token_counts = Le jeton fiscal du vendeur sous le numéro { $scheme_number } est valable jusqu'au { $expires } : { $tax } de taxe ont été perçus lors de la vente.
ground-tax_token_refused = { $flaw ->
        [missing] Le numéro de régime fiscal { $scheme_number } ne compte qu'avec un jeton fiscal du vendeur, et il n'y en a pas : les droits et taxes sont dus sans lui.
        [other_number] Le jeton fiscal ne concerne pas le numéro de régime fiscal { $scheme_number }.
        [not_in_force] Le numéro de régime fiscal { $scheme_number } du jeton fiscal n'est pas en vigueur.
        [unknown_key] Le registre n'a pas de clé pour vérifier un jeton fiscal du numéro { $scheme_number }.
        [wrong_signature] Le jeton fiscal n'a pas été signé par le titulaire du numéro { $scheme_number }, ou a été modifié depuis.
        [expired] Le jeton fiscal du numéro { $scheme_number } a expiré.
        [other_order] Le jeton fiscal du numéro { $scheme_number } concerne une autre commande.
        [other_value] Le jeton fiscal du numéro { $scheme_number } concerne des marchandises d'une autre valeur.
        [other_consignee] Le jeton fiscal du numéro { $scheme_number } concerne des marchandises destinées à quelqu'un d'autre.
       *[used_before] Le jeton fiscal du numéro { $scheme_number } a servi pour un autre envoi.
    }
ground-duty_charged = Droits de douane à payer : { $amount }.
ground-vat_charged = TVA à payer : { $amount }.
ground-additional_duty_charged = Droits additionnels à payer : { $amount }.
ground-surcharge_charged = Surtaxe à payer : { $amount }.
ground-excise_charged = Accise à payer : { $amount }.
ground-fee_charged = Redevance à payer : { $amount }.
ground-sales_tax_charged = Taxe de vente à payer : { $amount }.
ground-income_tax_charged = Impôt sur le revenu à payer : { $amount }.
ground-preference_applied = La ligne { $line } bénéficie du taux préférentiel de { $rate } en raison de son origine.
ground-high_value = La valeur en douane de { $customs_value } dépasse { $limit } : une déclaration complète est nécessaire.
ground-no_duty_rate = Aucun taux de droit n'a été trouvé pour la ligne { $line } ; un agent des douanes doit décider.
ground-no_vat_rate = Aucun taux de TVA n'a été trouvé pour la ligne { $line } ; un agent doit décider.
ground-prohibited = Les marchandises de la ligne { $line } sont interdites d'entrée ({ $prohibition }).
ground-permit_missing = La ligne { $line } exige un document de type { $document_type }, qui n'a pas été présenté.
ground-permit_presented = L'autorisation exigée pour la ligne { $line } ({ $permit }) a été présentée.
ground-profile_hit = Profil de risque { $profile } ({ $owner }) : { $reason }
ground-listed_party = La personne indiquée dans { $field } figure sur la liste { $list } sous { $entry }.
ground-shadow_hit = Le profil { $profile } ({ $owner }), seulement à l’essai, aurait sélectionné cet envoi.
ground-resembles_listed = La personne indiquée dans { $field } est peut-être { $entry } de la liste { $list }, avec une note de { $score_per_mille } sur 1 000. Mots de l'inscription qui concordent : { $aligned }. Seulement sur la liste : { $only_listed }. Autres mots déclarés : { $only_declared }.
ground-weight_reached = Les indices de risque pèsent { $weight } ; à partir de { $limit }, les marchandises sont vérifiées.
ground-beyond_capacity = Les indices de risque pèsent { $weight }, assez pour une vérification dès { $usual } ; le bureau a tant à vérifier qu'il ne commence plus qu'à { $limit }.
ground-filings_disagree = Deux déposants donnent des renseignements différents sur { $field }.
ground-splitting = { $consignments } autres envois à la même personne en { $days } jours restent juste sous le seuil de { $limit }, comme celui-ci avec { $declared } ; ensemble ils atteignent { $together }.
ground-split_order = { $consignments } autres envois relèvent de la même commande ou du même paiement ; chacun reste sous le seuil de { $limit }, ensemble ils atteignent { $together }.
ground-undervaluation = Déclaré à { $declared } par { $per ->
    [kilogram] kilogramme
   *[piece] pièce
} ; la moitié de { $sellers } vendeurs de telles marchandises de cette origine déclarent au moins { $median }, trois sur quatre au moins { $lower_quartile }.
ground-three_way_mismatch = Déclaré à { $declared } avec transport et taxe, mais la commande dit { $ordered ->
   *[other] { $ordered }
    [none] rien
} et le paiement { $paid ->
   *[other] { $paid }
    [none] rien
}.
ground-repeated_description = Au moins { $consignments } autres envois en { $days } jours ont le même expéditeur, les mêmes mots et la même valeur.
ground-data_quality = { $warnings } points de la déclaration laissent à désirer.
ground-party_history = Vérifications visant les mêmes personnes : { $findings } avec constatation, { $no_findings } sans.
ground-clean_history = { $no_findings } vérifications visant les mêmes personnes n'ont rien révélé.
ground-identity_assurance = L'identité du destinataire est assurée au niveau { $level }.
ground-tax_standing = L'administration fiscale n'a rien à reprocher à la personne depuis { $years } ans.
ground-trusted_trader = Le déposant ou le vendeur est un opérateur de confiance.
ground-means_of_payment = Quelqu'un d'autre que le destinataire a payé.
ground-control_sample = Tiré au sort pour l'échantillon de contrôle de { $per_mille } pour 1 000.
ground-charges_changed = Selon la législation en vigueur au { $day }, le montant à payer est de { $after } au lieu de { $before }.
ground-examined = Les marchandises ont été vérifiées lors du contrôle { $control }.
ground-officer_decided = Décision d'un agent des douanes : { $what ->
        [release] { outcome-release }
        [hold] { outcome-hold }
        [examine] { outcome-examine }
        [refer] renvoi à un supérieur ou à un spécialiste
        [refuse_entry] { outcome-refuse_entry }
       *[other] { $what }
    }. { $reason }
ground-agency_answered = { $agency } { $approved ->
        [true] a donné
       *[false] n'a pas donné
    } son accord pour les marchandises. { $reason }
ground-payment_received = Paiement reçu : { $amount } ; reste à payer : { $outstanding }.
ground-payment_reversed = Le paiement de { $amount } a été repris ; reste à payer : { $outstanding }. { $reason }
ground-taxed_above_cap = Le vendeur déclare avoir perçu la taxe sous le numéro { $scheme_number }. La marchandise vaut { $value } et le régime ne vaut que jusqu'à { $cap } : la taxe est due à la frontière. Celui qui l'a perçue doit la rembourser à l'acheteur.
ground-deadline_passed = Le délai { $gate ->
        [document] de présentation du document
        [payment] de paiement
        [agency] de réponse de l'autre autorité
        [referral] de décision du supérieur ou du spécialiste
        [arrival] d'arrivée des marchandises
        [examination] de vérification des marchandises
       *[other] pour « { $gate } »
    } est dépassé.
ground-invalidated = La déclaration a été invalidée. { $reason }
ground-declined = Le destinataire ne veut pas des marchandises. { $reason }
ground-returned_to_sender = Les marchandises sont reparties sous le numéro { $outbound }.
ground-goods_went_back = De l'article { $line }, { $quantity } sur { $of } sont repartis sous le numéro { $outbound }.
ground-given_back = Remise de { $amount } sur { $charge } perçus sur l'article { $line } ({ $kind ->
        [additional_duty] droits additionnels
        [surcharge] surtaxe
        [excise] accise
        [fee] redevance
        [sales_tax] taxe de vente
        [income_tax] impôt sur le revenu
        [vat] TVA
       *[duty] droits de douane
    }) : { $quantity } sur { $of } repartis après { $days } jours.
ground-given_back_by_vendor = Le vendeur rend { $amount } sur { $charge } perçus lors de la vente sur l'article { $line } ({ $kind ->
        [additional_duty] droits additionnels
        [surcharge] surtaxe
        [excise] accise
        [fee] redevance
        [sales_tax] taxe de vente
        [income_tax] impôt sur le revenu
        [vat] TVA
       *[duty] droits de douane
    }) : { $quantity } sur { $of } repartis après { $days } jours.
ground-not_given_back = Des marchandises de l'article { $line } sont reparties, mais sans remise ({ $kind ->
        [additional_duty] droits additionnels
        [surcharge] surtaxe
        [excise] accise
        [fee] redevance
        [sales_tax] taxe de vente
        [income_tax] impôt sur le revenu
        [vat] TVA
       *[duty] droits de douane
    }) : { $why ->
        [too_late] elles sont parties après { $days } jours, le délai étant de { $within }
        [asked_too_late] la demande est venue après { $days } jours, le délai étant de { $within }
       *[no_rule] aucun texte ne la prévoit
    }.
ground-refund_paid = Versement de { $amount } ; reste à rembourser : { $left }.
ground-corrected = La douane a rectifié ce qui était déclaré{ $wilful ->
        [true] , faux à dessein
       *[false] {""}
    }. { $explanation }
ground-assessed_more = { $after } sont perçus au lieu de { $before } ; la différence est à payer au plus tard le { $due }.
ground-assessed_less = { $after } sont perçus au lieu de { $before } ; ce qui a été payé en trop est à rembourser.
ground-interest_charged = Intérêts de { $amount } : { $rate } par an sur { $base } pendant { $days } jours.
ground-remitted = Remise de { $amount }. { $explanation }
ground-written_off = { $amount } sont admis en non-valeur. { $explanation }
ground-proposed = Une seconde signature est attendue : { $act ->
        [write_off] admission en non-valeur
       *[remission] remise
    } de { $amount }. { $reason }
ground-not_signed = N'a pas été signé : { $act ->
        [write_off] admission en non-valeur
       *[remission] remise
    } de { $amount }. { $reason }
ground-claimed = Le déclarant demande le réexamen des droits et taxes. { $explanation }
ground-claim_refused = Les droits et taxes sont maintenus. { $explanation }
ground-joined = L'envoi { $consignment } est le même que celui-ci et lui a été joint. { $reason }
ground-joined_into = Cet envoi est le même que { $consignment }, qui en tient lieu désormais. { $reason }
ground-selected_for_control = L'envoi a été choisi pour un contrôle.
public-reason-routine_control = Contrôle de routine.

# Mots isolés.
outcome-release = mainlevée
outcome-hold = mise en attente
outcome-examine = vérification des marchandises
outcome-refuse_entry = refus d'entrée
outcome-correct = à corriger
outcome-assessment_complete = évaluation terminée
outcome-request_information = demande de renseignements
outcome-request_screening = demande d'inspection-filtrage
outcome-do_not_load = ne pas charger
phase-received = reçu
phase-accepted = accepté
phase-held = en attente
phase-released = mainlevée accordée
phase-cleared = dédouané
phase-refused = refusé
phase-invalidated = invalidé
phase-returned = renvoyé
kind-duty = droits de douane
kind-vat = TVA
kind-additional_duty = droits additionnels
kind-surcharge = surtaxe
kind-excise = accise
kind-fee = redevance
kind-sales_tax = taxe de vente
kind-income_tax = impôt sur le revenu
kind-interest = intérêts
status-due = à payer
status-relieved = en franchise
status-collected_elsewhere = perçu par le vendeur
status-paid = payé
status-void = non dû
status-deferred = sur un relevé
status-repayable = à rembourser
status-given_back = remis
status-given_back_elsewhere = à rendre par le vendeur
status-remitted = remis
status-written_off = admis en non-valeur
category-1 = 1, documents
category-2 = 2, faible valeur, rien à payer
category-3 = 3, faible valeur, droits ou taxes à payer
category-4 = 4, valeur élevée ou marchandises contrôlées
owner-filer = déposant
owner-carrier = transporteur
owner-consignee = destinataire
owner-customs = douane
owner-supervisor = supérieur hiérarchique
owner-authority = autre autorité
owner-nobody = personne
explain-customs_value = Valeur en douane
explain-payable = À payer
explain-law = Législation
explain-why = Pourquoi
explain-next = Suite
explain-sum = Calcul
explain-faults = Ce qu'il faut corriger
explain-warnings = Ce qui pourrait être amélioré
explain-by = au plus tard le
