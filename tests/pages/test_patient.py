"""The patient page: evidence, comparing, the link to a view."""

import json

import pytest

from monitor.domain.visits import VisitPlan, VisitWindow
from monitor.store.reading import read_links
from monitor.store.settings import save_visit_plan


@pytest.fixture
def links(full_store):
    return {name: link for link, name in read_links(full_store)}


@pytest.fixture
def patient(open_page, links):
    """Returns a function that opens a patient by pseudonym, with further query parameters."""
    return lambda name="SYN-001", **query: open_page("patient.py", p=links[name], **query)


def figure(app):
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def texts(app):
    shown = (*app.caption, *app.code, *app.subheader, *app.error)
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def show(app, *tables):
    app.get("button_group")[-1].set_value(list(tables)).run()


def test_a_choice_from_the_list_opens_the_evidence_of_a_sampling(patient):
    app = patient()
    show(app, "Assays")
    box = app.selectbox[-1]
    assert box.label == "Evidence of a sampling"
    box.select_index(3).run()
    assert not app.exception
    assert "As it stands in the file: import 2, assays.csv, line 5" in texts(app)
    assert app.code[0].value.startswith("SYN-001,North,")
    facts = {row["About"]: row["Known"] for table in app.table for row in
             table.value.to_dict("records") if "About" in row}  # fmt: skip
    assert facts["Result"] == "0 tumor cells in 300,000 MNC"
    assert facts["Comment"] == "hemodilute"
    assert list(app.table[-1].value["What"]) == ["Added"]


def test_the_chart_hands_over_the_assay_of_a_point(patient):
    app = patient()
    assert app.get("plotly_chart")[0].proto.selection_mode
    ids = [i for trace in figure(app)["data"] for i in trace.get("customdata", [])]
    assert sorted(i for [i] in ids) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_link_carries_what_was_chosen(patient, links):
    query = {"axis": "months", "scale": "linear", "unit": "per_two_million", "shade": "endocrine"}
    app = patient(**query)
    layout = figure(app)["layout"]
    assert layout["xaxis"]["title"]["text"] == "Months from first surgery"
    assert layout["yaxis"]["type"] == "linear"
    assert layout["yaxis"]["title"]["text"] == "Tumor cells per 2×10⁶ MNC"


def test_what_is_chosen_later_counts_more_than_the_link(patient):
    app = patient(scale="linear")
    app.get("button_group")[1].set_value("log").run()
    assert figure(app)["layout"]["yaxis"]["type"] == "log"
    app.run()
    assert figure(app)["layout"]["yaxis"]["type"] == "log"


def test_a_link_compares_up_to_four_patients_by_their_opaque_keys(patient, links):
    others = ",".join(links[name] for name in ("SYN-004", "SYN-005", "SYN-006", "SYN-007"))
    app = patient(compare=others)
    titles = [a["text"] for a in figure(app)["layout"]["annotations"]]
    assert titles == [f"<b>SYN-00{n}</b>" for n in (1, 4, 5, 6)]


def test_a_comparison_is_shown_as_a_table_too(patient, links):
    app = patient(compare=links["SYN-004"])
    app.toggle(key="comparison_as_table").set_value(True).run()
    assert set(app.dataframe[0].value["patient"]) == {"SYN-001", "SYN-004"}


def test_whom_a_link_names_in_vain_is_left_out(patient):
    app = patient(compare="0" * 24)
    assert not app.exception
    assert figure(app)["layout"]["yaxis4"]


def test_the_button_writes_the_choice_into_the_address(patient, links):
    app = patient()
    app.session_state["timeline_more"] = True
    app.run()
    app.get("button_group")[0].set_value("months").run()
    app.multiselect(key="timeline_others_box").set_value([links["SYN-004"]]).run()
    next(b for b in app.button if b.label == "Link to this view").click().run()
    assert not app.exception
    wanted = {"p": links["SYN-001"], "axis": "months", "compare": links["SYN-004"]}
    assert dict(app.query_params) == wanted


def test_the_anchor_is_kept_from_one_patient_to_the_next(patient, links):
    app = patient()
    app.session_state["timeline_more"] = True
    app.run()
    app.selectbox(key="timeline_anchor").set_value("diagnosis").run()
    app.session_state["timeline_more"] = False
    app.get("button_group")[0].set_value("months").run()
    app.query_params["p"] = links["SYN-002"]
    app.run()
    assert figure(app)["layout"]["xaxis"]["title"]["text"] == "Months from diagnosis"


def test_cells_count_the_same_before_and_after_the_controls_are_opened(patient):
    app = patient("SYN-005")
    before = figure(app)["data"]
    app.session_state["timeline_more"] = True
    app.run()
    assert figure(app)["data"] == before


def test_visit_windows_reach_the_chart(patient, full_store):
    save_visit_plan(full_store, VisitPlan("first surgery", (VisitWindow("BM1", 0, 2),)), "ab")
    shown = json.dumps(figure(patient()))
    assert "BM1" in shown
    assert "off-window" in shown
