"""Two exports as labs make them: an English one in long form, a German one in cp1252."""

from datetime import date

from monitor.domain.plan import Action
from monitor.intake import accept_proposed
from tests.imports import outcomes, plan, rules

ENGLISH = """\
patient_id,sample_id,collection_date,time_point,site,volume_ml,mnc_total,cells_screened,\
ck_pos_total,n_tc,n_probable,n_hc,ctrl_cells_screened,ctrl_pos,antibody,result_text
M-0012,99/0417,1999-04-03,baseline,L,5.0,1.25e7,1000000,2,1,1,0,500000,0,A45-B/B3,positive
M-0012,99/0418,1999-04-03,baseline,R,5.5,9.8e6,1000000,0,0,0,0,500000,0,A45-B/B3,negative
M-0012,99/1377,1999-11-18,post-CT,both,8.0,6.1e6,1850000,0,0,0,1,500000,0,A45-B/B3,negative
M-0031,00/0209,2000-02-14,6M,both,4.0,0.7e6,640000,0,0,0,0,,,A45-B/B3,insufficient
"""
GERMAN = """\
Pat-Nr;E-Nr;Entnahmedatum;Zeitpunkt;Ort;Vol (ml);MNZ ausgewertet;CK+ Zellen;davon TZ;Isotyp;\
CK+/10^6;Befund;Bemerkung
0012;99/0417;03.04.1999;prä-OP;BK li;5,0;1.000.000;2;1;0;2,0;pos.;
0012;99/0418;03.04.99;prae OP;BK re;5,5;1 Mio;0;;neg;0;neg.;
0031;00/0209;14.02.2000;6M FU;bds.;4,0;<1x10^6;0;;n.d.;;n. auswertbar;V.a. Blutbeimengung
0044;00/0511;Mai 2000;nach CTx;BK bds;10;2,0E+06;"1 Cluster (ca. 12 Z.)";12;0;6;POS;\
korr. Befund v. 02.06.
""".encode("cp1252")
COLUMNS_TOLD = {"column:CK+ Zellen": "tumor_cells", "column:davon TZ": "leave out"}
TOLD = COLUMNS_TOLD | {
    "century:Entnahmedatum": "1930 to 2029",
    "value:control_positive:nd": "leave blank",
    "value:tumor_cells:cluster…": "positive, no count",
}


def test_the_english_export_is_read_without_a_question(store):
    found = plan(store, ENGLISH)
    assert found.action is Action.STORED
    columns = found.rows.columns
    assert list(columns["tumor_cells"]) == [1, 0, 0, 0]
    assert list(columns["probable_cells"]) == [1, 0, 0, 0]
    assert list(columns["control_positive"]) == [0, 0, 0, None]
    assert list(columns["site"]) == ["left", "right", "both", "both"]
    assert columns["result_text"][3] == "not evaluable"


def test_the_german_export_asks_what_only_a_person_knows(store):
    asked = accept_proposed(store, plan(store, GERMAN))
    assert {question.id for question in asked.questions} == {
        "column:CK+ Zellen", "column:davon TZ", "century:Entnahmedatum",
        "value:control_positive:nd",
    }  # fmt: skip
    told = accept_proposed(store, plan(store, GERMAN, COLUMNS_TOLD))
    assert {question.id for question in told.questions} == {
        "century:Entnahmedatum", "value:control_positive:nd",
    }  # fmt: skip


def test_the_german_export_is_read_exactly_once_it_is_answered(store):
    done = accept_proposed(store, plan(store, GERMAN, TOLD))
    assert done.action is Action.PARTIAL
    assert outcomes(done) == {1: "named", 2: "stored", 3: "stored", 4: "stored", 5: "rejected"}
    assert rules(done)[5] >= {"date_incomplete"}
    columns = {name: list(values)[:3] for name, values in done.rows.columns.items()}
    assert columns["collected_on"] == [date(1999, 4, 3), date(1999, 4, 3), date(2000, 2, 14)]
    assert columns["cells_screened"] == [1_000_000, 1_000_000, None]
    assert columns["tumor_cells"] == [2, 0, 0]
    assert columns["control_positive"] == [0, 0, None]
    assert columns["site"] == ["left", "right", "both"]
    assert columns["volume_ml"] == [5.0, 5.5, 4.0]
    assert columns["reported_rate"] == [2.0, 0.0, None]
    assert columns["result_text"] == ["positive", "negative", "not evaluable"]
    assert columns["visit"] == ["prä-OP", "prae OP", "6M FU"]
    assert columns["qualified"] == [None, None, '{"cells_screened": "<1x10^6"}']
