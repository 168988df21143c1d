"""Settings: rules with what they flip, visit windows, profiles, backups, self-check."""

from dataclasses import replace

import pytest

from monitor.domain.profile import Profile
from monitor.domain.rules import DEFAULT_RULES
from monitor.domain.vocabularies import FileKind
from monitor.sample import remove_sample
from monitor.store.backups import read_backups
from monitor.store.engine import open_store, revision
from monitor.store.profiles import save_profile
from monitor.store.reading import read_courses
from monitor.store.rule_sets import read_rule_sets, read_rules, save_rules
from monitor.store.settings import read_visit_plan
from tests.imports import take
from tests.pages.test_pages import texts

COURSE = (
    "patient_id,collected_on,cells_screened,tumor_cells,lab\n"
    "P-1,2023-01-01,2000000,1,North\nP-1,2023-07-01,2000000,0,North\n"
)


@pytest.fixture
def store(store_url):
    opened = open_store(store_url)
    take(opened, COURSE)
    return opened


@pytest.fixture
def section(open_page):
    """Returns a function that opens one section of the page."""

    def opened(name: str):
        app = open_page("settings.py")
        return app.button_group(key="settings_shown").set_value(name).run()

    return opened


def field(app, label: str):
    return next(f for f in app.number_input if f.label.startswith(label))


def button(app, label: str):
    return next(b for b in app.button if b.label.startswith(label))


def labels(app) -> list[str]:
    return [b.label for b in app.button]


def deeper(section, depth: float = 3.0):
    """Returns the page with a deeper minimum, and with what that flips."""
    app = section("Rules")
    field(app, "Minimum depth").set_value(depth).run()
    return button(app, "Show which calls").click().run()


class TestRules:
    @pytest.mark.usefixtures("store")
    def test_nothing_is_to_be_saved_while_the_rules_are_those_in_force(self, section):
        app = section("Rules")
        assert "Rules **1.0** are in force (shipped)" in texts(app)
        assert "These are the rules in force." in texts(app)
        assert not [label for label in labels(app) if "Save" in label or "Show" in label]

    @pytest.mark.usefixtures("store")
    def test_what_flips_is_shown_before_anything_can_be_saved(self, section):
        app = section("Rules")
        field(app, "Minimum depth").set_value(3.0).run()
        assert "Minimum depth of a negative: 1.0 M MNC → 3.0 M MNC" in texts(app)
        assert "Save as version 1.1" not in labels(app)
        button(app, "Show which calls").click().run()
        assert "1 call of 1 patient would flip; 2 calls of 1 patient compared." in texts(app)
        assert "Save as version 1.1" in labels(app)

    def test_a_cleared_patient_is_no_call_under_a_deeper_minimum(self, section, store):
        app = deeper(section)
        (flip,) = app.table[0].value.rename(columns=str.strip).to_dict("records")
        assert flip["Rules 1.0"].replace("\\", "") == (
            "cleared, compatible with chance, not confirmed"
        )
        assert flip["Rules 1.1"] == "no call"
        assert "only 2,000,000 of the 3,000,000 cells" in flip["Why"]
        link = read_courses(store)[0].patient.link
        assert flip["Patient"].endswith(f"](patient?p={link})")

    def test_saving_needs_a_reason_and_makes_a_version(self, section, store):
        app = deeper(section)
        button(app, "Save as version").click().run()
        assert "needs a reason" in texts(app)
        assert read_rules(store) == DEFAULT_RULES
        app.text_input[0].set_value("the lab screens deeper")
        button(app, "Save as version").click().run()
        assert not app.exception
        newest = read_rule_sets(store)[0]
        assert newest.rules == replace(DEFAULT_RULES, version="1.1", minimum_depth=3_000_000)
        assert newest.reason == "the lab screens deeper"
        assert "Rules **1.1** are in force" in texts(app)
        table = app.table[-1].value
        assert list(table["Version"]) == [r"1\.1", r"1\.0"]

    @pytest.mark.usefixtures("store")
    def test_other_rules_than_those_looked_at_are_not_saved(self, section):
        app = deeper(section)
        field(app, "Minimum depth").set_value(4.0).run()
        assert "Save as version 1.1" not in labels(app)

    def test_rules_that_somebody_else_saved_meanwhile_win(self, section, store):
        app = deeper(section)
        save_rules(store, replace(DEFAULT_RULES, alpha=0.01), "cd", "stricter")
        app.run()
        assert "Rules **1.1** are in force" in texts(app)
        assert field(app, "α").value == 0.01
        assert read_rules(store).minimum_depth == DEFAULT_RULES.minimum_depth

    def test_going_back_to_an_older_version_is_a_new_one(self, section, store):
        save_rules(store, replace(DEFAULT_RULES, minimum_depth=3_000_000), "ab", "deeper")
        app = section("Rules")
        app.selectbox[0].set_value("1.0").run()
        assert field(app, "Minimum depth").value == 1.0
        button(app, "Show which calls").click().run()
        app.text_input[0].set_value("too deep")
        button(app, "Save as version 1.2").click().run()
        assert read_rules(store) == replace(DEFAULT_RULES, version="1.2")

    def test_every_rule_can_be_changed(self, section, store):
        app = section("Rules")
        for label, value in (
            ("Detected from", 2), ("α", 0.01), ("Recovery", 0.5), ("Confirmed after", 90),
            ("Next due", 180), ("Points joined", 400), ("Caution after surgery", 30),
        ):  # fmt: skip
            field(app, label).set_value(value)
        for box in app.checkbox:
            box.uncheck()
        app.run()
        button(app, "Show which calls").click().run()
        app.text_input[0].set_value("a study")
        button(app, "Save as version").click().run()
        assert read_rules(store) == replace(
            DEFAULT_RULES, version="1.1", threshold=2, alpha=0.01, recovery=0.5,
            confirmation_days=90, sampling_interval_days=180, connector_gap_days=400,
            surgery_caution_days=30, caution_during_chemotherapy=False, caution_under_g_csf=False,
        )  # fmt: skip

    @pytest.mark.usefixtures("full_store")
    def test_of_many_flips_some_are_listed_and_all_are_counted(self, section):
        app = deeper(section)
        said = next(text for text in texts(app).splitlines() if "would flip" in text)
        assert "calls of 120 patients compared" in said
        assert len(app.table[0].value) == 100
        assert any("The first 100 of" in caption.value for caption in app.caption)

    def test_over_an_empty_store_no_call_flips(self, section):
        assert "No call would flip; 0 calls of 0 patients compared." in texts(deeper(section))


def test_other_rules_reach_the_pages_that_judge(open_page, store):
    assert list(open_page("patients.py").dataframe[0].value["State"]) == ["not detected"]
    save_rules(store, replace(DEFAULT_RULES, minimum_depth=3_000_000), "ab", "deeper")
    assert list(open_page("patients.py").dataframe[0].value["State"]) == ["under-screened"]
    assert "Fewer than" not in texts(open_page("methods.py"))
    rules = open_page("methods.py").table[0].value
    assert "3\\.0 M MNC" in rules.to_string()


class TestVisitWindows:
    def test_usual_windows_are_filled_in_and_saved_by_one_click_each(self, section, full_store):
        app = section("Visit windows")
        app.button[-1].click().run()
        assert len(app.get("arrow_data_frame") or app.dataframe) == 1
        button(app, "Save").click().run()
        assert not app.exception
        plan = read_visit_plan(full_store)
        assert [w.name for w in plan.windows] == ["BM1", "BM2", "BM3", "BM4", "BM5"]

    def test_without_any_change_there_is_nothing_to_save(self, section):
        assert button(section("Visit windows"), "Save").disabled


def test_profiles_are_listed_with_who_saved_them(section, store):
    save_profile(store, Profile("Lab X", 1, FileKind.ASSAYS, ("a", "b"), {"delimiter": ";"}), "ab")
    rows = section("Profiles").dataframe[0].value.set_index("Profile")
    assert (rows.loc["Lab X", "By"], rows.loc["Lab X", "Version"]) == ("ab", "1")
    assert set(rows["By"]) == {"ab", "shipped"}


class TestBackups:
    @pytest.mark.usefixtures("store")
    def test_a_backup_is_made_and_named(self, section):
        app = section("Backups")
        button(app, "Back up now").click().run()
        assert "The store is kept in store-r1.sqlite." in texts(app)
        assert list(app.dataframe[0].value["File"]) == ["store-r1.sqlite"]

    def test_an_empty_store_has_nothing_to_back_up(self, section):
        app = section("Backups")
        button(app, "Back up now").click().run()
        assert "the store is empty" in texts(app)

    def test_a_restore_says_what_would_be_gone_and_asks(self, section, store):
        button(section("Backups"), "Back up now").click().run()
        save_rules(store, replace(DEFAULT_RULES, alpha=0.01), "ab", "stricter")
        app = section("Backups")
        app.selectbox[0].set_value("store-r1.sqlite").run()
        assert "1 change made since would be gone" in texts(app)
        assert "stricter" in app.dataframe[-1].value.to_string()
        assert button(app, "Restore").disabled
        app.checkbox[0].check().run()
        button(app, "Restore").click().run()
        assert not app.exception
        assert "Restored from store-r1.sqlite; the revision is now 3." in texts(app)
        assert read_rules(store) == DEFAULT_RULES
        assert revision(store) == 3
        assert {b.path.name for b in read_backups(store.engine)} == {
            "store-r1.sqlite", "store-r2.sqlite",
        }  # fmt: skip


class TestSelfCheck:
    def test_a_sound_store_is_found_sound(self, section, full_store):
        remove_sample(full_store)
        app = section("Self-check")
        button(app, "Check now").click().run()
        assert "All 9 checks are good." in texts(app)
        assert set(app.table[0].value.iloc[:, 0]) == {"good"}
