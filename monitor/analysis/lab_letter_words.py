"""The words of a letter to the lab, in English and German."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of the letter in one language."""

    language: str
    title: str
    opening: str
    columns: tuple[str, str, str, str, str]
    more: str
    closing: str


ENGLISH = Words(
    "en",
    "Rows of {file} that could not be taken",
    "Of your export {file}, imported on {day} (import {number}), {left_out} rows could not be "
    "taken. Every other row was stored. Please correct the rows below or tell us what they mean.",
    ("Line", "The row as it stands", "Column", "In the cell", "Reason"),
    "These are the first {rows} rows; the file of rejected rows has every one.",
    "Lines are counted from 1, the header included. Please send the corrected rows with the same "
    "header; rows that are stored already may come again, they change nothing.",
)
GERMAN = Words(
    "de",
    "Nicht übernommene Zeilen aus {file}",
    "Aus Ihrem Export {file}, eingelesen am {day} (Import {number}), konnten {left_out} Zeilen "
    "nicht übernommen werden. Alle anderen Zeilen sind gespeichert. Bitte berichtigen Sie die "
    "folgenden Zeilen, oder teilen Sie uns mit, was sie bedeuten.",
    ("Zeile", "Die Zeile, wie sie dasteht", "Spalte", "In der Zelle", "Grund"),
    "Dies sind die ersten {rows} Zeilen; die Datei der abgewiesenen Zeilen enthält alle.",
    "Gezählt wird ab 1, die Kopfzeile mit. Bitte senden Sie die berichtigten Zeilen mit derselben "
    "Kopfzeile; schon gespeicherte Zeilen dürfen wieder dabei sein, sie ändern nichts.",
)
# Parts of a header's words that only German has.
GERMAN_HEADERS = (
    "datum", "zellen", "befund", "entnahme", "ausgewertet", "bemerkung", "pat-nr", "pat.-nr",
    "patienten", "labor", "methode", "zeitpunkt", "diagnose", "verlauf", "beginn", "ereignis",
    "substanz", "proben-nr", "mnz", "gescreent",
)  # fmt: skip
REASONS: Mapping[str, str] = {
    "above_100": "Ein Prozentwert über 100 ist nicht möglich.",
    "ambiguous_center": "Der Patient ist an mehreren Zentren bekannt; die Zeile nennt keines.",
    "ambiguous_number": "Die Zahl lässt sich auf zwei Arten lesen (Tausenderpunkt oder Komma).",
    "before_birth": "Das Datum liegt vor der Geburt.",
    "after_death": "Das Datum liegt nach dem Tod.",
    "before_diagnosis": "Das Datum liegt vor der Diagnose.",
    "cause_without_death": "Eine Todesursache steht bei einem Ereignis, das kein Tod ist.",
    "cell_without_header": "Ein Wert steht in einer Spalte ohne Namen; die Zeile ist verrutscht.",
    "cells_shifted": "Ein Teil des Werts steht im Text dahinter; die Zeile ist verrutscht.",
    "control_character": "Der Text enthält ein Steuerzeichen.",
    "count_not_told": "Die Zahl der Zellen ist nicht angegeben.",
    "date_incomplete": "Das Datum ist unvollständig; gebraucht wird ein Tag.",
    "digits_not_ascii": "Die Zahl enthält Ziffern einer anderen Schrift.",
    "ends_before_start": "Das Ende liegt vor dem Beginn.",
    "excel_date_in_text_column": "Die Angabe sieht nach einem Datum aus, das Excel erzeugt hat.",
    "excel_error": "In der Zelle steht ein Fehlerwert von Excel.",
    "excel_number_in_text_column": "Excel hat die Nummer gerundet; bitte neu ausgeben.",
    "future_date": "Das Datum liegt in der Zukunft.",
    "id_charset": "Die Patientennummer enthält unzulässige Zeichen.",
    "identifier_too_long": "Die Nummer ist zu lang.",
    "implausible_depth": "Die Zahl der ausgewerteten Zellen ist unplausibel.",
    "invisible_character": "Der Wert enthält ein unsichtbares Zeichen.",
    "looks_like_formula": "In der Zelle steht eine Formel.",
    "missing": "Die Angabe fehlt.",
    "mixed_script_id": "Die Patientennummer mischt Buchstaben zweier Schriften.",
    "more_cells_than_screened": "Es sind mehr Tumorzellen als ausgewertete Zellen angegeben.",
    "name_too_long": "Der Name ist zu lang.",
    "negative": "Die Zahl ist negativ.",
    "no_such_day": "Diesen Tag gibt es im Kalender nicht.",
    "not_a_date": "Die Angabe ist kein Datum.",
    "not_a_number": "Die Angabe ist keine Zahl.",
    "not_a_whole_number": "Hier wird eine ganze Zahl erwartet.",
    "not_a_year": "Die Angabe ist keine Jahreszahl.",
    "not_an_iso_date": "Die Angabe ist kein Datum.",
    "not_utf8": "Die Zeile ist anders kodiert als der Rest der Datei.",
    "nothing_screened": "Die Zahl der ausgewerteten Zellen muss größer als 0 sein.",
    "nul_byte": "Die Zeile enthält ein Nullzeichen; sie ist beschädigt.",
    "number_too_large": "Die Zahl ist zu groß.",
    "ongoing_but_ended": "Die Therapie ist als laufend und zugleich mit einem Ende angegeben.",
    "other_date_form": "Das Datum ist anders geschrieben als in den übrigen Zeilen.",
    "other_decimal_mark": "Die Zahl hat ein anderes Dezimalzeichen als die übrigen Zeilen.",
    "other_header": "Die Zeile steht unter einer anderen Kopfzeile.",
    "other_unit": "Die Zahl hat eine andere Einheit als die übrigen Zeilen.",
    "out_of_range": "Der Wert liegt außerhalb des möglichen Bereichs.",
    "part_above_whole": "Ein Teil ist größer als das Ganze.",
    "pcr_has_no_count": "Bei PCR gibt es keine Zellzahl.",
    "percent_slipped": "Der Prozentwert passt nicht zu den Zellzahlen; ist das Komma verrutscht?",
    "ragged_row": "Die Zeile hat mehr oder weniger Felder als die Kopfzeile.",
    "rate_disagrees": "Rate und Zellzahlen widersprechen sich.",
    "result_disagrees": "Ergebnis und Zellzahl widersprechen sich.",
    "rows_contradict": "Mehrere Zeilen sagen über dasselbe Verschiedenes.",
    "same_sampling": "Patient, Tag und Entnahmeort kommen mehrfach vor.",
    "sample_of_two": "Die Probennummer gehört zu zwei Patienten.",
    "similar_id": "Die Patientennummer ähnelt einer anderen; wer ist gemeint?",
    "text_too_long": "Der Text ist zu lang.",
    "unbalanced_quote": "Ein Anführungszeichen ist nicht geschlossen; die Zeile ist beschädigt.",
    "unknown_word": "Dieses Wort ist hier nicht bekannt.",
    "year_out_of_range": "Das Jahr liegt außerhalb des möglichen Bereichs.",
}  # fmt: skip
