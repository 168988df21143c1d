"""A single person named in free text is found; words of the laboratory are not taken for one."""

import pytest

from monitor.domain.answers import layout_answers
from monitor.domain.plan import Action
from monitor.ingest.lone_names import any_names_somebody, names_somebody
from monitor.ingest.report import report
from tests.imports import given_back, plan, take

PERSONS = """
Anna Muster
Fr. Huber
Hr. Dr. Weber
Pat. Müller hat abgesagt
Befund an Dr. Schmidt
Mrs Smith called
Frau Maier wünscht keine weitere Punktion
Rücksprache mit Frau Dr. Kaltenegger
Herr Oberarzt Brandner informiert
Herrn Prof. Pantel zur Kenntnis
Patientin Gruber verzogen
Patient Schulze verstorben 2021
Pat. Wimmer: Einwilligung fehlt
Pat. Koch hat abgesagt
Patientin Klein kommt erst im Mai
Fr. Dr. med. Hollerbach
Frau M. Ostermaier
Frau Zoric rief an
Frau Öztürk spricht kein Deutsch
Frau von Bülow
Frau de Vries, Kontrolle in 6 Monaten
Fr Huber nüchtern
Hr Bergmann (Ehemann) angerufen
Familie Lindner informiert
Tochter Frau Seitz informiert
Schwester Monika hat abgenommen
Schwester Hildegard
Punktion durch Dr. Janni
Punktion durch OA Dr. Rack
Abnahme: Dr. Braun
Gesehen von Prof. Dr. Fehm
Prof. Dr. med. Sotlar
Dr. Wöckel
Dr. von Minckwitz
Dr. A. Kubista
Dr Hofmann bittet um Rückruf
Befund gefaxt an Dr. Özkan
telefonisch durchgegeben an Fr. Lechner
bitte Kopie an Hausarzt Dr. Pohl
Hausarzt Dr. Reiser
Zweitbefunder Dr. Mayr
Präparat bei Dr. Engel
Frau MÜLLER nicht erschienen
Herr YILMAZ abgesagt
Sabine Köster
Gisela Kramm, Kontrolle
Maria Theresia Loibl
Heidemarie? nein: Renate Bichler
Hildegard Pfleiderer
Waltraud Z. Neidhart
Befund von Ursula Dietz liegt bei
Verwechslung mit Ingrid Sailer?
verwechselt mit Probe von Karin Oberhauser
Probe gehört Petra Unger
Etikett: Brigitte Wolf
auf Röhrchen steht Elfriede Knoll
Name auf Etikett: Marianne Stöckl
Christa Hahn hat abgesagt
Anneliese hat angerufen
Erika ist verzogen
Monika wünscht Befund per Post
Sabine kommt am 3.4.
Müller, Anna
Muster, Erika
Huber, Maria - Wiederholung
Weber, A.
Weber A. hat abgesagt
Schneider, K.
Etikett: Fischer, Ute
S. Meyer informiert
K. Zimmermann
Dr. S. Becker
E. Hoffmann abgesagt
an Huber weitergeleitet
von Müller abgenommen
durch Weber punktiert
Rückfrage bei Wagner
lt. Hofmann wiederholen
laut Schmidt verwerfen
Huber hat abgesagt
Müller ist informiert
Zimmermann wünscht Rückruf
geb. 03.04.1958
Pat. geb. 3.4.58
geboren am 17.03.1961
geb 1958-04-03
Tel. 0171 1234567
Telefon 089 / 123456
Handy: +49 171 1234567
erreichbar unter Tel. (089) 4400-1234
Ayşe Yılmaz
Fatma Demir
Emine Kaya, Dolmetscher
Ayse Hanım
Mehmet Öztürk (Ehemann)
Zeynep Arslan kommt später
Hatice Cetin
Fatima al-Sayed
Mohammed El Amrani
Maryam bint Yusuf
Khadija Benali
Zahra Hosseini
Ahmed Mansour (Sohn)
Katarzyna Kowalska-Nowak
Małgorzata Zielińska
Agnieszka Wrona
Krystyna Dudek
Stanisław Lis
Pani Nowak
Elżbieta W. Pawlak
Olga Ivanova
Svetlana Petrowa
Ludmila Schmidt
Natalya Sidorova
Jelena Marković
Vesna Kovačević
Milica Jovanović
Mirjana Babic
Inger Johanne Lie
Fru Hansen
Solveig Haugland
Kari Nordmann
Bjørg? Randi Moen
Birgitta Lindqvist
Gunilla Åkesson
Ragnhild Dahl
Tuula Virtanen
Mette Frandsen
Giulia Bianchi
Maria Rossi
Francesca Neri, richiamare
José Álvarez
Carmen Delgado Ruiz
Lucía Fernández
Dominique Lefebvre
Mme Dubois
Madame Moreau
Françoise Petit
Erzsébet Varga
Ilona Szabó
Jiří Procházka
Priya Raman
Keiko Tanaka
Nurse Kelly drew the sample
drawn by nurse O'Connor? Nurse O'Connor
Mrs. Johnson refused
Mr Patel (husband) informed
Mr. O'Brien declined
Ms Taylor will call back
Ms. Nguyen moved away
Miss Evans
Mrs Margaret Thatcher
Mrs J. Harker
Dr Watson
Dr. Smith requested repeat
Dr Khan to review
Dr. Braun, Tübingen
Doctor Wilson notified
Professor Coombes
Prof. Slade reviewed slides
seen by Dr. Bidard
sent to Dr Lin
reported to Dr. Pierga by phone
Report faxed to Dr. Riethdorf
reader: Dr Harbeck
Patient Smith refused
Pt. Johnson died
Pt Miller moved
Patient Brown called
Patient Jane Doe
Jane Doe
John Doe
Mary Jones
Mary-Ann? Mary Ann Bates
Elizabeth Bennet
Dorothy Parker
Susan B. Anthony
Helen Keller
Patricia O'Neill called
Karen said no
Barbara called to cancel
Margaret has moved
Deborah Lynn Harkness
Judith withdrew? no, Judith declined
Smith, John
Johnson, Mary
Williams, Susan
Jones, R.
mislabelled as Patricia Hughes
label reads Nancy Whitfield
tube of Catherine Earnshaw
mix-up with Sheila Cromwell?
DOB 03/04/1958
born 1958-03-04
date of birth: 4.3.1958
phone 555-123-4567
tel: +47 22 85 50 50
Mobile 0791 234 5678
Smith called
Johnson declined
Thompson is informed
by Williams
from Anderson
called Mr Yang
A. Robinson
T. Jackson
""".strip().splitlines()

NOBODY = """
Tumor Zellen
Bone Marrow
Breast Cancer
Pap Smear
Oslo, Norway
Hodgkin Lymphoma
Giemsa Färbung
Ki-67
dry tap
nach CTx
Left Iliac Crest
Beckenkamm links
Mark Entnahme links
Rotes Mark
Mark zellarm
Rosa Färbung
Rosa gefärbt
Iris Diaphragma
Max Wert
Max. Intensität
Jan 2020
Jan Kontrolle
August 2021
im Mai wiederholen
April Visit
Will Repeat
will repeat in May
Robert Koch Institut
Robert-Koch-Institut
Marie Curie Hospital
Johanna Etienne Krankenhaus
St. Anna Hospital
St. Elisabeth Krankenhaus
Sankt Georg
San Diego
Charlotte, NC
Victoria, Australia
Florence, Italy
Sofia, Bulgaria
Lund, Sweden
Bergen, Norway
Munich, Germany
Neubauer Kammer
Neubauer-Zählkammer
Thoma Kammer
Brown-Brenn stain
Wright Stain
Papanicolaou
May-Grünwald Giemsa
Pappenheim Färbung
Alexa Fluor 488
Alexa Fluor
Texas Red
Evans Blue
Wilson Score
Wilson score interval
Miller Grad 3
Becker Zyste
Baker Zyste
Paget Disease
Morbus Hodgkin
M. Hodgkin
M. Paget
Burkitt Lymphom
Ewing Sarkom
Bloom Richardson Grade
Nottingham Grade
Wagner Klassifikation
Meyer Nadel
Jamshidi Nadel
Ficoll Gradient
Percoll
Leica Bond
Ventana Benchmark
Roche Cobas
Eppendorf Tube
Becton Dickinson
Miltenyi Beads
Dako REAL
A45-B/B3
Pan-Keratin
AE1/AE3
Herceptin
Docetaxel Zyklus 3
Epirubicin Cyclophosphamid
EC-T
Tamoxifen seit 2020
Zoledronat
Letrozol Wechsel
Anastrozole
Frau mit DTC
Patient hat abgesagt
Patientin hat abgesagt
Patientin verstorben
Patientin Chemotherapie abgebrochen
Pat. Befund folgt
Pat. wünscht keine Punktion
Pat. nicht erschienen
Pat. ID unleserlich
Patient Refused
Patient Declined Further Sampling
Patient moved
Pt. declined
Patient Withdrew Consent
Dr. informiert
Dr Office Called
Dr. bittet um Rückruf
Prof. informiert
Arzt informiert
Hausarzt informiert
Hausarzt benachrichtigt
Rücksprache mit Klinik
Rücksprache mit Labor
Rückruf durch Station
Befund an Klinik gefaxt
Befund von Montag
durch Hämolyse gestört
mit Blut verunreinigt
von extern
an Pathologie
by phone
by courier
from outpatient clinic
from Lab North
by Fax
per Post
Fr 12.03.
Fr. 12.03.2021
Mo bis Fr
MS Excel
MR Mamma unauffällig
PD unter Therapie
CR nach 6 Zyklen
OP am 3.4.
OA unauffällig
Wenig Material
Geringe Zellzahl
Kein Aspirat
Hohe Zellularität
Fragliche Zelle
Ein Cluster
Zwei Zellen im Cluster
Isotyp Kontrolle Positiv
Negative Control Positive
Wiederholung Empfohlen
Zweite Färbung
Externe Probe
Probe Geronnen
Clotted Sample
Low Volume
Hemodiluted
Slide Broken
Second Reading
Second Reader Agrees
Reader R1
Repeat Requested
Sample Received Late
No Control Slide
Baseline Visit
After Surgery
Before Chemo
End Of Treatment
Left And Right Pooled
Zytospin 3
Cytospin Broken
Mammakarzinom
Invasiv Duktal
Lobuläres Karzinom
Triple Negativ
Luminal A
Her2 Positiv
ER Positiv
Nodal Positiv
Grad 2
BM 1
KM1
SUCCESS A
Study Arm B
Lab Süd
Labor München
Universität Tübingen
Klinikum Rechts Der Isar
Charité Berlin
von Weiß nach Schwarz
von Lang nach Kurz
Frau und Tochter informiert
Probe aus Heidelberg
bei Nürnberger Studie
from Alaska
from Nebraska
mit Cytokeratin Antikörper
von Station 4B
bei Zustand nach Mastektomie
nach Prof. Untersuchung
Bei Verdacht auf Metastase
mit Hilfe von ImageJ
Für Kontrolle Zwei Slides
An Referenzlabor verschickt
An Zentrale gesendet
Kryo Probe Verworfen
DTC Positiv Cluster
Material Nicht Verwertbar
Kollege informiert
Tel. Rückruf
Tel. Auskunft erbeten
Telefonische Befundübermittlung
Name unleserlich
Name Fehlt Auf Etikett
Etikett Fehlt
Label Missing
Sister Study
Mother Control
Husband Informed
Physician Informed
Surgeon Requested
Reader Two
Befunder Zwei
called back
call back Monday
by Train
bei Patientin Therapiepause
Pat. Therapie beendet
Patientin Kontrolle
Patientin Abbruch
Pt Consent Missing
Patient Number Missing
Patient Number 12
Patientin Nr. 12
Patient P012
Frau P012
Herr der Lage
Hr. Kollege
Fr. Kollegin
Dr. Klinik
Dr. Praxis
Fr. Nachmittag
Fr. Früh
Fr. Abend
Fr. Entnahme
Fr. Eingang
Fr. Probe
Fr. Transport
Sa. Eingang
Do. Entnahme
Frank gesagt
Frank Blood
Frank Metastases
Ernst Prognose
Ernst der Lage
Stein
Stig
Tone Mapping
Odd Result
Odd Staining
Can Repeat
Can Be Read
Rune
Ion Exchange
Nur Kontrolle
Nur Wenig Zellen
Nur Links
Ole
Dorothea Klinik
Else Kröner Stiftung
Heide
Siri
Jean Jacket
Scott Medium
Scott Tap Water
Gordon Stain
Gordon Sweet
Russell Bodies
Heinz Bodies
Heinz Körper
Howell Jolly
Hand Mirror Cells
Gill Hematoxylin
Harris Hämatoxylin
Mayer Hämatoxylin
Mayers Hemalaun
Carnoy Lösung
Bouin Fixation
Felix Kontrolle
Magnus Force
Stuart Transport
Horst
Carla Study
Emma Trial
Sophia Studie
Olympia Trial
Katherine Trial
Katherine Studie
Cleopatra Study
Monarch
Emilia Regime
Aphinity
Hannah Trial
Marianne Trial
Tania Study
Alan Study
Pamela Trial
Ruth Study
Clara
Lena Nord
Anton Paar
Max Planck
Carl Zeiss
Zeiss Axioplan
Karl Storz
Ernst Leitz
Fritz Lipmann Institut
Paul Ehrlich Institut
Julius Maximilians Universität
Ludwig Maximilians Universität
Georg August Universität
Albert Ludwigs Universität
Eberhard Karls Universität
Otto von Guericke
Heinrich Heine Universität
Johannes Gutenberg
Friedrich Schiller
Philipps Universität
Ruprecht Karls
Martin Luther
Elisabeth Straße
Johns Hopkins
Mayo Clinic
Memorial Sloan Kettering
Royal Marsden
MD Anderson
Dana Farber
Peter MacCallum
Karolinska
Radium Hospital
Norwegian Radium
Herlev
Marien Hospital
Marienhaus
Bethesda
Diakonie
Agnes Karll
Kaplan Meier
Cox Model
Mann Whitney
Fisher Exact
Bland Altman
Clopper Pearson
Bonferroni
Kruskal Wallis
Student T
van Elst
Ber-EP4
BerEP4
Lang
Kurz
Weiß
Schwarz
Braun
Groß
Klein
""".strip().splitlines()

HEADER = "patient_id,collected_on,cells_screened,tumor_cells,comment\n"
ROWS = [f"P{n},2023-01-17,2000000,{n},dry tap {n}\n" for n in range(40)]


@pytest.mark.parametrize("text", PERSONS)
def test_a_person_in_a_comment_is_found(text):
    assert names_somebody(text)


@pytest.mark.parametrize("text", NOBODY)
def test_other_words_are_no_person(text):
    assert not names_somebody(text)


def test_two_hundred_comments_name_somebody():
    assert len(PERSONS) >= 200


def test_none_of_many_comments_together_names_somebody():
    assert not any_names_somebody(NOBODY)
    assert any_names_somebody([*NOBODY, "Befund an Dr. Schmidt"])


def one_comment(text):
    return HEADER + "".join([*ROWS, f"P77,2023-01-17,2000000,0,{text}\n"])


def test_one_name_in_many_comments_is_asked_and_shown_nowhere(store):
    found = plan(store, one_comment("Frau Zarnekow hat abgesagt"))
    assert found.action is Action.ASK
    assert [question.id for question in found.questions] == [
        "personal_columns", "no_person:comment",
    ]  # fmt: skip
    assert "Zarnekow" not in str(report(found)) + given_back(found)


def test_the_column_can_be_dropped(new_store):
    store = new_store()
    found = take(store, one_comment("Frau Zarnekow"), {"personal_columns": "drop the columns"})
    assert found.action is Action.STORED
    assert b"Zarnekow" not in found.source.content


def test_a_false_alarm_is_denied_and_the_answer_is_kept_with_the_import(new_store):
    store = new_store()
    denied = {"no_person:comment": "no person is named there"}
    found = take(store, one_comment("Anna Cytospin"), denied)
    assert found.action is Action.STORED
    assert found.answers == denied
    assert found.rows.columns["comment"][-1] == "Anna Cytospin"


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Nachname", ("Muster", "Beispiel")),
        ("extra", ("Anna Muster", "Eva Beispiel")),
        ("extra", ("a@example.org", "b@example.org")),
        ("extra", ("17.03.1958", "1.2.1961")),
    ],
)
def test_what_surely_is_personal_cannot_be_denied(store, header, cells):
    rows = "".join(f"P{n},2023-01-17,2000000,0,{cell}\n" for n, cell in enumerate(cells))
    file = HEADER.replace("comment", header) + rows
    denied = {f"no_person:{header}": "no person is named there"}
    found = plan(store, file, denied)
    assert "personal_columns" in {question.id for question in found.questions}
    assert f"no_person:{header}" not in {question.id for question in found.questions}


def test_a_denial_is_of_one_file_and_no_profile_takes_it():
    assert layout_answers({"no_person:comment": "no person is named there"}) == {}


@pytest.mark.parametrize("who", ["Dr. Weber", "Anna Muster", "Prof. Hollerbach"])
def test_who_read_a_slide_is_told_by_a_code_and_not_by_name(store, who):
    file = HEADER.replace("comment", "Befunder") + "".join(ROWS).replace("dry tap", "R")
    assert not plan(store, file).questions
    named = plan(store, file + f"P77,2023-01-17,2000000,0,{who}\n")
    assert {question.id for question in named.questions} == {
        "personal_columns", "no_person:Befunder",
    }  # fmt: skip
    assert who not in str(report(named))
