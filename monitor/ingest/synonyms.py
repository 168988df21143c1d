"""What labs and registries call our columns, in English and German.

Two grades. A *certain* name means one column and nothing else. A *likely* name is a general word
("Datum", "Zellen", "ID"): a person says which column it is. Names are compared whole, as folded
by `fold_name`, never by likeness: DTC and CTC, ER and PR differ by one letter.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import COLUMNS

Names = Mapping[str, str]  # our column → names of it, divided by |

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "%": "pct", "#": "nr"})


def fold_name(cell: str) -> str:
    """Returns a header cell as names are compared: letters and digits only, in lower case.

    Umlauts are spelt out, % is pct, # is nr, and a + after a letter says positive, because
    "CK+" and "CK-" are two things.
    """
    text = unicodedata.normalize("NFKC", cell).lower().translate(_UMLAUTS)
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in parts if not unicodedata.combining(letter))
    text = re.sub(r"(?<=[a-z])\+", "pos", text)
    return "".join(filter(str.isalnum, text))


def folded_names(names: str) -> frozenset[str]:
    """Returns names, divided by |, as names are compared."""
    return frozenset(map(fold_name, names.split("|")))


@cache
def certain_names(kind: FileKind) -> dict[str, str]:
    """Returns by folded name the column of this kind of file that it certainly means."""
    ours = {fold_name(column.name): column.name for column in COLUMNS[kind]}
    named = {**_folded(_COMMON), **_folded(_CERTAIN[kind]), **ours}
    return {name: column for name, column in named.items() if column in ours.values()}


@cache
def likely_names(kind: FileKind) -> dict[str, tuple[str, ...]]:
    """Returns by folded name the columns of this kind of file that it may mean."""
    found: dict[str, tuple[str, ...]] = {}
    for column, names in _LIKELY[kind].items():
        for name in names.split("|"):
            found[fold_name(name)] = (*found.get(fold_name(name), ()), column)
    return found


@cache
def known_names() -> frozenset[str]:
    """Returns every folded name that any of our columns goes by."""
    names = {name for kind in FileKind for name in (*certain_names(kind), *likely_names(kind))}
    return frozenset(names | IGNORED)


def _folded(names: Names) -> dict[str, str]:
    return {fold_name(name): column for column, all_ in names.items() for name in all_.split("|")}


_COMMON: Names = {
    "patient_id": "patient|patient no|patient number|patientid|pat id|pat no|pat|pid|pseudonym"
    "|pseudonyme|pseudo id|patient pseudonym|patient code|subject|subject id|subject no"
    "|subject number|subject code|participant|participant id|usubjid"
    "|Pat-Nr|Pat.-Nr.|Patienten-Nr|Patienten-Nr.|Patientennummer|Patienten-ID|Patientenpseudonym"
    "|Patientencode|Patienten-Code|Pat.-Code|Probanden-Nr|Probanden-ID|Proband",
    "center": "centre|site center|study center|study centre|center id|centre id|hospital|clinic"
    "|Zentrum|Studienzentrum|Prüfzentrum|Klinik|Zentrums-Nr|Zentrumsnummer",
    "comment": "comments|remark|remarks|note|notes|free text"
    "|Bemerkung|Bemerkungen|Kommentar|Kommentare|Anmerkung|Anmerkungen|Freitext|Notiz|Notizen",
}

_CERTAIN: Mapping[FileKind, Names] = {
    FileKind.ASSAYS: {
        "sample_id": "sample no|sample number|sample nr|sampleid|specimen id|specimen no"
        "|specimen number|lab no|lab number|lab id|laboratory number|accession no"
        "|accession number|accession"
        "|Proben-Nr|Proben-Nr.|Probennummer|Proben-ID|Probe-Nr|Probe-ID|Eingangs-Nr"
        "|Eingangs-Nr.|Eingangsnummer|E-Nr|E-Nr.|E.-Nr.|Labor-Nr|Labor-Nr.|Labornummer|Labor-ID"
        "|Präparate-Nr|Präparatenummer|Journal-Nr|Journalnummer|Entnahme-Nr|Entnahmenummer",
        "collected_on": "collection date|collected|collected at|date collected"
        "|date of collection|sample date|sampling date|date of sample|date of sampling"
        "|aspiration date|date of aspiration|aspirated on|aspirate date|date of aspirate"
        "|biopsy date|puncture date|bm date|bone marrow date|specimen date|draw date"
        "|Entnahmedatum|Entnahmetag|Entnahme am|entnommen am|Datum der Entnahme|Entnahme-Datum"
        "|Probenentnahmedatum|Datum der Probenentnahme|Punktionsdatum|Punktionstag|punktiert am"
        "|Datum der Punktion|Abnahmedatum|Abnahmetag|Abnahme am|Datum der Abnahme|Aspirationsdatum"
        "|KMP-Datum|KM-Datum|Datum KMP",
        "cells_screened": "screened cells|cells screened total|mnc screened|screened mnc"
        "|mnc analyzed|mnc analysed|mnc counted|mnc evaluated|cells analyzed|cells analysed"
        "|cells counted|cells evaluated|cells examined|analyzed cells|analysed cells"
        "|counted cells|nucleated cells|nucleated cells screened|nucleated cell count"
        "|mononuclear cells|mononuclear cells screened|total cells screened"
        "|MNZ ausgewertet|ausgewertete MNZ|MNC ausgewertet|ausgewertete MNC|MNZ gez.|MNZ gezählt"
        "|gezählte MNZ|MNC gezählt|gezählte MNC|MNZ gescreent|gescreente MNZ|MNC gescreent"
        "|gescreente MNC|MNZ untersucht|untersuchte MNZ|MNZ analysiert|analysierte MNZ"
        "|ausgewertete Zellen|Zellen ausgewertet|gezählte Zellen|Zellen gezählt|Zellen gez."
        "|gescreente Zellen|Zellen gescreent|untersuchte Zellen|Zellen untersucht"
        "|analysierte Zellen|Zellen analysiert|ausgewertete Kerne|mononukleäre Zellen",
        "tumor_cells": "tumour cells|tumor cell|tumour cell|tumor cell count|tumour cell count"
        "|tumor cells found|tumour cells found|number of tumor cells|number of tumour cells"
        "|no of tumor cells|no of tumour cells|n tumor cells|n tumour cells|n tc"
        "|dtc|dtcs|dtc count|number of dtc|number of dtcs|n dtc|itc|itcs|itc count|n itc|omc"
        "|ctc|ctcs|ctc count|number of ctc|number of ctcs|n ctc|circulating tumor cells"
        "|circulating tumour cells|disseminated tumor cells|disseminated tumour cells"
        "|isolated tumor cells|isolated tumour cells"
        "|ck+ cells|ck positive cells|ck pos cells|ck pos total|ck+ total|ck+|ck pos"
        "|ck positive|cytokeratin positive cells|cytokeratin+ cells"
        "|Tumorzellen|Tumorzelle|Tumorzellzahl|Anzahl Tumorzellen|Zahl der Tumorzellen"
        "|Anzahl der Tumorzellen|TZ|davon TZ|davon Tumorzellen|Anzahl TZ|TZ-Zahl|TZ Anzahl|DTZ"
        "|Anzahl DTZ|DTZ-Zahl|Anzahl DTC|DTC-Zahl|ITZ|Anzahl ITZ|ITZ/DTZ|DTZ/ITZ|Anzahl CTC"
        "|CTC-Zahl|CTZ|zirkulierende Tumorzellen|disseminierte Tumorzellen|isolierte Tumorzellen"
        "|CK+ Zellen|CK-pos. Zellen|CK-positive Zellen|Anzahl CK-pos.|Anzahl CK+|Anzahl CK+ Zellen"
        "|CK positiv|Zytokeratin-positive Zellen|Zytokeratin+ Zellen",
        "probable_cells": "probable|probable tumor cells|probable tumour cells|probable tc"
        "|n probable|n probable tc|questionable cells|category b"
        "|fragl. TZ|fragliche TZ|fragliche Tumorzellen|fragl. Tumorzellen|wahrscheinliche TZ"
        "|wahrscheinliche Tumorzellen|TZ fraglich|TZ fragl.|Kategorie B",
        "control_cells_screened": "ctrl cells screened|control cells|control cells counted"
        "|control mnc|ctrl mnc|control mnc screened|isotype cells screened"
        "|negative control cells screened"
        "|Kontrolle MNZ|MNZ Kontrolle|Kontrolle Zellen|Kontrollzellen|Kontrollzellen ausgewertet"
        "|Isotyp MNZ|MNZ Isotyp|Isotyp Zellen|Negativkontrolle MNZ|MNZ Negativkontrolle"
        "|Kontrolle ausgewertet|Kontrolle ausgewertete Zellen",
        "control_positive": "ctrl pos|ctrl positive|control pos|control positive cells"
        "|control positives|positive control cells|isotype|isotype control|isotype pos"
        "|isotype positive|negative control|neg control|mopc|mopc21"
        "|Isotyp|Isotypkontrolle|Isotyp pos.|Isotyp positiv|Negativkontrolle|Neg.-Kontrolle"
        "|Neg. Kontrolle|Negativkontrolle pos.|Kontrolle pos.|Kontrolle positiv"
        "|positive Zellen Kontrolle|Kontrolle positive Zellen",
        "visit": "time point|timepoint|visit name|follow up visit|follow up"
        "|Zeitpunkt|Visite|Messzeitpunkt|Untersuchungszeitpunkt|Entnahmezeitpunkt|Besuch",
        "site": "aspiration site|sampling site|puncture site|collection site|crest|iliac crest"
        "|iliac crest side|side|anatomic site|anatomical site|body site|location"
        "|Entnahmeort|Entnahmestelle|Punktionsort|Punktionsstelle|Ort|Lokalisation|Seite"
        "|Beckenkamm|Abnahmeort",
        "replicate": "replicate no|rep|repeat no|Replikat|Wiederholung|Replikat-Nr",
        "clusters": "cluster|n clusters|number of clusters|cell clusters|tumor cell clusters"
        "|tumour cell clusters|Anzahl Cluster|Zellverbände|Zellverband|Zellcluster|Clusterzahl"
        "|Tumorzellcluster",
        "material": "specimen|specimen type|sample type|sample material|matrix|compartment"
        "|Probenmaterial|Probenart|Materialart|Untersuchungsmaterial|Untersuchungsgut",
        "method": "assay|assay type|assay method|technique|detection method|test method"
        "|Methode|Nachweismethode|Nachweisverfahren|Verfahren|Testverfahren|Untersuchungsmethode"
        "|Technik",
        "antibody": "antibodies|clone|primary antibody|detection antibody|ab clone"
        "|Antikörper|Klon|Antikörperklon|Primärantikörper|Nachweisantikörper|AK",
        "lab": "laboratory|laboratory name|lab name|testing laboratory"
        "|Labor|Laboratorium|Untersuchungslabor|Laborname",
        "reader": "reader1|reader 1|read by|evaluator|observer|assessor|scored by"
        "|Befunder|Befunder 1|Untersucher|Auswerter|ausgewertet von|befundet von|Leser",
        "volume_ml": "volume|vol|sample volume|aspirate volume|aspiration volume|volume aspirated"
        "|Volumen|Aspiratvolumen|Aspiratmenge|Probenvolumen|Entnahmevolumen|Aspirationsvolumen",
        "viability_pct": "viability|viability percent|viable cells percent|viable pct"
        "|Vitalität|Vitalitätsrate|Viabilität|Vitalität Prozent",
        "reported_rate": "rate per 1e6|rate per million|rate per 10^6|per million|per 10^6|per 1e6"
        "|cells per million|cells per 10^6|tumor cells per million|tumour cells per million"
        "|tumor cells per 10^6|tumour cells per 10^6|tc per million|tc per 10^6|tc/10^6|dtc/10^6"
        "|dtc per million|dtc per 10^6|dtc/million|dtc rate|dtc frequency|ctc/10^6|ck+/10^6"
        "|ck+ per 10^6|ck+ cells per million|ck+ cells per 10^6|tumor cell rate|tumour cell rate"
        "|tumor cell frequency|tumour cell frequency|tumor pct|tumour pct|tumor percent"
        "|tumour percent|tumor cell pct|tumour cell pct|tumor cells pct|tumour cells pct"
        "|tumor cell percent|tumour cell percent|tumor cell percentage|tumour cell percentage"
        "|percent tumor cells|percent tumour cells|pct tumor cells|pct tumour cells|dtc pct|tc pct"
        "|mrd pct|per 2x10^6|dtc per 2x10^6|tc per 2x10^6|ck+ cells per 2x10^6|ck+/2x10^6"
        "|dtc/2x10^6|tc/2x10^6"
        "|Zellen pro Mio|Zellen/Mio|TZ pro Mio|TZ/Mio|TZ/10^6|TZ pro 10^6|TZ je Mio"
        "|DTZ pro Mio|DTZ/Mio|DTZ/10^6|CK+ pro Mio|CK+/Mio|CK+ Zellen pro Mio|CK+ Zellen/10^6"
        "|Tumorzellen pro Mio|Tumorzellen/Mio|Tumorzellen/10^6|Tumorzellen pro 10^6"
        "|Zellen pro 10^6|Zellen/10^6|Zellen pro Million|TZ pro Million|Tumorzellen pro Million"
        "|Tumorzellen je Mio|pro Mio|TZ/2x10^6|DTZ/2x10^6|TZ pro 2 Mio|Zellen pro 2 Mio"
        "|Tumorzellen pro 2 Mio|Tumorzellanteil|Tumorzellrate|Anteil Tumorzellen|Anteil TZ"
        "|Tumorzellen Prozent|Tumorzellen %|TZ %|% Tumorzellen|% TZ|Tumorzellfrequenz|DTZ %",
        "result_text": "result|result text|qualitative result|overall result|interpretation"
        "|Befund|Befundtext|Befundergebnis|Gesamtbefund|Beurteilung|qualitatives Ergebnis",
        "marker": "marker name|phenotype marker|Marker|Markername|Phänotypmarker",
        "marker_positive": "marker pos|marker positive cells|Marker positiv|Marker pos."
        "|markerpositive Zellen",
        "marker_evaluated": "marker cells|marker total|marker cells evaluated|Marker ausgewertet"
        "|Marker gesamt",
        "status": "result status|report status|assay status|Befundstatus|Ergebnisstatus",
    },
    FileKind.THERAPY: {
        "therapy_type": "type of therapy|therapy|therapy class|treatment|treatment type"
        "|type of treatment|treatment class|modality|treatment modality"
        "|Therapieart|Therapie|Therapietyp|Art der Therapie|Behandlung|Behandlungsart|Modalität"
        "|Therapieform",
        "agent": "agents|drug|drugs|drug name|substance|substances|regimen|regime|medication"
        "|treatment regimen|protocol|active substance|compound"
        "|Substanz|Substanzen|Schema|Substanz/Schema|Medikament|Medikamente|Wirkstoff|Präparat"
        "|Protokoll|Therapieschema|Therapieprotokoll|Regime|SYST_Substanz|Substanz oder Schema",
        "started_on": "start|started|start date|date started|date of start|begin|begin date"
        "|beginning|first dose|first dose date|date of first dose|therapy start|treatment start"
        "|therapy start date|treatment start date|from"
        "|Beginn|Therapiebeginn|Behandlungsbeginn|Beginn der Therapie|Startdatum|Beginndatum"
        "|Anfang|Anfangsdatum|begonnen am|seit|von|Datum Beginn|SYST_Beginn_Datum|Erstgabe",
        "ended_on": "end|ended|end date|date ended|date of end|stop|stop date|last dose"
        "|last dose date|date of last dose|therapy end|treatment end|therapy end date"
        "|treatment end date|until|to"
        "|Ende|Therapieende|Behandlungsende|Ende der Therapie|Enddatum|Endedatum|beendet am|bis"
        "|Datum Ende|SYST_Ende_Datum|Letztgabe",
        "ongoing": "continuing|still ongoing|is ongoing|laufend|andauernd|noch laufend|läuft"
        "|läuft noch|fortlaufend|fortgesetzt",
        "date_precision": "precision|date accuracy|Datumsgenauigkeit|Genauigkeit|Datum_Genauigkeit",
        "cycles": "cycle|number of cycles|no of cycles|n cycles|cycles given"
        "|Zyklen|Zyklenzahl|Anzahl Zyklen|Zahl der Zyklen|Zyklusanzahl|Kurse",
        "dose": "dosage|dose given|total dose|Dosis|Dosierung|Gesamtdosis|Einzeldosis",
        "dose_unit": "unit of dose|dosage unit|Dosiseinheit|Einheit der Dosis|Dosis Einheit",
        "intent": "intention|treatment intent|therapy intent|setting|treatment setting"
        "|Intention|Therapieintention|Therapieziel|Stellung zur OP|Stellung_OP|Therapiesituation",
        "end_reason": "reason for end|stop reason|reason stopped|reason for stopping"
        "|reason for discontinuation|discontinuation reason|Endegrund|Ende_Grund|Ende-Grund"
        "|Abbruchgrund|Beendigungsgrund|Grund der Beendigung|Grund für Ende|Grund des Endes"
        "|SYST_Ende_Grund",
        "event_id": "event no|event number|therapy id|treatment id|record key"
        "|Ereignis-Nr|Ereignisnummer|Ereignis-ID|Therapie-ID|Therapie-Nr|SYST_ID",
    },
    FileKind.PATIENTS: {
        "study": "study name|study id|trial|registry|protocol|Studie|Studienname|Register",
        "arm": "treatment arm|study arm|trial arm|randomization arm|Studienarm|Therapiearm"
        "|Behandlungsarm|Randomisierungsarm",
        "diagnosed_on": "diagnosis date|date of diagnosis|diagnosis|diagnosed|date diagnosed"
        "|Diagnosedatum|Datum der Diagnose|Erstdiagnose|Erstdiagnosedatum|Datum Erstdiagnose"
        "|Datum der Erstdiagnose|diagnostiziert am|Tumor_Diagnosedatum",
        "birth_year": "year of birth|birthyear|yob|born in"
        "|Geburtsjahr|Geb.-Jahr|Geb. Jahr|Jahrgang|Jahr der Geburt",
        "menopausal_status": "menopause|menopause status|menopausal"
        "|Menopausenstatus|Menopausestatus|Menopause",
        "histology": "histological type|histologic type|histology type|morphology"
        "|Histologie|Histologischer Typ|Tumortyp|Morphologie",
        "pt": "pt stage|pathological t|pT-Kategorie|pT-Stadium|T-Stadium pathologisch",
        "pn": "pn stage|pathological n|pN-Kategorie|pN-Stadium|N-Stadium pathologisch",
        "nodes_positive": "positive nodes|nodes pos|number of positive nodes|positive lymph nodes"
        "|lymph nodes positive|n positive nodes|ln positive"
        "|LK positiv|positive LK|LK pos.|befallene LK|LK befallen|positive Lymphknoten"
        "|befallene Lymphknoten|Anzahl befallene LK|Anzahl positiver LK|LK_befallen",
        "grade": "grading|tumor grade|tumour grade|histological grade|histologic grade|nhg|G"
        "|Grad|Malignitätsgrad|Differenzierungsgrad",
        "er": "er status|estrogen receptor|oestrogen receptor|estrogen receptor status|erstatus"
        "|oestrogen receptor status|ER-Status|Östrogenrezeptor|Östrogenrezeptorstatus"
        "|Östrogenrezeptor-Status|HormonrezeptorStatus_Oestrogen",
        "pr": "pr status|pgr|pgr status|progesterone receptor|progesterone receptor status"
        "|PR-Status|PgR-Status|Progesteronrezeptor|Progesteronrezeptorstatus"
        "|Progesteronrezeptor-Status|HormonrezeptorStatus_Progesteron",
        "her2": "her2 status|her-2|her2/neu|her2neu|her-2/neu|erbb2|her2neu status|HER2-Status"
        "|Her2neuStatus",
    },
    FileKind.OUTCOMES: {
        "event_type": "event|type of event|outcome|outcome event|outcome type|type of outcome"
        "|Ereignis|Ereignisart|Ereignistyp|Art des Ereignisses|Endpunkt|Verlaufsereignis",
        "occurred_on": "event date|date of event|occurred|outcome date|date of outcome"
        "|Ereignisdatum|Datum des Ereignisses|Datum Ereignis|aufgetreten am|eingetreten am",
        "invasive": "is invasive|invasiveness|invasiv|Invasivität",
        "site": "metastasis site|site of metastasis|metastatic site|location|organ"
        "|Lokalisation|Metastasenlokalisation|Metastasierungsort|Fernmetastase Lokalisation"
        "|FM_Lokalisation|Lokalisation der Metastase|Organ",
        "cause": "cause of death|death cause|Todesursache|tumorbedingt|Tod tumorbedingt"
        "|Tod_tumorbedingt|tumorbedingter Tod",
    },
}

_LIKELY: Mapping[FileKind, Names] = {
    FileKind.ASSAYS: {
        "patient_id": "ID|Nr|No|Nummer|number|code|case|case id|case no|Fall|Fall-Nr|Fall-ID"
        "|Fallnummer|Studien-Nr|Studien-ID|study id|study no|record",
        "sample_id": "ID|Nr|No|Nummer|number|code|sample|specimen nr|barcode|Probe|Präparat"
        "|tube|tube id",
        "collected_on": "date|Datum|day|Tag|visit date|test date|Untersuchungsdatum|exam date"
        "|Probendatum|Visitendatum",
        "cells_screened": "tc|tc count"
        "|cells|Zellen|Zellzahl|cell count|total cells|total|n cells|N|mnc|mnz"
        "|nucleated|Kernhaltige Zellen|kernhaltige|denominator|Gesamtzellen|Zellen gesamt"
        "|Gesamtzellzahl|events|Nenner|Anzahl Zellen|Leukozyten",
        "tumor_cells": "tc|tc count|count|Anzahl|k|n"
        "|positive|positive cells|pos|pos. Zellen|positive Zellen"
        "|Zellen|cells|Treffer|hits|numerator|target cells|Zähler|Ergebnis|value|Wert|result value"
        "|blasts|Blasten",
        "reported_rate": "Anteil|percent|percentage|Prozent|pct|%|rate|frequency|Frequenz|ratio"
        "|Häufigkeit|fraction|Konzentration|concentration|MRD|Ergebnis|value|Wert|level",
        "result_text": "Ergebnis|finding|findings|positivity|pos/neg|outcome|DTC-Status|DTC status"
        "|DTZ-Status",
        "status": "valid|gültig",
        "control_positive": "control|Kontrolle|ctrl",
        "lab": "Institut|institute|Einrichtung|institution",
        "visit": "BM|KM|cycle|Zyklus|Verlauf",
        "volume_ml": "Menge|amount|ml",
        "site": "sample site|Stelle",
        "reader": "Arzt|initials|Kürzel|operator|technician|MTA",
        "marker": "antigen|Phänotyp|phenotype",
        "center": "site id|Einrichtung|institution",
    },
    FileKind.THERAPY: {
        "patient_id": "ID|Nr|No|Nummer|number|code|case|case id|case no|Fall|Fall-Nr|Fall-ID"
        "|Fallnummer|Studien-Nr|Studien-ID|study id|study no|record",
        "event_id": "ID|Nr|No|Nummer|number|record",
        "therapy_type": "type|Art|Typ|class|Klasse|category|Kategorie",
        "agent": "name|Bezeichnung|description|Beschreibung|details|product|Produkt",
        "started_on": "date|Datum|day|Tag|therapy date|Therapiedatum|OP-Datum|surgery date",
        "ended_on": "last|Abschluss",
        "ongoing": "status|active|aktiv",
        "dose_unit": "unit|Einheit",
        "end_reason": "reason|Grund",
        "cycles": "count|Anzahl",
    },
    FileKind.PATIENTS: {
        "patient_id": "ID|Nr|No|Nummer|number|code|case|case id|case no|Fall|Fall-Nr|Fall-ID"
        "|Fallnummer|Studien-Nr|study no|record",
        "diagnosed_on": "date|Datum|ED",
        "arm": "group|Gruppe|treatment|Therapie",
        "nodes_positive": "nodes|LK|Lymphknoten",
        "pt": "T|T stage|T-Stadium",
        "pn": "N|N stage|N-Stadium|nodal status|Nodalstatus",
        "center": "site|Einrichtung|institution",
    },
    FileKind.OUTCOMES: {
        "patient_id": "ID|Nr|No|Nummer|number|code|case|case id|case no|Fall|Fall-Nr|Fall-ID"
        "|Fallnummer|Studien-Nr|Studien-ID|study id|study no|record",
        "event_type": "type|Art|Typ|status|Verlauf|Vitalstatus|vital status",
        "occurred_on": "date|Datum|day|Tag",
        "cause": "reason|Grund|Ursache",
    },
}

# Known, and none of ours: never taken for the day of aspiration, nor for a birth date.
IGNORED = folded_names(
    "received|received on|received date|date received|receipt date|receipt|report date"
    "|reported on|date of report|reported|printed|printed on|print date|result date"
    "|entry date|created|created at|modified|updated at|registration date|login date"
    "|processing date|Eingangsdatum|Eingang|Eingang am|eingegangen am|Probeneingang"
    "|Datum Eingang|Befunddatum|Datum Befund|Befund vom|Ausgangsdatum|Ausgang|Berichtsdatum"
    "|Druckdatum|gedruckt am|Erfassungsdatum|erfasst am|Auftragsdatum|Bearbeitungsdatum"
    "|Freigabedatum|validiert am|MNZ gesamt|MNC gesamt|MNC-Ausbeute|MNZ-Ausbeute|mnc total"
    "|mnc yield|n slides|slides|n slides ck|n slides ctrl|Anzahl Präparate|Zytospins"
    "|Anzahl Zytospins|n hc|HZ|n uic|n. beurteilbar|cells in clusters|lot|batch|Charge"
    "|scanner|method version|Befunder 2|reader2|reader 2|adjudicated|Konsens|amended"
    "|supersedes|korrigierter Befund"
)
