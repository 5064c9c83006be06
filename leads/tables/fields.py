"""The names a column may be mapped to, and the words by which people name them in five languages."""

import re
import unicodedata

NAME_FIELDS = ("first_name", "last_name", "full_name")
TEXT_FIELDS = ("message", "need", "product_interest")

FIELDS = (
    *NAME_FIELDS,
    "email",
    "phone",
    "title",
    "company",
    "website",
    "industry",
    "employees",
    "annual_revenue",
    "country",
    "region",
    "city",
    "postal_code",
    "timeline",
    "budget",
    "authority",
    "need",
    "product_interest",
    "message",
    "external_id",
    "source",
    "campaign",
    "received_at",
    "consent_email",
    "consent_phone",
    "consent_wording",
    "do_not_email",
    "do_not_call",
    "outcome",
    "outcome_at",
    "amount",
)
# Several columns that mean one of these are joined; of the others the first that says something counts.
JOINED_FIELDS = frozenset((*NAME_FIELDS, *TEXT_FIELDS))
# Two columns that contradict each other here must not be settled by their order.
SINGLE_FIELDS = frozenset(("do_not_email", "do_not_call", "consent_email", "consent_phone", "outcome"))
DATE_FIELDS = ("received_at", "outcome_at")

CUSTOM_PREFIX = "custom."
CUSTOM_NAME = re.compile(r"custom\.[a-z][a-z0-9_]{0,59}")

# English, German, French, Spanish and Portuguese, written as `normal_words` leaves them.
HEADER_WORDS: dict[str, str] = {
    "first_name": "first name|firstname|fname|given name|forename|contact first name|vorname|rufname|prenom|"
    "nombre|nombre de pila|primer nombre|nome proprio|primeiro nome",
    "last_name": "last name|lastname|lname|surname|family name|contact last name|nachname|familienname|nom|"
    "nom de famille|apellido|apellidos|sobrenome|apelido|ultimo nome",
    "full_name": "name|full name|fullname|contact name|contact|lead name|person|your name|vollstandiger name|"
    "ansprechpartner|kontakt|nom complet|nom et prenom|contacto|nombre completo|nombre y apellidos|"
    "nome|nome completo|contato",
    "email": "email|e mail|email address|e mail address|mail|work email|business email|your email|"
    "contact email|primary email|email 1|e mail adresse|email adresse|mailadresse|courriel|"
    "adresse email|adresse e mail|adresse mail|adresse electronique|correo|correo electronico|"
    "direccion de correo|endereco de email|endereco de e mail",
    "phone": "phone|phone number|telephone|telephone number|tel|mobile|mobile phone|mobile number|cell|"
    "cell phone|work phone|business phone|contact number|contact phone number|whatsapp|"
    "whatsapp number|telefon|telefonnummer|tel nr|rufnummer|handy|handynummer|mobil|mobilnummer|"
    "mobiltelefon|numero de telephone|telephone portable|portable|telefono|numero de telefono|"
    "movil|celular|telefone|numero de telefone|telemovel|telefone celular",
    "title": "title|job title|jobtitle|position|role|job role|designation|job|funktion|berufsbezeichnung|"
    "stelle|poste|fonction|intitule du poste|cargo|puesto|funcao|profissao",
    "company": "company|company name|organization|organisation|organization name|organisation name|account|"
    "account name|employer|business name|business|firma|firmenname|unternehmen|unternehmensname|"
    "gesellschaft|entreprise|societe|nom de l entreprise|raison sociale|empresa|"
    "nombre de la empresa|compania|nome da empresa|companhia",
    "website": "website|web site|url|web|homepage|company website|company url|domain|company domain|"
    "webseite|internetseite|internetadresse|site web|site internet|sitio web|pagina web|site",
    "industry": "industry|sector|vertical|branche|industrie|wirtschaftszweig|secteur|secteur d activite|"
    "industria|setor|ramo|ramo de atividade",
    "employees": "employees|number of employees|no of employees|num employees|employee count|company size|"
    "headcount|mitarbeiter|mitarbeiterzahl|anzahl mitarbeiter|unternehmensgrosse|effectif|"
    "effectifs|nombre d employes|nombre de salaries|taille de l entreprise|empleados|"
    "numero de empleados|tamano de la empresa|funcionarios|numero de funcionarios|tamanho da empresa",
    "annual_revenue": "annual revenue|revenue|turnover|annual turnover|jahresumsatz|umsatz|chiffre d affaires|"
    "chiffre d affaires annuel|ingresos|ingresos anuales|facturacion|facturacion anual|receita|"
    "receita anual|faturamento",
    "country": "country|country name|country code|land|pays|pais",
    "region": "region|state|province|state province|state region|county|bundesland|kanton|departement|"
    "provincia|estado|comunidad autonoma|regiao|distrito",
    "city": "city|town|location|ort|stadt|wohnort|ville|ciudad|localidad|poblacion|cidade",
    "postal_code": "postal code|postcode|post code|zip|zip code|zipcode|pin code|pincode|plz|postleitzahl|"
    "code postal|codigo postal|cp|cep",
    "timeline": "timeline|timeframe|time frame|purchase timeline|purchase timeframe|buying timeframe|when|"
    "zeitrahmen|zeitplan|zeithorizont|delai|echeance|calendrier|plazo|prazo|cronograma",
    "budget": "budget|your budget|estimated budget|budget estime|presupuesto|orcamento|verba",
    "authority": "authority|decision maker|decision role|role in decision|role in purchase|entscheider|decideur|"
    "decisionnaire|tomador de decisiones|decisor|tomador de decisao",
    "need": "need|needs|requirement|requirements|pain point|challenge|bedarf|anforderung|anforderungen|"
    "besoin|besoins|necesidad|necesidades|necessidade|necessidades",
    "product_interest": "product interest|product|products|interest|interested in|product of interest|service|course|"
    "produkt|produktinteresse|interesse|produit|produit d interet|interet|producto|"
    "producto de interes|interes|produto|produto de interesse",
    "message": "message|comment|comments|notes|note|remarks|description|enquiry|inquiry|question|"
    "your message|nachricht|kommentar|kommentare|bemerkung|bemerkungen|anmerkung|anmerkungen|"
    "notiz|notizen|anfrage|commentaire|commentaires|remarque|remarques|mensaje|comentario|"
    "comentarios|notas|observaciones|mensagem|observacoes|observacao",
    "external_id": "id|lead id|leadid|prospect id|contact id|record id|external id|reference|lead number|"
    "lead no|kundennummer|kontakt id|identifiant|reference externe|identificador|id externo|codigo",
    "source": "source|lead source|leadsource|origin|channel|utm source|original source|quelle|herkunft|"
    "leadquelle|canal|origine|source du lead|fuente|origen|fuente del lead|origem|fonte|"
    "origem do lead",
    "campaign": "campaign|campaign name|utm campaign|kampagne|campagne|campana|campanha",
    "received_at": "received at|received|created at|created|created date|creation date|create date|created time|"
    "created on|date created|date added|submitted at|submission date|date|timestamp|time|"
    "erstellt am|erstellt|erstellungsdatum|eingegangen am|eingangsdatum|datum|date de creation|"
    "cree le|recu le|fecha|fecha de creacion|creado|data|data de criacao|criado em|recebido em",
    "consent_email": "consent email|email consent|email opt in|opt in|optin|newsletter|newsletter consent|"
    "marketing consent|consent|gdpr consent|subscribed|einwilligung|e mail einwilligung|"
    "werbeeinwilligung|consentement|consentement email|consentimiento|consentimiento email|"
    "consentimento|consentimento email",
    "consent_phone": "consent phone|phone consent|phone opt in|call consent|sms consent|sms opt in|"
    "telefoneinwilligung|einwilligung telefon|consentement telephone|consentimiento telefono|"
    "consentimento telefone",
    "consent_wording": "consent wording|consent text|opt in text|opt in wording|einwilligungstext|"
    "texte de consentement|texto de consentimiento|texto de consentimento",
    "do_not_email": "do not email|do not mail|email opt out|opt out|optout|unsubscribed|unsubscribe|"
    "has opted out of email|donotemail|keine e mails|keine e mail|abgemeldet|ne pas envoyer d email|"
    "desabonne|desinscrit|no enviar correo|no enviar email|dado de baja|nao enviar email|"
    "nao enviar e mail|descadastrado",
    "do_not_call": "do not call|do not phone|phone opt out|call opt out|dnc|donotcall|nicht anrufen|keine anrufe|"
    "ne pas appeler|no llamar|nao ligar|nao telefonar",
    "outcome": "outcome|converted|conversion|won|is won|result|deal stage|closed won|ergebnis|gewonnen|"
    "abschluss|resultat|gagne|converti|resultado|ganado|convertido|ganho",
    "outcome_at": "outcome at|converted at|converted date|conversion date|close date|closed at|closed date|"
    "won at|date closed|abschlussdatum|gewonnen am|date de conversion|date de cloture|"
    "fecha de cierre|fecha de conversion|data de fechamento|data de conversao",
    "amount": "amount|deal amount|deal value|value|opportunity amount|order value|betrag|auftragswert|"
    "summe|montant|importe|monto|valor|valor do negocio",
}


def normal_words(text: str) -> str:
    """Reduce a header to lower-case ASCII words: 'E-Mail_Adresse*' and 'e mail adresse' become equal."""
    # camelCase names two words as clearly as a space does.
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.replace("ß", "ss"))
    bare = "".join(char for char in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


def custom_target(header: str) -> str:
    """Name the custom field for a header that means none of ours: 'T-shirt size' becomes custom.t_shirt_size."""
    slug = re.sub(r"[^a-z0-9]+", "_", normal_words(header)).strip("_")
    return CUSTOM_PREFIX + (slug if slug[:1].isalpha() else f"c_{slug}".rstrip("_"))[:60].rstrip("_")


def is_target(name: str) -> bool:
    """Tell whether a column may be mapped to this name."""
    return name in FIELDS or CUSTOM_NAME.fullmatch(name) is not None


FIELD_BY_WORDS = {words: name for name, variants in HEADER_WORDS.items() for words in variants.split("|")}
