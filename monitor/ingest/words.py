"""The words of labs and registries whose meaning is evident, in English and German.

Everything else is asked once per text. Codes of the German oncology basic data set (oBDS) that
name more than one of our classes (IM, ZS, CZ …) are not evident and stand nowhere here.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from monitor.domain.plan import Value
from monitor.domain.vocabularies import (
    AssayStatus,
    DatePrecision,
    DeathCause,
    EndReason,
    EventType,
    Intent,
    Material,
    MetastasisSite,
    Method,
    ReceptorStatus,
    ResultText,
    Site,
    TherapyType,
)

Words = dict[str, Value]
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", ".": None, "−": "-"})
_BETWEEN = re.compile(r"[\s_-]+")


def fold_word(text: str) -> str:
    """Returns a word as words are compared: lower case, umlauts spelt out, without points, and with
    _ for blanks and hyphens within.
    """
    folded = text.strip().lower().translate(_UMLAUTS)
    return _BETWEEN.sub("_", folded).strip("_") or folded


def folded_words(words: str) -> frozenset[str]:
    """Returns words, divided by |, as words are compared."""
    return frozenset(map(fold_word, words.split("|")))


def _folded(meanings: Mapping[Value, str]) -> Words:
    pairs = ((value, word) for value, words in meanings.items() for word in words.split("|"))
    return {fold_word(w): v.value if isinstance(v, StrEnum) else v for v, w in pairs}


# What a lab writes where it has nothing to say. "n.d." is none of them: not done, or not detected?
BLANKS = folded_words(
    "-|–|—|--|---|.|..|?|/|n/a|na|n.a.|#n/a|#nv|nan|null|none|k.A.|k. A.|keine Angabe"
    "|keine Angaben|unknown|unbekannt|unbek.|missing|fehlt|fehlend|not available|not applicable"
    "|not known|not reported|nicht bekannt|nicht angegeben|entfällt|nicht verfügbar"
    "|nicht zutreffend"
)

YES_NO: Words = _folded(
    {
        True: "yes|y|ja|j|true|wahr|1|x",
        False: "no|n|nein|false|falsch|0",
    }  # as a column of yes or no
)
RECEPTORS: Words = _folded(
    {
        ReceptorStatus.POSITIVE: "pos|pos.|positiv|p|+|++|+++",
        ReceptorStatus.NEGATIVE: "neg|neg.|negativ|n",
        ReceptorStatus.UNKNOWN: "unbekannt|unbek.|u|unk|n/a|na|k.A.|nicht bestimmt|not done|?",
    }
)
HER2: Words = RECEPTORS | _folded(
    {
        ReceptorStatus.POSITIVE: "3+|ihc 3+|3 +|amplifiziert|amplified",
        ReceptorStatus.NEGATIVE: "0|1+|1 +|ihc 0|ihc 1+|nicht amplifiziert|not amplified",
    }
)
GRADES: Words = _folded(
    {1: "G1|G 1|grade 1|Grad 1|I", 2: "G2|G 2|grade 2|Grad 2|II", 3: "G3|G 3|grade 3|Grad 3|III"}
)
MATERIALS: Words = _folded(
    {
        Material.BONE_MARROW: "KM|BM|Knochenmark|marrow|bone marrow aspirate|Knochenmarkaspirat"
        "|Knochenmarkpunktat|KM-Aspirat|KM-Punktat|KMP|BMA",
        Material.BLOOD: "PB|Blut|peripheral blood|peripheres Blut|Vollblut|whole blood|EDTA-Blut"
        "|venöses Blut|venous blood",
    }
)
METHODS: Words = _folded(
    {
        Method.ICC: "immunocytochemistry|immunzytochemie|immuncytochemie|immunozytochemie|IZC"
        "|APAAP|immunozytologie|immunzytologie|immunocytology",
        Method.IF: "immunofluorescence|immunfluoreszenz|immunofluoreszenz|IFC",
        Method.FLOW: "flow cytometry|flowcytometry|durchflusszytometrie|durchflußzytometrie|FACS"
        "|FCM|flow-FC|zytometrie|cytometry|MFC",
        Method.PCR: "RT-PCR|qPCR|RT-qPCR|qRT-PCR|real-time PCR|realtime PCR|Echtzeit-PCR",
        Method.OTHER: "andere|sonstige|anderes|other method",
    }
)
SITES: Words = _folded(
    {
        Site.LEFT: "L|li|li.|links|left side|left crest|left iliac crest|BK li|BK li.|BK links"
        "|Beckenkamm links|linker Beckenkamm|Beckenkamm li|Beckenkamm li.|crest left"
        "|iliac crest left|Crista li|Crista iliaca links|sin|sin.|sinistra",
        Site.RIGHT: "R|re|re.|rechts|right side|right crest|right iliac crest|BK re|BK re."
        "|BK rechts|Beckenkamm rechts|rechter Beckenkamm|Beckenkamm re|Beckenkamm re."
        "|crest right|iliac crest right|Crista re|Crista iliaca rechts|dex|dex.|dextra",
        Site.BOTH: "B|bds|bds.|beidseits|beide|bilateral|both sides|both crests|left and right"
        "|L+R|L/R|R/L|R+L|li+re|li/re|re/li|li + re|links und rechts|rechts und links|BK bds"
        "|BK bds.|BK beidseits|Beckenkamm bds|Beckenkamm bds.|Beckenkamm beidseits"
        "|both iliac crests|beide Beckenkämme",
        Site.STERNUM: "sternal|Brustbein|Sternalpunktion",
        Site.OTHER: "andere|sonstige|anderer Ort",
    }
)
RESULTS: Words = _folded(
    {
        ResultText.POSITIVE: "pos|pos.|positiv|+|nachweisbar|nachgewiesen|detected|Nachweis"
        "|detectable",
        ResultText.NEGATIVE: "neg|neg.|negativ|nicht nachweisbar|nicht nachgewiesen|not detected"
        "|kein Nachweis|undetectable|not detectable|non detected",
        ResultText.QUESTIONABLE: "fraglich|fragl|fragl.|questionable|equivocal|grenzwertig"
        "|fragl. pos.|fraglich positiv|borderline|unklar",
        ResultText.NOT_EVALUABLE: "nicht auswertbar|n. auswertbar|n.auswertbar|nicht beurteilbar"
        "|n. beurteilbar|n.beurteilbar|not evaluable|not assessable|unevaluable|non evaluable"
        "|insufficient|insufficient material|material insufficient|inadequate|unzureichend"
        "|Material unzureichend|unzureichendes Material|zu wenig Material|not interpretable"
        "|nicht verwertbar|n. verwertbar|invalid",
    }
)
ASSAY_STATUSES: Words = _folded(
    {
        AssayStatus.VALID: "gültig|final|endgültig|freigegeben|ok",
        AssayStatus.WITHDRAWN: "zurückgezogen|storniert|annulliert|ungültig|retracted|cancelled"
        "|canceled|entered in error|void",
    }
)
THERAPY_TYPES: Words = _folded(
    {
        TherapyType.SURGERY: "OP|Operation|chirurgisch|Chirurgie|surgical|Chirurgische Therapie"
        "|Mastektomie|mastectomy|Ablatio|BET|BCS|breast-conserving surgery|lumpectomy"
        "|brusterhaltende Therapie|brusterhaltende Operation",
        TherapyType.CHEMOTHERAPY: "CH|chemo|CTx|Chemotherapie|Zytostatika"
        "|zytostatische Therapie|cytotoxic|cytotoxic chemotherapy",
        TherapyType.RADIOTHERAPY: "RT|RTx|radiation|radiation therapy|radiatio|Bestrahlung"
        "|Strahlentherapie|Radiotherapie|ST|irradiation",
        TherapyType.ENDOCRINE: "HO|hormone|hormonal|Hormontherapie|hormone therapy|hormonal therapy"
        "|endokrin|endokrine Therapie|Antihormontherapie|antihormonell|antihormonelle Therapie"
        "|endocrine therapy|ET|AHT",
        TherapyType.HER2: "anti-HER2|anti HER2|HER2-Therapie|anti-HER2-Therapie|HER2-gerichtet"
        "|HER2 targeted|anti-HER2 therapy|HER2-Antikörper|HER2 therapy",
        TherapyType.CDK46: "CDK4/6|CDK 4/6|CDK4/6-Inhibitor|CDK4/6 inhibitor|CDK46-Inhibitor"
        "|CDK4/6i",
        TherapyType.PARP: "PARP-Inhibitor|PARP inhibitor|PARPi",
        TherapyType.IMMUNOTHERAPY: "IO|Immuntherapie|immune therapy|Checkpoint-Inhibitor"
        "|checkpoint inhibitor|Immuntherapie (Checkpoint)",
        TherapyType.BONE_TARGETED: "bone|bisphosphonate|Bisphosphonat|Bisphosphonate|osteoprotektiv"
        "|Osteoprotektion|bone targeted therapy|Knochentherapie|osteoonkologisch|BP",
        TherapyType.DTC_DIRECTED: "DTC directed|anti-DTC|DTC therapy|DTC-Therapie",
        TherapyType.SUPPORTIVE: "supportiv|Supportivtherapie|supportive care|supportive Therapie",
        TherapyType.OTHER: "SO|sonstige|Sonstiges|andere|anderes",
    }
)
INTENTS: Words = _folded(
    {
        Intent.NEOADJUVANT: "N|neoadj|neoadj.|präoperativ|preoperative|neo-adjuvant"
        "|primär systemisch",
        Intent.ADJUVANT: "A|adj|adj.|postoperativ|postoperative",
        Intent.SECONDARY_ADJUVANT: "sekundär adjuvant|sek. adjuvant|secondary adj.",
        Intent.PALLIATIVE: "P|palliativ|pall|pall.|metastatic|metastasiert",
    }
)
END_REASONS: Words = _folded(
    {
        EndReason.REGULAR: "E|regulär|planmäßig|regular end|completed|as planned|reguläres Ende"
        "|abgeschlossen|beendet",
        EndReason.DOSE_REDUCED: "R|dosisreduziert|regulär mit Dosisreduktion|dose reduction"
        "|Dosisreduktion",
        EndReason.TOXICITY: "A|toxisch|Toxizität|Nebenwirkungen|NW|side effects|adverse event"
        "|Abbruch wegen Nebenwirkungen|adverse events",
        EndReason.PROGRESSION: "P|Progress|Progression der Erkrankung|PD|progressive disease"
        "|disease progression",
        EndReason.PATIENT_WISH: "V|Patientenwunsch|patient's wish|patient wish|Patient lehnt ab"
        "|patient refusal|Verweigerung|Ablehnung|patient decision|withdrawal of consent",
        EndReason.DEATH: "T|Tod|verstorben|died|gestorben",
        EndReason.OTHER: "S|sonstige|sonstiges|andere|Sonstige Gründe",
    }
)
PRECISIONS: Words = _folded(
    {
        DatePrecision.DAY: "exakt|exact|Tag|tagesgenau|taggenau",
        DatePrecision.MONTH: "Monat|monatsgenau|Tag geschätzt",
        DatePrecision.YEAR: "Jahr|jahresgenau|Monat geschätzt",
    }
)
EVENT_TYPES: Words = _folded(
    {
        EventType.LOCAL_RECURRENCE: "local relapse|Lokalrezidiv|lokales Rezidiv|ipsilateral"
        " recurrence|ipsilateral breast recurrence|In-Brust-Rezidiv|Thoraxwandrezidiv|IBTR"
        "|local",
        EventType.REGIONAL_RECURRENCE: "regional relapse|regionales Rezidiv|regionäres Rezidiv"
        "|Regionalrezidiv|Lymphknotenrezidiv|LK-Rezidiv|nodal recurrence|axilläres Rezidiv"
        "|axillary recurrence|regional",
        EventType.DISTANT_METASTASIS: "distant relapse|distant recurrence|metastasis|metastases"
        "|distant metastases|Fernmetastase|Fernmetastasen|Fernmetastasierung|Metastase"
        "|Metastasen|Metastasierung|M1|distant",
        EventType.CONTRALATERAL_BREAST: "contralateral|contralateral breast cancer"
        "|contralateral breast carcinoma|kontralateral|kontralaterales Mammakarzinom"
        "|kontralaterales Mamma-Ca|kontralaterales Karzinom|kontralateraler Brustkrebs",
        EventType.SECOND_PRIMARY: "second primary cancer|second cancer|second malignancy"
        "|Zweitkarzinom|Zweitmalignom|Zweittumor|Zweitneoplasie|secondary primary",
        EventType.DCIS: "ductal carcinoma in situ|duktales Carcinoma in situ",
        EventType.DEATH: "dead|died|deceased|exitus|Tod|verstorben|gestorben|Exitus letalis|tot",
        EventType.LAST_CONTACT: "last follow-up|last seen|alive|last known alive|censored"
        "|letzter Kontakt|letzte Information|letzte Kontrolle|letztes Follow-up|lebt|lebend"
        "|am Leben|letzte Nachsorge|last contact alive|letzter Stand",
    }
)
METASTASIS_SITES: Words = _folded(
    {
        MetastasisSite.OSS: "bone|bones|Knochen|ossär|osseous|skeletal|Skelett",
        MetastasisSite.HEP: "liver|Leber|hepatic|hepatisch",
        MetastasisSite.PUL: "lung|lungs|Lunge|pulmonary|pulmonal",
        MetastasisSite.BRA: "brain|Hirn|Gehirn|ZNS|CNS|zerebral|cerebral",
        MetastasisSite.LYM: "lymph node|lymph nodes|Lymphknoten|LK|nodal",
        MetastasisSite.MAR: "bone marrow|marrow|Knochenmark|KM",
        MetastasisSite.PLE: "pleura|Pleura|pleural",
        MetastasisSite.PER: "peritoneum|peritoneal|Peritoneum",
        MetastasisSite.ADR: "adrenal|adrenal gland|Nebenniere|Nebennieren",
        MetastasisSite.SKI: "skin|Haut|kutan|cutaneous",
        MetastasisSite.OTH: "other|andere|sonstige|andere Organe",
        MetastasisSite.GEN: "generalized|generalised|generalisiert|disseminated|disseminiert"
        "|generalisierte Metastasierung",
    }
)
DEATH_CAUSES: Words = _folded(
    {
        DeathCause.BREAST_CANCER: "breast|breast cancer death|Mammakarzinom|Brustkrebs"
        "|Tumor|tumorbedingt|tumor-related|tumour-related|tumor|J|ja|yes",
        DeathCause.OTHER: "andere|andere Ursache|nicht tumorbedingt|other cause|not tumor-related"
        "|N|nein|no|non-cancer",
        DeathCause.UNKNOWN: "unbekannt|unbek.|U|k.A.|n/a|?",
    }
)
# Instead of an end date: it has none yet.
STILL_ONGOING = folded_words(
    "laufend|ongoing|andauernd|läuft|läuft noch|bis heute|noch laufend|continuing|fortlaufend"
    "|dauerhaft|until now|to date|present"
)

# Drug or regimen → class, for files that name the drug alone.
DRUGS: Words = _folded(
    {
        TherapyType.CHEMOTHERAPY: "CMF|FEC|FAC|EC|AC|EC-T|AC-T|TC|TAC|FEC-Doc|EC-P|EC-Pac|ECT|TCbH"
        "|Epi|Epirubicin|Doxorubicin|Adriamycin|Docetaxel|Doc|Taxotere|Paclitaxel|Pac|Taxol"
        "|nab-Paclitaxel|Abraxane|Cyclophosphamid|Cyclophosphamide|Capecitabin|Capecitabine|Xeloda"
        "|Carboplatin|Cisplatin|Gemcitabin|Gemcitabine|Vinorelbin|Vinorelbine|Eribulin|Methotrexat"
        "|Methotrexate|5-FU|Fluorouracil|FEC 100|PLD|Caelyx",
        TherapyType.ENDOCRINE: "Tamoxifen|TAM|Letrozol|Letrozole|Femara|Anastrozol|Anastrozole"
        "|Arimidex|Exemestan|Exemestane|Aromasin|Fulvestrant|Faslodex|Goserelin|Zoladex|Leuprorelin"
        "|Leuprolide|GnRH|OFS|AI|Aromatasehemmer|Aromatase inhibitor|Triptorelin|Elacestrant",
        TherapyType.HER2: "Trastuzumab|Herceptin|Pertuzumab|Perjeta|T-DM1|TDM1|Kadcyla|T-DXd"
        "|Enhertu|Lapatinib|Tyverb|Neratinib|Tucatinib|Trastuzumab emtansin|Trastuzumab emtansine"
        "|Trastuzumab deruxtecan|Phesgo",
        TherapyType.CDK46: "Palbociclib|Ibrance|Ribociclib|Kisqali|Abemaciclib|Verzenios",
        TherapyType.PARP: "Olaparib|Lynparza|Talazoparib|Talzenna|Niraparib",
        TherapyType.IMMUNOTHERAPY: "Pembrolizumab|Keytruda|Atezolizumab|Tecentriq|Durvalumab"
        "|Nivolumab",
        TherapyType.BONE_TARGETED: "Zoledronat|Zoledronate|Zoledronsäure|Zoledronic acid|Zometa"
        "|Clodronat|Clodronate|Ibandronat|Ibandronate|Denosumab|Prolia|Xgeva|Pamidronat|Pamidronate"
        "|Bondronat|Bonefos",
        TherapyType.SUPPORTIVE: "G-CSF|Filgrastim|Pegfilgrastim|Lipegfilgrastim|Neulasta"
        "|Erythropoetin|Erythropoietin|EPO|Transfusion",
        TherapyType.SURGERY: "Mastektomie|Mastectomy|BET|BCS|Lumpektomie|Lumpectomy|SLNB|SNB|ALND"
        "|Axilladissektion|Ablatio|Sentinel",
        TherapyType.RADIOTHERAPY: "Bestrahlung|Radiatio|RT|Radiotherapie|Boost",
    }
)
